import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkSettings, chronyConf, DEFAULT_SETTINGS, editSettings, firewall, networkFiles } from '../../../app/network/network.ts';
import { boxTree, putFile } from '../../support/box-tree.ts';
import { runChild } from '../../support/child.ts';

const edited = (...words: string[]) => checkSettings(editSettings(DEFAULT_SETTINGS, words));
const file = (name: string, ...words: string[]) => networkFiles(edited(...words)).find((each) => each.name === name)!.content;

describe('systemd.network(5)', () => {
  it('the hospital by DHCP, with a link-local address beside it', () =>
    assert.equal(
      file('10-hospital.network'),
      `# Made by filmroom from its network settings at each start; a change here is lost.

[Match]
Name=hospital

[Link]
RequiredForOnline=no

[Network]
DHCP=yes
IPv6AcceptRA=yes
LinkLocalAddressing=yes
LLMNR=no
MulticastDNS=no
IPv6PrivacyExtensions=no
IPv4Forwarding=no
IPv6Forwarding=no

[DHCPv4]
ClientIdentifier=mac
UseDNS=yes
UseNTP=yes
UseHostname=no
UseTimezone=no

[DHCPv6]
UseDNS=yes
UseNTP=yes
UseHostname=no
`,
    ));
  it('an address that was given', () => {
    const text = file('10-hospital.network', 'hospital=10.1.2.3/24', 'gateway=10.1.2.1', 'dns=10.1.2.2', 'ntp=10.1.2.4');
    for (const line of ['Address=10.1.2.3/24', 'Gateway=10.1.2.1', 'DNS=10.1.2.2', 'NTP=10.1.2.4', 'DHCP=no', 'LinkLocalAddressing=yes'])
      assert.ok(text.includes(`\n${line}\n`), line);
    assert.doesNotMatch(text, /\[DHCPv4\]/);
  });
  it('own servers go before those of DHCP', () => {
    const text = file('10-hospital.network', 'dns=10.1.2.2', 'ntp=10.1.2.4');
    assert.match(text, /UseDNS=no\nUseNTP=no/);
  });
  it('modalities: our address, no way out', () => {
    const text = file('10-modality.network');
    assert.match(text, /Name=modality\n/);
    assert.match(text, /DHCP=no\nIPv6AcceptRA=no\nAddress=192\.168\.104\.1\/24\n/);
    assert.doesNotMatch(text, /DHCPServer|Gateway/);
  });
  it('the DHCP server gives addresses and the time, neither names nor a way out', () => {
    const text = file('10-modality.network', 'dhcp-server=192.168.104.100-192.168.104.120');
    assert.match(text, /\nDHCPServer=yes\n/);
    assert.match(text, /PoolOffset=100\nPoolSize=21\n/);
    for (const line of ['EmitDNS=no', 'EmitRouter=no', 'EmitNTP=yes', 'NTP=192.168.104.1']) assert.ok(text.includes(`\n${line}\n`), line);
  });
  it('without a range: all above ours, or all below', () => {
    assert.match(file('10-modality.network', 'dhcp-server=on'), /PoolOffset=2\nPoolSize=253\n/);
    assert.match(file('10-modality.network', 'dhcp-server=on', 'modality=10.0.0.254/24'), /PoolOffset=1\nPoolSize=253\n/);
    assert.match(file('10-modality.network', 'dhcp-server=on', 'modality=10.0.0.1/8'), /PoolOffset=2\nPoolSize=1000\n/);
  });
});

describe('nft(8)', () => {
  const rules = (...words: string[]) =>
    firewall(edited(...words))
      .split('\n')
      .map((line) => line.trim());
  it('is default deny, and forwards nothing', () => {
    const text = firewall(DEFAULT_SETTINGS);
    assert.match(text, /hook input priority filter; policy drop;/);
    assert.match(text, /chain forward \{\n\s+type filter hook forward priority filter; policy drop;\n\s+\}/);
  });
  it('every opening names its side', () => {
    for (const rule of rules('dhcp-server=on').filter((line) => /dport/.test(line)))
      assert.match(rule, /^iifname (hospital|modality|\{ hospital, modality \}) /);
  });
  it('opens what is on, and no more', () => {
    const has = (lines: string[], what: RegExp) => lines.some((line) => what.test(line));
    assert.ok(!has(rules(), /dport 67/));
    assert.ok(has(rules('dhcp-server=on'), /^iifname modality udp sport 68 udp dport 67 accept/));
    assert.ok(!has(rules('ntp-server=off'), /dport 123/));
    assert.ok(!has(rules('hospital-dicom=none'), /^iifname hospital .*"DICOM"/));
    assert.ok(!has(rules('hospital=10.0.0.2/24'), /dport (68|546)/));
    assert.ok(has(rules('modality-dicom=4242,104,104'), /^iifname modality tcp dport \{ 104, 4242 \} accept/));
  });
});

describe('whom chrony asks', () => {
  const asked = async (state: string) => {
    const root = boxTree();
    putFile(root, 'run/systemd/netif/state', state);
    const script = new URL('../../../overlays/common/usr/lib/filmroom/time-servers', import.meta.url).pathname;
    const { code, output } = await runChild('sh', [script, root]);
    assert.equal(code, 0, output);
    return readFileSync(join(root, 'run/filmroom-network/time/network.sources'), 'utf8');
  };
  it('the servers of the hospital’s network', async () =>
    assert.equal(
      await asked('OPER_STATE=routable\nDNS=10.0.0.2\nNTP=10.0.0.1 time.hospital.example\n'),
      'server 10.0.0.1 iburst\nserver time.hospital.example iburst\n',
    ));
  it('public ones where it names none', async () => assert.match(await asked('OPER_STATE=routable\n'), /^pool \S+ iburst/));
  it('a server’s name is no other line of its configuration', async () =>
    assert.doesNotMatch(await asked('NTP=a$(touch /x);allow\n'), /[$();]|^allow/m));
});

describe('chrony.conf(5)', () => {
  it('serves the modalities’ network alone, even where nobody tells us the time', () =>
    assert.match(chronyConf(DEFAULT_SETTINGS), /\nallow 192\.168\.104\.0\/24\nlocal stratum 10\n$/));
  it('serves a time of its own to nobody while that is what a machine without a clock was switched off with', () =>
    assert.match(chronyConf(DEFAULT_SETTINGS, false), /\nallow 192\.168\.104\.0\/24\n$/));
  it('serves nobody when it is off', () => assert.match(chronyConf(edited('ntp-server=off')), /\nport 0\n$/));
});
