import type { WrappedFunction } from 'node:ffi';
import { wordsOf } from './errors.ts';
import type { Log } from './log.ts';

const AF_UNIX = 1;
const SOCK_DGRAM_CLOEXEC = 0x80002;
const MSG_NOSIGNAL = 0x4000;
/** Of `sockaddr_un`, whose path begins after the family. */
const PATH_MAX = 108;

/** What systemd is told, e.g. `{ READY: 1, STATUS: 'taking images' }` (sd_notify(3)). */
export type ServiceState = Readonly<Record<string, string | number>>;

/**
 * Opens the way to the service manager (sd_notify(3)). Node has no datagram sockets of AF_UNIX, and the `systemd-notify` program would speak
 * under a process id of its own: hence libc, by `node:ffi`.
 *
 * @param socketPath NOTIFY_SOCKET; `@` at its beginning stands for an abstract name; undefined where nobody listens
 * @returns what tells the manager; never throws: a message that does not get through is logged
 */
export function openNotify(socketPath: string | undefined, log: Log): (state: ServiceState) => void {
  if (!socketPath) return () => {};
  const failed = (error: unknown) => log.warn('notify.failed', { words: wordsOf(error) });
  try {
    const send = datagramSender(socketPath);
    return (state) => {
      const text = Object.entries(state).map(([name, value]) => `${name}=${String(value).replaceAll('\n', ' ')}`);
      const message = Buffer.from(text.join('\n'));
      if (send(message) !== message.byteLength) failed(`nobody listens on ${socketPath}`);
    };
  } catch (error) {
    failed(error);
    return () => {};
  }
}

function datagramSender(socketPath: string): (message: Uint8Array) => number {
  const { functions } = process.getBuiltinModule('node:ffi').dlopen(null, {
    socket: { return: 'i32', arguments: ['i32', 'i32', 'i32'] },
    sendto: { return: 'i64', arguments: ['i32', 'pointer', 'u64', 'i32', 'pointer', 'u32'] },
  });
  const { socket, sendto } = functions as Record<'socket' | 'sendto', WrappedFunction>;
  const address = unixAddress(socketPath);
  const descriptor: number = socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
  if (descriptor < 0) throw new Error('no AF_UNIX socket can be had');
  return (message) => Number(sendto(descriptor, message, BigInt(message.byteLength), MSG_NOSIGNAL, address, address.byteLength));
}

/** `sockaddr_un` (unix(7)). */
export function unixAddress(path: string): Uint8Array {
  const isAbstract = path.startsWith('@');
  const name = Buffer.from(isAbstract ? `\0${path.slice(1)}` : `${path}\0`);
  if (name.byteLength > PATH_MAX) throw new Error(`${path} is longer than ${PATH_MAX} bytes`);
  return Buffer.concat([Uint8Array.of(AF_UNIX, 0), name]);
}
