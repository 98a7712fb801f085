import { systemClock as clock, type Log } from '../../app/base/base.ts';
import { openRequestor, type Requestor } from '../../app/dimse/dimse.ts';
import { type Association, connect } from '../../app/ul/ul.ts';

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };
const IMPLEMENTATION = { implementationClassUid: '1.2.826.0.1.3680043.10.1.7.1', implementationVersionName: 'FILMROOM_BENCH' };

/** An association of ours without a process of its own, that no start of a program counts for: TCP_NODELAY, PDUs of 64 KiB. */
export async function associate(
  port: number,
  abstractSyntaxes: readonly string[],
  transferSyntax: string,
): Promise<{ readonly association: Association; readonly requestor: Requestor }> {
  const association = await connect({
    ...{ host: '127.0.0.1', port, callingAeTitle: 'BENCH', calledAeTitle: 'FILMROOM', maxPduLength: 65_536, timeoutMs: 20_000 },
    contexts: abstractSyntaxes.map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [transferSyntax] })),
    ...{ clock, log: SILENT, identity: IMPLEMENTATION },
  });
  return { association, requestor: openRequestor(association, { log: SILENT }) };
}

export interface Outgoing {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly dataset: Uint8Array;
}

/** C-STORE of so many objects, shared out over associations of ours; each must succeed. Every object is made when its turn comes. */
export async function storeAll(
  port: number,
  objects: { readonly count: number; readonly associations: number; readonly sopClassUid: string; readonly transferSyntax: string },
  make: (number: number) => Outgoing,
): Promise<void> {
  let next = 0;
  const sender = async (): Promise<void> => {
    const { requestor } = await associate(port, [objects.sopClassUid], objects.transferSyntax);
    for (let number = next++; number < objects.count; number = next++) {
      const { status } = await requestor.store(make(number));
      if (status !== 0) throw new Error(`C-STORE of object ${number}: status ${status.toString(16)}`);
    }
    await requestor.release();
  };
  await Promise.all(Array.from({ length: objects.associations }, sender));
}
