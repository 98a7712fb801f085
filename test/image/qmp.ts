/** QEMU's machine protocol: what can be done to a machine from outside. */
import { createConnection } from 'node:net';

interface Reply {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

const DEADLINE_MS = 30_000;

/**
 * Runs one command on the QEMU that listens at `socket`.
 *
 * @param args as QEMU's QMP reference names them
 * @throws Error with QEMU's words
 */
export async function qmp(socket: string, command: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
  const connection = createConnection(socket);
  connection.setTimeout(DEADLINE_MS, () => connection.destroy(new Error(`QMP ${command}: no answer`)));
  let received = '';
  try {
    connection.write(`{"execute":"qmp_capabilities"}\n${JSON.stringify({ execute: command, arguments: args })}\n`);
    let answers = 0;
    for await (const bytes of connection) {
      received += bytes;
      const lines = received.split('\n');
      received = lines.pop() ?? '';
      for (const line of lines) {
        const { return: result, error } = JSON.parse(line) as Reply;
        if (error) throw new Error(`QMP ${command}: ${error.desc}`);
        if (result !== undefined && ++answers === 2) return result; // the first is that of qmp_capabilities
      }
    }
    throw new Error(`QMP ${command}: QEMU ended`);
  } finally {
    connection.destroy();
  }
}

/** A command of QEMU's monitor for people: some things only it can do. @returns its words */
export const monitor = async (socket: string, words: string): Promise<string> =>
  (await qmp(socket, 'human-monitor-command', { 'command-line': words })) as string;
