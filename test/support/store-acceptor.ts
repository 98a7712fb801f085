import { abort, associateAc, associateRj, commandSet, element, message, releaseRp } from './raw-bytes.ts';
import { proposedContexts, type RawPeer, rawListen } from './raw-peer.ts';

export interface StoreAcceptorOptions {
  /** The status of the C-STORE-RSP to the n-th object, from 1. Default: 0000H. */
  readonly statusOf?: (number: number) => number;
  /** Which proposed contexts are accepted. Default: all. */
  readonly accepts?: (context: { readonly abstractSyntax: string; readonly transferSyntaxes: readonly string[] }, at: number) => boolean;
  /** A-ASSOCIATE-RJ. */
  readonly rejects?: boolean;
  /** Resets the connection when the object after so many comes, on each association or on the first `times`. */
  readonly diesAfter?: number;
  readonly times?: number;
  /** Falls silent. */
  readonly hangs?: 'associate' | 'store';
  readonly delayMs?: number;
}

export interface Received {
  readonly sopInstanceUid: string;
  readonly command: Map<number, Buffer>;
  readonly dataset: Buffer | undefined;
  readonly transferSyntax: string;
}

/** A Storage SCP that speaks bytes, and misbehaves as told. */
export async function acceptor(options: StoreAcceptorOptions = {}) {
  const received: Received[] = [];
  let associations = 0;
  const serve = async (peer: RawPeer): Promise<void> => {
    const { body } = await peer.pdu();
    if (options.hangs === 'associate') return;
    if (options.rejects) return peer.send(associateRj(1, 1, 7));
    const mayDie = ++associations <= (options.times ?? Number.POSITIVE_INFINITY);
    const proposed = proposedContexts(body);
    const results = proposed.map(({ id, abstractSyntax, transferSyntaxes }, at) => ({
      id,
      result: (options.accepts?.({ abstractSyntax, transferSyntaxes }, at) ?? true) ? 0 : 3,
      transferSyntax: transferSyntaxes[0]!,
    }));
    peer.send(associateAc({ contexts: results }));
    for (let here = 0; ; here++) {
      const next = await peer.messageOrRelease();
      if (next === undefined) return peer.send(releaseRp());
      if (options.hangs === 'store') return;
      if (options.diesAfter === here && mayDie) return peer.reset();
      const { contextId, command, dataset } = next;
      const sopInstanceUid = command.get(0x00001000)!.toString('latin1').replace(/\0$/, '');
      const transferSyntax = results.find(({ id }) => id === contextId)?.transferSyntax ?? '';
      received.push({ sopInstanceUid, command, dataset, transferSyntax });
      if (options.delayMs) await new Promise((resolve) => setTimeout(resolve, options.delayMs));
      const response = commandSet(
        element(0x00000002, command.get(0x00000002)!),
        element(0x00000100, 0x8001),
        element(0x00000120, command.get(0x00000110)!),
        element(0x00000800, 0x0101),
        element(0x00000900, options.statusOf?.(received.length) ?? 0),
        element(0x00001000, command.get(0x00001000)!),
      );
      peer.send(...message(contextId, response));
    }
  };
  const listener = await rawListen((peer) => void serve(peer).catch(() => peer.send(abort())));
  return { ...listener, received };
}
