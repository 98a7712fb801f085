/** Machines of their own name and network, each with D-Bus and avahi-daemon as Debian has them, in namespaces of this one. Needs root. */
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, type ChildOptions, type RunResult, runChild, startChild } from '../../support/child.ts';

const AVAHI_CONF = new URL('../../../overlays/common/etc/avahi/avahi-daemon.conf', import.meta.url).pathname;

/** Why it cannot be tested here; undefined where it can. */
export function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root, for network namespaces';
  const absent = ['/usr/sbin/avahi-daemon', '/usr/bin/avahi-browse', '/usr/bin/dbus-daemon', '/usr/bin/nsenter', '/usr/bin/busctl'].filter(
    (program) => !existsSync(program),
  );
  return absent.length > 0 ? `absent: ${absent.join(', ')}` : undefined;
}

export interface Machine {
  readonly name: string;
  readonly pid: number;
  run(program: string, ...args: string[]): Promise<RunResult>;
  start(program: string, ...args: string[]): Child;
  /** avahi-daemon, with what Filmroom or `announce` has written. */
  startAvahi(): Promise<void>;
  /** A DICOM service of another maker. */
  announce(instance: string, port: number, ...txt: string[]): Promise<void>;
  end(): Promise<void>;
}

// as on the box: what is announced lies in memory, and is seen where avahi-daemon looks. IPv6 addresses are good at once: while they are
// looked for duplicates (2 s), who was there first begins anew with them, and then it is chance who keeps a name
const BEGIN = `set -e
mount -t tmpfs none /run
mkdir -p /run/dbus /run/avahi-daemon /run/filmroom/announced
mount --bind /run/filmroom/announced /etc/avahi/services
hostname "$0"
for dad in /proc/sys/net/ipv6/conf/*/accept_dad; do [ ! -e $dad ] || echo 0 >$dad; done
ip link set lo up
echo begun
exec sleep 1800`;

export async function startMachine(name: string): Promise<Machine> {
  const holder = startChild('unshare', ['--net', '--mount', '--uts', 'sh', '-c', BEGIN, name]);
  await until(() => holder.stdout().includes('begun') || (holder.hasExited() && Promise.reject(new Error(holder.stderr()))), 'a namespace');
  const { pid } = holder;
  const started: Child[] = [];
  const within = (program: string, args: readonly string[]) =>
    ['nsenter', [`--target=${pid}`, '--net', '--mount', '--uts', program, ...args]] as const;
  const options: ChildOptions = { env: { ...process.env, LC_ALL: 'C.UTF-8' } };
  const machine: Machine = {
    name,
    pid,
    run: (program, ...args) => runChild(...within(program, args), { ...options, timeoutMs: 60_000 }),
    start(program, ...args) {
      const child = startChild(...within(program, args), options);
      started.push(child);
      return child;
    },
    async startAvahi() {
      machine.start('dbus-daemon', '--system', '--nofork', '--nopidfile');
      await until(async () => (await machine.run('test', '-S', '/run/dbus/system_bus_socket')).code === 0, 'D-Bus');
      const avahi = machine.start('avahi-daemon', '--file', AVAHI_CONF, '--no-rlimits');
      await until(() => avahi.stderr().includes('Server startup complete'), `avahi-daemon of ${name}`);
    },
    async announce(instance, port, ...txt) {
      const records = txt.map((record) => `<txt-record>${record}</txt-record>`).join('');
      const service = `<service><type>_dicom._tcp</type><port>${port}</port>${records}</service>`;
      const file = join(mkdtempSync(join(tmpdir(), 'filmroom-mdns-')), `${port}.service`);
      writeFileSync(file, `<?xml version="1.0"?><service-group><name>${instance}</name>${service}</service-group>`);
      await machine.run('install', '-m644', file, '/run/filmroom/announced/');
    },
    async end() {
      for (const child of started.reverse()) await child.end('SIGTERM', 3000);
      await holder.end('SIGKILL');
    },
  };
  return machine;
}

/** A cable between two machines. */
export async function connect(
  one: Machine,
  port: string,
  address: string,
  other: Machine,
  otherPort: string,
  otherAddress: string,
): Promise<void> {
  const made = await runChild('ip', [
    'link',
    'add',
    port,
    'netns',
    `${one.pid}`,
    'type',
    'veth',
    'peer',
    'name',
    otherPort,
    'netns',
    `${other.pid}`,
  ]);
  if (made.code !== 0) throw new Error(made.output);
  for (const [machine, link, own] of [
    [one, port, address],
    [other, otherPort, otherAddress],
  ] as const) {
    await machine.run('ip', 'address', 'add', own, 'dev', link);
    await machine.run('ip', 'link', 'set', link, 'up', 'multicast', 'on');
  }
}

const WAIT_MS = 30_000;

export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`not within ${WAIT_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
