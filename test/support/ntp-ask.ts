/** Asks a host for the time by NTP (RFC 5905): `ntp-ask.ts <host>` prints `{ "mode", "stratum", "offsetMs" }`, or nothing where nothing comes back in 3 s. */
import dgram from 'node:dgram';

const [host = ''] = process.argv.slice(2);
const NTP_TO_UNIX_SECONDS = 2_208_988_800;
const socket = dgram.createSocket('udp4');
const request = Buffer.alloc(48);
request[0] = 0x23; // version 4, mode 3: client
setTimeout(() => process.exit(), 3000);
socket.on('error', () => process.exit());
socket.on('message', (answer) => {
  const sentAt = (answer.readUInt32BE(40) - NTP_TO_UNIX_SECONDS) * 1000;
  process.stdout.write(JSON.stringify({ mode: answer[0]! & 7, stratum: answer[1], offsetMs: sentAt - Date.now() }));
  process.exit();
});
socket.send(request, 123, host);
