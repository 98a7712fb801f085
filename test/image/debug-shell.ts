/** The root shell of a debug image (overlays/debug), by a console that QEMU gives as a socket. */
import { createConnection, type Socket } from 'node:net';

/** What QEMU needs for it, FOLDER being the box's. */
export const SHELL_ARGS = [
  ...['-device', 'virtio-serial-pci', '-chardev', 'socket,id=shell,path=FOLDER/shell,server=on,wait=off'],
  ...['-device', 'virtconsole,chardev=shell'],
];

export interface DebugShell {
  /** @returns what it wrote. Rejects where it ends with another code than 0, with its words, or takes longer */
  run(command: string, timeoutMs?: number): Promise<string>;
  close(): void;
}

const DEADLINE_MS = 60_000;

export async function debugShell(path: string): Promise<DebugShell> {
  const socket = await connected(path);
  let received = '';
  let wake = () => {};
  socket.setEncoding('utf8').on('data', (text: string) => {
    received += text;
    wake();
  });
  let count = 0;
  return {
    async run(command, timeoutMs = DEADLINE_MS) {
      const mark = `mark-${++count}`;
      received = '';
      // the marks are written in two pieces, so that the echo of the line is not taken for them
      socket.write(`printf '\\nbegin-%s\\n' ${mark}; ( ${command} ) 2>&1; printf '\\nend-%s:%s:\\n' ${mark} $?\n`);
      const pattern = new RegExp(`begin-${mark}\\r?\\n([^]*?)\\r?\\nend-${mark}:(\\d+):`);
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const [, output = '', code] = pattern.exec(received) ?? [];
        if (code === '0') return output.replaceAll('\r', '');
        if (code !== undefined) throw new Error(`${command}: ${code}\n${output}`);
        if (performance.now() > deadline) throw new Error(`${command}: no end in ${timeoutMs} ms\n${received.slice(-2000)}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, 1000);
        });
      }
    },
    close: () => socket.destroy(),
  };
}

function connected(path: string): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = createConnection(path, () => resolve(socket));
  socket.once('error', reject);
  return promise;
}
