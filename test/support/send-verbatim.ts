import { systemClock as clock, createLog } from '../../app/base/base.ts';
import { openRequestor } from '../../app/dimse/dimse.ts';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME, VERIFICATION_SOP_CLASS } from '../../app/registry/registry.ts';
import { connect } from '../../app/ul/ul.ts';

const log = createLog({ level: 'error', style: 'console', write: () => {} });

export interface Verbatim {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly dataset: Uint8Array;
}

/** An association that stores what it is given, byte for byte; null where the acceptor does not take the presentation context. */
export async function openVerbatim(port: number, { sopClassUid, transferSyntaxUid }: Pick<Verbatim, 'sopClassUid' | 'transferSyntaxUid'>) {
  const association = await connect({
    host: '127.0.0.1',
    port,
    callingAeTitle: 'VERBATIM',
    calledAeTitle: 'FILMROOM',
    contexts: [
      { abstractSyntax: sopClassUid, transferSyntaxes: [transferSyntaxUid] },
      { abstractSyntax: VERIFICATION_SOP_CLASS, transferSyntaxes: ['1.2.840.10008.1.2'] },
    ],
    maxPduLength: 65_536,
    timeoutMs: 60_000, // a disk of a shared machine has been seen to take over ten seconds for one sync
    inactivityMs: 120_000,
    clock,
    log,
    identity: { implementationClassUid: IMPLEMENTATION_CLASS_UID, implementationVersionName: IMPLEMENTATION_VERSION_NAME },
  });
  const close = () => association.release().catch(() => association.abort());
  const accepted = [...association.presentationContexts.values()].some(({ abstractSyntax }) => abstractSyntax === sopClassUid);
  if (!accepted) {
    await close();
    return null;
  }
  const requestor = openRequestor(association, { log });
  return {
    store: (dataset: Uint8Array, sopInstanceUid: string) => requestor.store({ sopClassUid, sopInstanceUid, dataset }),
    echo: () => requestor.echo(),
    close,
  };
}

/** The bytes as they are, in the transfer syntax that they are in and no other; then C-ECHO, to see that the association outlived it. */
export async function sendVerbatim(
  port: number,
  { dataset, sopInstanceUid, ...context }: Verbatim,
): Promise<{ status: number; comment: string; echo: number } | 'not accepted'> {
  const opened = await openVerbatim(port, context);
  if (!opened) return 'not accepted';
  try {
    const { status, errorComment = '' } = await opened.store(dataset, sopInstanceUid);
    return { status, comment: String(errorComment), echo: await opened.echo() };
  } finally {
    await opened.close();
  }
}
