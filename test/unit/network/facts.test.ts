import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSettings, DEFAULT_SETTINGS, editSettings, linkFacts, networkTable } from '../../../app/network/network.ts';
import { boxTree, type FakePort, putFile } from '../../support/box-tree.ts';

const HOSPITAL: FakePort = { mac: '02:00:00:00:00:01', device: 'pci0000:00/0000:00:02.0', carrier: true, speed: 1000 };
const MODALITY: FakePort = { mac: '02:00:00:00:00:02', device: 'pci0000:00/0000:00:03.0', carrier: true };
const set = (...words: string[]) => checkSettings(editSettings(DEFAULT_SETTINGS, words));

function words(
  ports: Record<string, FakePort>,
  addresses: Record<string, string[]>,
  settings = DEFAULT_SETTINGS,
  files: Record<string, string> = {},
): Record<string, string> {
  const root = boxTree(ports);
  for (const [path, content] of Object.entries(files)) putFile(root, path, content);
  const route = 'Iface\tDestination\tGateway\tFlags\nhospital\t00000000\t0102010A\t0003\nhospital\t0002010A\t00000000\t0001\n';
  putFile(root, 'proc/net/route', route);
  return Object.fromEntries(linkFacts(root, settings, (name) => addresses[name] ?? []).map((link) => [link.role, link.words]));
}

describe('what filmroom network show says', () => {
  it('of a side with its address', () => {
    const said = words(
      { hospital: HOSPITAL, modality: MODALITY },
      { hospital: ['169.254.7.8/16', '10.1.2.3/24'], modality: ['192.168.104.1/24'] },
    );
    assert.equal(said.hospital, 'Cable in (1000 Mbit/s). Address 10.1.2.3/24 by DHCP, way out by 10.1.2.1.');
    assert.equal(
      said.modality,
      'Cable in. Address 192.168.104.1/24. Give each modality an address in this network by hand, or switch the DHCP server on. It tells them the time at 192.168.104.1.',
    );
  });
  it('of a cable that is out', () =>
    assert.match(
      words({ hospital: { ...HOSPITAL, carrier: false }, modality: MODALITY }, {}).hospital!,
      /^No cable, or nothing at its other end\./,
    ));
  it('where no DHCP server answers', () =>
    assert.match(
      words({ hospital: HOSPITAL, modality: MODALITY }, { hospital: ['169.254.7.8/16'] }).hospital!,
      /No DHCP server has given an address yet\. Until then it is reached at 169\.254\.7\.8 by a computer on the same cable/,
    ));
  it('of a box with one port', () => {
    const said = words({ hospital: HOSPITAL }, { hospital: ['10.1.2.3/24'] });
    assert.match(said.hospital!, /Modalities and workstations use it\./);
    assert.match(said.modality!, /This box has one port/);
  });
  it('of a port that is gone, and so is no reason to take the box for one with a single port', () => {
    const gone = { 'run/systemd/network/10-modality.link': '' };
    const said = words({ hospital: HOSPITAL }, { hospital: ['10.1.2.3/24'] }, DEFAULT_SETTINGS, gone);
    assert.match(said.modality!, /^The port of the modalities is gone\./);
    assert.doesNotMatch(said.hospital!, /Modalities/);
  });
  it('where the hospital gives addresses of the modalities’ network', () =>
    assert.match(
      words({ hospital: HOSPITAL, modality: MODALITY }, { hospital: ['192.168.104.9/24'], modality: ['192.168.104.1/24'] }).hospital!,
      /Both sides use 192\.168\.104\.0\/24/,
    ));
  it('of the addresses that modalities get', () => {
    const settings = set('dhcp-server=192.168.104.100-192.168.104.120', 'ntp-server=off');
    const said = words({ hospital: HOSPITAL, modality: MODALITY }, { modality: ['192.168.104.1/24'] }, settings);
    assert.equal(said.modality, 'Cable in. Address 192.168.104.1/24. Modalities get addresses from 192.168.104.100 to 192.168.104.120.');
  });
  it('of those that they get in truth, where the network has more than are given away', () => {
    const settings = set('dhcp-server=on', 'modality=10.0.0.1/8');
    const said = words({ hospital: HOSPITAL, modality: MODALITY }, { modality: ['10.0.0.1/8'] }, settings);
    assert.match(said.modality!, /addresses from 10\.0\.0\.2 to 10\.0\.3\.233\./);
  });
  it('of an address that was set', () => {
    const settings = set('hospital=10.1.2.3/24');
    assert.match(
      words({ hospital: HOSPITAL, modality: MODALITY }, { hospital: ['10.1.2.3/24'] }, settings).hospital!,
      /Address 10\.1\.2\.3\/24 as set/,
    );
    assert.match(words({ hospital: HOSPITAL, modality: MODALITY }, {}, settings).hospital!, /10\.1\.2\.3\/24 is not in use yet/);
  });
});

describe('its table', () => {
  const links = linkFacts(boxTree({ hospital: HOSPITAL }), DEFAULT_SETTINGS, () => ['10.1.2.3/24']);
  const report = { settings: DEFAULT_SETTINGS, waiting: undefined, lastChange: undefined, links };
  it('has both sides and how they are set', () => {
    const text = networkTable(report, 80);
    assert.match(text, /^HOSPITAL {6}Cable in \(1000 Mbit\/s\)\. Address 10\.1\.2\.3\/24/);
    assert.match(text, /\nSet:\n {2}hospital {4}DHCP; names: as DHCP says;/);
    for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
  });
  it('says first what waits', () => {
    const text = networkTable({ ...report, waiting: { settings: set('hospital=10.1.2.3/24'), secondsLeft: 42 } }, 80);
    assert.match(text, /taken back in 42 s unless confirmed:\n {2}hospital {4}10\.1\.2\.3\/24, gateway none/);
  });
});
