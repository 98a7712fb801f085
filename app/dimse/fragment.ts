import type { Association } from '../ul/ul.ts';
import { type CommandSet, encodeCommandSet } from './command-set.ts';

/** What sending needs of an association. */
export type PDataSink = Pick<Association, 'sendPData' | 'maxPduPayload'>;
type Pdv = Parameters<Association['sendPData']>[0][number];

const PDV_HEADER_BYTES = 6; // Item-length, Presentation-context-ID, message control header (PS3.8 §9.3.5.1, §E.2)
/** Longest fragment, whatever the peer would take: it is gathered in memory. */
const MAX_FRAGMENT_BYTES = 256 * 1024;

/**
 * Sends one message (PS3.7 §6.3, PS3.8 Annex E) as P-DATA-TF PDUs that the peer can take: the command set in one, the data set in as few
 * more as it needs, all fragments of even length but the last one of an odd data set, which is sent as it is.
 *
 * The two never share a PDU, though PS3.8 §9.3.5 lets them: `storescp` 3.6.7 and Orthanc 1.10.1 crash on one that holds both.
 *
 * @param dataset an array is sent without a copy and must not change before this resolves; of an iterable each view is copied
 */
export async function sendMessage(
  association: PDataSink,
  contextId: number,
  command: CommandSet,
  dataset?: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  const fragmentBytes = largestFragment(association.maxPduPayload);
  await sendWhole(association, contextId, true, encodeCommandSet(command), fragmentBytes);
  if (dataset instanceof Uint8Array) await sendWhole(association, contextId, false, dataset, fragmentBytes);
  else if (dataset !== undefined) await sendStream(association, contextId, dataset, fragmentBytes);
}

/** The longest fragment of even length (PS3.8 Annex E.1) that a PDU to the peer has room for. */
export function largestFragment(maxPduPayload: number): number {
  const bytes = Math.min(maxPduPayload - PDV_HEADER_BYTES, MAX_FRAGMENT_BYTES);
  return Math.max(2, bytes - (bytes % 2));
}

/** Sends bytes that are all there; an empty data set is one empty last fragment. */
function sendWhole(association: PDataSink, contextId: number, isCommand: boolean, bytes: Uint8Array, fragmentBytes: number): Promise<void> {
  if (bytes.byteLength <= fragmentBytes) return association.sendPData([{ contextId, isCommand, isLastFragment: true, data: bytes }]);
  return sendInFragments(association, contextId, isCommand, bytes, fragmentBytes);
}

async function sendInFragments(
  association: PDataSink,
  contextId: number,
  isCommand: boolean,
  bytes: Uint8Array,
  fragmentBytes: number,
): Promise<void> {
  for (let at = 0; at < bytes.byteLength; at += fragmentBytes) {
    const data = bytes.subarray(at, at + fragmentBytes);
    await association.sendPData([{ contextId, isCommand, isLastFragment: at + fragmentBytes >= bytes.byteLength, data }]);
  }
}

/** Gathers the views of `dataset` into full fragments; one fragment is held back until it is known whether it is the last. */
async function sendStream(
  association: PDataSink,
  contextId: number,
  dataset: AsyncIterable<Uint8Array>,
  fragmentBytes: number,
): Promise<void> {
  const pdv = (data: Uint8Array, isLastFragment: boolean): Pdv => ({ contextId, isCommand: false, isLastFragment, data });
  let fragment = Buffer.allocUnsafe(fragmentBytes);
  let filled = 0;
  for await (const view of dataset) {
    for (let at = 0; at < view.byteLength; ) {
      if (filled === fragmentBytes) {
        await association.sendPData([pdv(fragment, false)]);
        fragment = Buffer.allocUnsafe(fragmentBytes); // the socket may hold the one before for longer than its promise
        filled = 0;
      }
      const taken = Math.min(view.byteLength - at, fragmentBytes - filled);
      fragment.set(view.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
    }
  }
  await association.sendPData([pdv(fragment.subarray(0, filled), true)]);
}
