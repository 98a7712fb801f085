/** Listens on every TCP port and answers on every UDP port of the command line: `port-listener.ts tcp:22 udp:123 …`. Says "listening" when all are open. */
import dgram from 'node:dgram';
import net from 'node:net';

await Promise.all(
  process.argv.slice(2).map(
    (word) =>
      new Promise<void>((resolve, reject) => {
        const [kind, port] = word.split(':');
        if (kind === 'tcp') {
          const server = net.createServer((socket) => socket.on('error', () => {}).end('here\n'));
          server.once('error', reject).listen(Number(port), '::', resolve);
        } else {
          const socket = dgram.createSocket({ type: 'udp6', ipv6Only: false });
          socket.on('message', (_, from) => socket.send('here\n', from.port, from.address));
          socket.once('error', reject).bind(Number(port), '::', resolve);
        }
      }),
  ),
);
process.stdout.write('listening\n');
