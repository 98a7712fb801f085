import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
const NOBODY = { uid: -1, pid: -1, program: '?' };

/** Who is at the other end of a unix socket (unix(7), SO_PEERCRED), for the journal. Node does not say: hence libc, by `node:ffi`. */
export function peerOf(socket: Socket): { readonly uid: number; readonly pid: number; readonly program: string } {
  const { fd } = (socket as Socket & { readonly _handle?: { readonly fd?: number } })._handle ?? {};
  if (fd === undefined || fd < 0) return NOBODY;
  const getsockopt = libc();
  const credentials = Buffer.alloc(12); // struct ucred: pid, uid, gid
  const length = Buffer.alloc(4);
  length.writeInt32LE(credentials.byteLength);
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, length) !== 0) return NOBODY;
  const pid = credentials.readInt32LE(0);
  return { pid, uid: credentials.readInt32LE(4), program: programOf(pid) };
}

let loaded: ((...args: unknown[]) => number) | undefined;

function libc() {
  loaded ??= process.getBuiltinModule('node:ffi').dlopen(null, {
    getsockopt: { return: 'i32', arguments: ['i32', 'i32', 'i32', 'pointer', 'pointer'] },
  }).functions.getsockopt as unknown as (...args: unknown[]) => number;
  return loaded;
}

function programOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '?'; // has ended
  }
}
