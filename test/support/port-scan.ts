/**
 * Which ports of a host answer at all, as JSON: `port-scan.ts <host> [udp port,…] [first-last]`. A TCP port that refuses counts: a firewall that drops says nothing.
 * UDP ports count when something comes back.
 */
import dgram from 'node:dgram';
import net from 'node:net';

const [host = '', udpPorts = '', range = '1-65535'] = process.argv.slice(2);
const AT_ONCE = 5000;
const WAIT_MS = 1000;

/** All of these at once; the wait begins when all are asked, so that a slow machine misses none. */
async function tcp(ports: readonly number[]): Promise<string[]> {
  const answered = new Set<number>();
  const sockets = ports.map((port) => {
    const socket = net.connect({ port, host });
    socket.once('connect', () => answered.add(port));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') answered.add(port);
    });
    return socket;
  });
  await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  await new Promise(setImmediate);
  for (const socket of sockets) socket.destroy();
  return ports.filter((port) => answered.has(port)).map((port) => `tcp:${port}`);
}

function udp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket(host.includes(':') ? 'udp6' : 'udp4');
    const say = (answers: boolean) => {
      clearTimeout(timer);
      socket.close();
      resolve(answers);
    };
    const timer = setTimeout(() => say(false), WAIT_MS);
    socket.once('message', () => say(true)).once('error', () => say(true)); // ECONNREFUSED: nobody dropped it
    socket.connect(port, host, () => socket.send('?'));
  });
}

const [first = 1, last = 65535] = range.split('-').map(Number);
const open: string[] = [];
for (let from = first; from <= last; from += AT_ONCE) {
  const ports = Array.from({ length: Math.min(AT_ONCE, last - from + 1) }, (_, at) => from + at);
  open.push(...(await tcp(ports)));
}
const asked = udpPorts === '' ? [] : udpPorts.split(',').map(Number);
const answers = await Promise.all(asked.map(udp));
for (const [at, port] of asked.entries()) if (answers[at]) open.push(`udp:${port}`);
process.stdout.write(JSON.stringify(open));
