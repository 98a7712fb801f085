/**
 * DHCP (RFC 2131), as much of it as a test needs. As a program, on the only port of its network namespace:
 * `dhcp.ts serve <own address> <address to give> <router>` gives one address to whoever asks, `dhcp.ts ask` prints as JSON what it was given.
 */
import dgram from 'node:dgram';

const MAGIC_COOKIE = 0x63825363;
const [SERVER_PORT, CLIENT_PORT] = [67, 68];
const TYPE = { DISCOVER: 1, OFFER: 2, REQUEST: 3, ACK: 5 } as const;
const OPTION = { MASK: 1, ROUTER: 3, DNS: 6, NTP: 42, REQUESTED: 50, LEASE: 51, TYPE: 53, SERVER: 54, PARAMETERS: 55, END: 255 } as const;

interface Message {
  readonly isReply: boolean;
  readonly xid: number;
  readonly hardware: Buffer;
  readonly yours: string;
  readonly options: ReadonlyMap<number, Buffer>;
}

const bytesOf = (address: string) => Buffer.from(address.split('.').map(Number));
const addressOf = (bytes: Uint8Array | undefined) => bytes && [...bytes.subarray(0, 4)].join('.');

export function encode({ isReply, xid, hardware, yours, options }: Message): Buffer {
  const head = Buffer.alloc(240);
  head.set([isReply ? 2 : 1, 1, 6]); // op, htype Ethernet, hlen
  head.writeUInt32BE(xid, 4);
  head.writeUInt16BE(0x8000, 10); // flags: answers by broadcast
  head.set(bytesOf(yours), 16);
  head.set(hardware, 28);
  head.writeUInt32BE(MAGIC_COOKIE, 236);
  return Buffer.concat([
    head,
    ...[...options].map(([code, value]) => Buffer.concat([Buffer.of(code, value.byteLength), value])),
    Buffer.of(OPTION.END),
  ]);
}

/** @returns undefined for what is no DHCP message */
export function decode(bytes: Buffer): Message | undefined {
  if (bytes.byteLength < 240 || bytes.readUInt32BE(236) !== MAGIC_COOKIE) return undefined;
  const options = new Map<number, Buffer>();
  for (let at = 240; at + 1 < bytes.byteLength && bytes[at] !== OPTION.END; ) {
    if (bytes[at] === 0) at++;
    else {
      options.set(bytes[at]!, bytes.subarray(at + 2, at + 2 + bytes[at + 1]!));
      at += 2 + bytes[at + 1]!;
    }
  }
  const yours = addressOf(bytes.subarray(16)) ?? '';
  return { isReply: bytes[0] === 2, xid: bytes.readUInt32BE(4), hardware: bytes.subarray(28, 34), yours, options };
}

async function socketOn(port: number): Promise<dgram.Socket> {
  const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
  await new Promise<void>((resolve) => socket.bind(port, '0.0.0.0', resolve));
  socket.setBroadcast(true);
  return socket;
}

async function serve(own = '', given = '', router = ''): Promise<void> {
  const socket = await socketOn(SERVER_PORT);
  socket.on('message', (bytes) => {
    const asked = decode(bytes);
    const type = asked?.options.get(OPTION.TYPE)?.[0];
    if (!asked || asked.isReply || (type !== TYPE.DISCOVER && type !== TYPE.REQUEST)) return;
    const options = new Map<number, Buffer>([
      [OPTION.TYPE, Buffer.of(type === TYPE.DISCOVER ? TYPE.OFFER : TYPE.ACK)],
      [OPTION.SERVER, bytesOf(own)],
      [OPTION.LEASE, Buffer.of(0, 0, 0x0e, 0x10)],
      [OPTION.MASK, bytesOf('255.255.255.0')],
      [OPTION.ROUTER, bytesOf(router)],
    ]);
    socket.send(encode({ ...asked, isReply: true, yours: given, options }), CLIENT_PORT, '255.255.255.255');
  });
  process.stdout.write('serving\n');
}

async function ask(hardware: Buffer): Promise<void> {
  const socket = await socketOn(CLIENT_PORT);
  const xid = 0x46494c4d;
  const send = (type: number, ...more: [number, Buffer][]) => {
    const options = new Map([
      [OPTION.TYPE, Buffer.of(type)],
      [OPTION.PARAMETERS, Buffer.of(OPTION.MASK, OPTION.ROUTER, OPTION.DNS, OPTION.NTP)],
      ...more,
    ] as [number, Buffer][]);
    socket.send(encode({ isReply: false, xid, hardware, yours: '0.0.0.0', options }), SERVER_PORT, '255.255.255.255');
  };
  const again = setInterval(() => send(TYPE.DISCOVER), 1000);
  send(TYPE.DISCOVER);
  socket.on('message', (bytes) => {
    const answer = decode(bytes);
    if (!answer?.isReply || answer.xid !== xid) return;
    const { options, yours } = answer;
    if (options.get(OPTION.TYPE)?.[0] === TYPE.OFFER) {
      clearInterval(again);
      send(TYPE.REQUEST, [OPTION.REQUESTED, bytesOf(yours)], [OPTION.SERVER, options.get(OPTION.SERVER) ?? Buffer.alloc(4)]);
    } else if (options.get(OPTION.TYPE)?.[0] === TYPE.ACK) {
      const { ROUTER, DNS, NTP, MASK } = OPTION;
      const told = { router: options.get(ROUTER), dns: options.get(DNS), ntp: options.get(NTP), mask: options.get(MASK) };
      const lease = Object.fromEntries(Object.entries(told).flatMap(([name, value]) => (value ? [[name, addressOf(value)]] : [])));
      process.stdout.write(`${JSON.stringify({ address: yours, ...lease })}\n`);
      process.exit();
    }
  });
}

if (import.meta.main) {
  const [command, ...words] = process.argv.slice(2);
  if (command === 'serve') await serve(...words);
  else await ask(Buffer.from((words[0] ?? '02:00:00:00:00:09').replaceAll(':', ''), 'hex'));
}
