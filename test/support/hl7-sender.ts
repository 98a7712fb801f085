import { once } from 'node:events';
import net from 'node:net';

const ANSWER_MS = 15_000;

/** A sender of MLLP by the byte, for what no decent sender sends. */
export interface RawSender {
  write(bytes: Uint8Array | string): void;
  /** The next answer without its frame; undefined where the connection ends instead. */
  answer(): Promise<string | undefined>;
  end(): void;
  [Symbol.dispose](): void;
}

export async function connectRaw(port: number): Promise<RawSender> {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let received = Buffer.alloc(0);
  let isOver = false;
  let wake = () => {};
  socket.on('data', (piece: Buffer) => {
    received = Buffer.concat([received, piece]);
    wake();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    isOver = true;
    wake();
  });
  return {
    write: (bytes) => void socket.write(bytes),
    async answer() {
      for (const deadline = AbortSignal.timeout(ANSWER_MS); ; ) {
        const end = received.indexOf('\x1c\r');
        if (end >= 0) {
          const answer = received.subarray(1, end).toString('latin1');
          received = received.subarray(end + 2);
          return answer;
        }
        if (isOver) return undefined;
        await new Promise<void>((resolve, reject) => {
          wake = resolve;
          deadline.addEventListener('abort', () => reject(new Error('no answer came')), { once: true });
        });
      }
    },
    end: () => void socket.end(),
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

export const framed = (message: string | Uint8Array): Buffer =>
  Buffer.concat([Uint8Array.of(0x0b), typeof message === 'string' ? Buffer.from(message) : message, Uint8Array.of(0x1c, 0x0d)]);

/** MSA-1, MSA-2 and the condition of ERR, of an answer. */
export function verdictOf(answer: string | undefined): readonly [string, string, string] {
  const segments = (answer ?? '').split('\r').map((segment) => segment.split('|'));
  const [, acknowledgment = '', controlId = ''] = segments.find(([name]) => name === 'MSA') ?? [];
  const err = segments.find(([name]) => name === 'ERR');
  const condition = err?.[3] ? err[3].split('^')[0]! : (err?.[1]?.split('^')[3]?.split('&')[0] ?? '');
  return [acknowledgment, controlId, condition];
}
