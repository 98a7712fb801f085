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

/** The bytes as they are, in the transfer syntax that they are in and no other; then C-ECHO, to see that the association outlived it. */
export async function sendVerbatim(
  port: number,
  { transferSyntaxUid, ...request }: Verbatim,
): Promise<{ status: number; comment: string; echo: number } | 'not accepted'> {
  const association = await connect({
    host: '127.0.0.1',
    port,
    callingAeTitle: 'VERBATIM',
    calledAeTitle: 'FILMROOM',
    contexts: [
      { abstractSyntax: request.sopClassUid, transferSyntaxes: [transferSyntaxUid] },
      { abstractSyntax: VERIFICATION_SOP_CLASS, transferSyntaxes: ['1.2.840.10008.1.2'] },
    ],
    maxPduLength: 65_536,
    timeoutMs: 10_000,
    inactivityMs: 20_000,
    clock,
    log,
    identity: { implementationClassUid: IMPLEMENTATION_CLASS_UID, implementationVersionName: IMPLEMENTATION_VERSION_NAME },
  });
  try {
    const context = [...association.presentationContexts.values()].find(({ abstractSyntax }) => abstractSyntax === request.sopClassUid);
    if (!context) return 'not accepted';
    const requestor = openRequestor(association, { log });
    const { status, errorComment = '' } = await requestor.store(request);
    return { status, comment: String(errorComment), echo: await requestor.echo() };
  } finally {
    await association.release().catch(() => association.abort());
  }
}
