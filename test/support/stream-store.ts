import { once } from 'node:events';
import type net from 'node:net';
import { cStoreRq, message, type RawPeer, statusOf, userItemsOf } from './raw-peer.ts';

/** The longest P-DATA-TF PDU that the acceptor takes, from its A-ASSOCIATE-AC (PS3.8 Annex D.1); 128 KiB where it has no limit. */
export function acceptedLength(acBody: Buffer): number {
  const announced =
    userItemsOf(acBody)
      .find(({ type }) => type === 0x51)
      ?.body.readUInt32BE(0) ?? 0;
  return announced === 0 ? 131_072 : Math.min(announced, 131_072);
}

/** One fragment as a P-DATA-TF PDU in one write, without a copy of `data`. */
function writeFragment(socket: net.Socket, contextId: number, isLastFragment: boolean, data: Uint8Array): boolean {
  const header = Buffer.alloc(12);
  header[0] = 0x04;
  header.writeUInt32BE(data.byteLength + 6, 2);
  header.writeUInt32BE(data.byteLength + 2, 6);
  header[10] = contextId;
  header[11] = isLastFragment ? 0x02 : 0x00;
  socket.cork();
  socket.write(header);
  const hasRoom = socket.write(data);
  socket.uncork();
  return hasRoom;
}

/** C-STORE of a data set that is made while it is sent: never more of it in memory than a piece and the socket's buffer. */
export async function streamStore(
  peer: RawPeer,
  request: {
    readonly contextId: number;
    readonly sopClassUid: string;
    readonly sopInstanceUid: string;
    readonly messageId?: number;
    readonly pieces: Iterable<Uint8Array>;
    readonly maxPduLength: number;
  },
): Promise<number> {
  const { contextId, pieces, maxPduLength } = request;
  peer.send(...message(contextId, cStoreRq(request.sopClassUid, request.sopInstanceUid, request.messageId ?? 1)));
  const most = maxPduLength - 6;
  for (const piece of pieces) {
    for (let at = 0; at < piece.byteLength; at += most) {
      const hasRoom = writeFragment(peer.socket, contextId, false, piece.subarray(at, at + most));
      if (!hasRoom) await once(peer.socket, 'drain', { signal: AbortSignal.timeout(60_000) });
    }
  }
  writeFragment(peer.socket, contextId, true, new Uint8Array(0)); // an empty last fragment is legal (PS3.8 Annex E.2)
  return statusOf((await peer.message()).command);
}
