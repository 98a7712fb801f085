import { connect } from 'node:net';

/** Sends bytes to the web server and gives all that comes back until it closes; fetch would not send what these tests send. */
export async function rawRequest(port: number, bytes: string | Uint8Array): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  const socket = connect({ host: '127.0.0.1', port }, () => socket.write(bytes));
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => {}); // a reset is an answer too
  socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
  return await promise;
}
