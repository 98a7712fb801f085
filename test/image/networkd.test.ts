import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { writeSettings } from '../../app/network/apply.ts';
import { checkSettings, DEFAULT_SETTINGS, editSettings } from '../../app/network/network.ts';
import { putFile } from '../support/box-tree.ts';
import type { Child } from '../support/child.ts';
import { cable, type Namespace, openNamespaces, withoutNamespaces } from '../support/namespaces.ts';

/** The systemd of Debian 13, which the image has too; this machine's may be another. */
const DEBIAN = new URL('../../.cache/image/roots/builder/', import.meta.url).pathname;
const skip =
  withoutNamespaces() || (existsSync(join(DEBIAN, 'usr/lib/systemd/systemd-networkd')) ? false : 'no Debian 13 root: make image makes it');
/** In the root, with a /run of its own that has these files. /sys is read-only, so that networkd waits for no udev. */
const IN_DEBIAN = `set -eu
root=$1 run=$2
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 run "$root/run"
mount -t tmpfs -o mode=755 state "$root/var/lib/systemd"
mkdir -m 777 "$root/var/lib/systemd/network"
cp -r "$run/." "$root/run"
echo 0123456789abcdef0123456789abcd$3 >"$root/run/machine-id"
mount --bind "$root/run/machine-id" "$root/etc/machine-id"
exec chroot "$root" env SYSTEMD_LOG_LEVEL=debug SYSTEMD_NETWORK_PERSISTENT_STORAGE_READY=1 /usr/lib/systemd/systemd-networkd`;
/** What networkd says where a file has a line that it does not take. */
const COMPLAINT = /^.*\.network:\d+:.*$/gm;

const PEER_HOSPITAL = `[Match]
Name=eth0
[Network]
Address=10.1.2.1/24
DHCPServer=yes
[DHCPServer]
PoolOffset=50
PoolSize=10
DNS=10.1.2.2
NTP=10.1.2.3
EmitRouter=yes
`;
const PEER_MODALITY = '[Match]\nName=eth0\n[Network]\nDHCP=ipv4\nLinkLocalAddressing=no\n[DHCPv4]\nUseNTP=yes\nUseDNS=yes\n';

describe('systemd-networkd reads what we write', { skip }, () => {
  let net: Awaited<ReturnType<typeof openNamespaces<'box' | 'hospital' | 'modality'>>>;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'filmroom-networkd-'));
    net = await openNamespaces(['box', 'hospital', 'modality']);
    await cable(net.of('box'), 'hospital', net.of('hospital'), 'eth0');
    await cable(net.of('box'), 'modality', net.of('modality'), 'eth0');
  });
  afterEach(async () => {
    await net.close();
    rmSync(folder, { recursive: true, force: true });
  });

  let machines = 10;
  const networkd = (at: Namespace, run: string): Child =>
    at.start('unshare', ['--mount', '--propagation', 'private', 'bash', '-c', IN_DEBIAN, 'networkd', DEBIAN, run, String(machines++)]);
  const box = async (...words: string[]): Promise<Child> => {
    await writeSettings(folder, checkSettings(editSettings(DEFAULT_SETTINGS, words)));
    return networkd(net.of('box'), join(folder, 'run'));
  };
  const peer = (name: 'hospital' | 'modality', content: string): Child => {
    putFile(folder, `${name}/systemd/network/10-eth0.network`, content);
    return networkd(net.of(name), join(folder, name));
  };
  const addressOf = async (at: Namespace, link: string, pattern: RegExp, child: Child): Promise<void> => {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const { stdout } = await at.run('ip', ['-o', '-4', 'addr', 'show', 'dev', link]);
      if (pattern.test(stdout)) return;
      assert.ok(
        Date.now() < deadline && !child.hasExited(),
        `${link} has no address like ${pattern}: ${stdout}\n${child.stderr().slice(-3000)}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  const noComplaint = (child: Child) => assert.deepEqual(child.stderr().match(COMPLAINT), null);

  it('a line that it does not know is complained of: the test can see it', async () => {
    const child = peer('modality', '[Match]\nName=eth0\n[Network]\nAddress=192.168.104.9/24\nForwardEverything=yes\n');
    await addressOf(net.of('modality'), 'eth0', /inet 192\.168\.104\.9\/24/, child);
    assert.match(child.stderr().match(COMPLAINT)?.[0] ?? '', /Unknown key .ForwardEverything/);
  });

  it('a new box takes an address of the hospital’s DHCP, and has its own for modalities', async () => {
    const child = await box();
    const hospital = peer('hospital', PEER_HOSPITAL);
    await addressOf(net.of('box'), 'modality', /inet 192\.168\.104\.1\/24/, child);
    await addressOf(net.of('box'), 'hospital', /inet 10\.1\.2\.5\d\/24/, hospital);
    const { stdout } = await net.of('box').run('ip', ['route']);
    assert.match(stdout, /^default via 10\.1\.2\.1 dev hospital/m);
    noComplaint(child);
  });

  it('where no DHCP server answers it has a link-local address', async () => {
    const child = await box();
    await addressOf(net.of('box'), 'hospital', /inet 169\.254\.\d+\.\d+\/16/, child);
    noComplaint(child);
  });

  it('an address that was set is there at once, a link-local one beside it', async () => {
    const child = await box('hospital=10.1.2.77/24', 'gateway=10.1.2.1', 'dns=10.1.2.2', 'ntp=time.example');
    await addressOf(net.of('box'), 'hospital', /inet 10\.1\.2\.77\/24/, child);
    await addressOf(net.of('box'), 'hospital', /inet 169\.254\.\d+\.\d+\/16/, child);
    noComplaint(child);
  });

  it('modalities are given addresses of the range, and the time, but no way out', async () => {
    const child = await box('dhcp-server=192.168.104.100-192.168.104.120');
    await addressOf(net.of('box'), 'modality', /inet 192\.168\.104\.1\/24/, child);
    const client = peer('modality', PEER_MODALITY);
    await addressOf(net.of('modality'), 'eth0', /inet 192\.168\.104\.1[012]\d\/24/, client);
    const { stdout } = await net.of('modality').run('ip', ['route']);
    assert.doesNotMatch(stdout, /default/);
    assert.match(client.stderr(), /192\.168\.104\.1/);
    noComplaint(child);
  });
});
