import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assignRoles, linkFiles, type Port, placeOf, readPorts } from '../../../app/network/network.ts';
import { boxTree } from '../../support/box-tree.ts';

const port = (mac: string, path: string, isMacStable = true): Port => ({ name: mac, mac, path, isMacStable });
const FIRST = port('02:00:00:00:00:01', 'pci0000:00/0000:00:02.0');
const SECOND = port('02:00:00:00:00:02', 'pci0000:00/0000:00:10.0');
const USB = port('02:00:00:00:00:03', 'pci0000:00/0000:00:01.0/usb/2/2:1.0');
const known = ({ mac, path }: Port) => ({ mac, path });
const BOTH = { hospital: known(FIRST), modality: known(SECOND) };

describe('which port plays which role', () => {
  it('the first by place is the hospital’s', () => assert.deepEqual(assignRoles({}, [SECOND, FIRST]), BOTH));
  it('numbers of places count as numbers', () => {
    const ninth = port('02:00:00:00:00:09', 'pci0000:00/0000:00:9.0');
    assert.deepEqual(assignRoles({}, [SECOND, ninth]).hospital, known(ninth));
  });
  it('a port of the machine comes before one on USB', () =>
    assert.deepEqual(assignRoles({}, [USB, SECOND]), { hospital: known(SECOND), modality: known(USB) }));
  it('the only port is the hospital’s', () => assert.deepEqual(assignRoles({}, [USB]), { hospital: known(USB) }));
  it('a third has none', () => assert.deepEqual(assignRoles({}, [FIRST, SECOND, USB]), BOTH));

  it('ports that swapped places keep their roles', () => {
    const swapped = [port(SECOND.mac, FIRST.path), port(FIRST.mac, SECOND.path)];
    const roles = assignRoles(BOTH, swapped);
    assert.equal(roles.hospital?.mac, FIRST.mac);
    assert.equal(roles.modality?.mac, SECOND.mac);
  });
  it('a board that was replaced takes the place of the one before it', () => {
    const renewed = [port('02:00:00:00:00:0a', FIRST.path), port('02:00:00:00:00:0b', SECOND.path)];
    const roles = assignRoles(BOTH, renewed);
    assert.deepEqual(roles, { hospital: known(renewed[0]!), modality: known(renewed[1]!) });
  });
  it('addresses that are random at each start are not trusted, places are', () => {
    const random = [port(SECOND.mac, FIRST.path, false), port('02:00:00:00:00:0c', SECOND.path, false)];
    const roles = assignRoles(BOTH, random);
    assert.equal(roles.hospital?.mac, SECOND.mac);
  });
  it('a port that is away keeps its role', () => {
    assert.deepEqual(assignRoles(BOTH, [FIRST]), BOTH);
    assert.deepEqual(assignRoles(BOTH, [SECOND]), BOTH);
    assert.deepEqual(assignRoles(BOTH, []), BOTH);
  });
  it('a new adapter takes the role of one that is away', () =>
    assert.deepEqual(assignRoles(BOTH, [FIRST, USB]), { hospital: known(FIRST), modality: known(USB) }));
  it('a second port of a box that had one is the modalities’', () =>
    assert.deepEqual(assignRoles({ hospital: known(SECOND) }, [FIRST, SECOND]), { hospital: known(SECOND), modality: known(FIRST) }));
  it('deciding again decides the same', () =>
    assert.deepEqual(assignRoles(assignRoles({}, [SECOND, USB]), [USB, SECOND]), assignRoles({}, [SECOND, USB])));
});

describe('names by systemd.link(5)', () => {
  it('each role has a file that goes by the hardware address', () => {
    const [hospital, modality] = linkFiles(BOTH);
    assert.equal(hospital?.name, '10-hospital.link');
    assert.match(hospital!.content, /\[Match\]\nMACAddress=02:00:00:00:00:01\nType=ether\n\n\[Link\]\nName=hospital\n/);
    assert.match(modality!.content, /Name=modality\n/);
  });
  it('a box with one port has one', () =>
    assert.deepEqual(
      linkFiles({ hospital: known(USB) }).map(({ name }) => name),
      ['10-hospital.link'],
    ));
});

describe('ports below /sys/class/net', () => {
  it('are the wired ones of hardware', () => {
    const root = boxTree({
      enp2s0: { mac: '02:00:00:00:00:01', device: 'pci0000:00/0000:00:1c.0/0000:02:00.0' },
      wlan0: { mac: '02:00:00:00:00:02', device: 'pci0000:00/0000:00:1d.0', isWireless: true },
      bridge0: { mac: '02:00:00:00:00:03' },
      enx1: { mac: '02:00:00:00:00:04', device: 'platform/scb/fd500000.pcie/usb1/1-1/1-1.4/1-1.4:1.0', isMacRandom: true },
    });
    assert.deepEqual(readPorts(root), [
      { name: 'enp2s0', mac: '02:00:00:00:00:01', isMacStable: true, path: 'pci0000:00/0000:00:1c.0/0000:02:00.0' },
      { name: 'enx1', mac: '02:00:00:00:00:04', isMacStable: false, path: 'platform/scb/fd500000.pcie/usb/1/1.4/1.4:1.0' },
    ]);
  });
  it('virtio’s own number is no place', () =>
    assert.equal(placeOf('/sys/devices/pci0000:00/0000:00:03.0/virtio2'), 'pci0000:00/0000:00:03.0'));
  it('a machine without /sys has none', () => assert.deepEqual(readPorts('/nowhere'), []));
});
