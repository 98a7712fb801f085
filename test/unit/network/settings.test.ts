import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkKeptSettings, checkSettings, DEFAULT_SETTINGS, editSettings, type NetworkSettings } from '../../../app/network/network.ts';

const edited = (...words: string[]): NetworkSettings => checkSettings(editSettings(DEFAULT_SETTINGS, words));
const refused = (words: string | string[], message: RegExp) =>
  assert.throws(() => edited(...[words].flat()), { code: 'NETWORK_INVALID', message });

describe('settings of a new box', () => {
  it('DHCP towards the hospital, a network of our own for modalities', () =>
    assert.deepEqual(DEFAULT_SETTINGS, {
      hospital: { address: { kind: 'dhcp' }, dns: [], ntp: [], dicomPorts: [104, 11112] },
      modality: { address: '192.168.104.1/24', dhcpServer: { on: false }, ntpServer: true, dicomPorts: [104, 11112] },
    }));
  it('a key of a later version in the file of the box is passed over', () =>
    assert.deepEqual(
      checkKeptSettings({ ...DEFAULT_SETTINGS, later: 1, hospital: { ...DEFAULT_SETTINGS.hospital, vlan: 7 } }),
      DEFAULT_SETTINGS,
    ));
});

describe('filmroom network set', () => {
  it('an address that the hospital has given, in any order', () => {
    const { hospital } = edited('gateway=10.1.2.1', 'dns=10.1.0.53,10.1.1.53', 'hospital=10.1.2.3/24', 'ntp=time.hospital.example');
    assert.deepEqual(hospital.address, { kind: 'static', address: '10.1.2.3/24', gateway: '10.1.2.1' });
    assert.deepEqual([hospital.dns, hospital.ntp], [['10.1.0.53', '10.1.1.53'], ['time.hospital.example']]);
  });
  it('back to DHCP', () =>
    assert.deepEqual(checkSettings(editSettings(edited('hospital=10.1.2.3/24', 'gateway=10.1.2.1'), ['hospital=dhcp'])).hospital.address, {
      kind: 'dhcp',
    }));
  it('the DHCP server, with a range', () =>
    assert.deepEqual(edited('dhcp-server=192.168.104.100-192.168.104.120').modality.dhcpServer, {
      on: true,
      from: '192.168.104.100',
      to: '192.168.104.120',
    }));
  it('switched off it keeps its range', () => {
    const on = edited('dhcp-server=192.168.104.100-192.168.104.120');
    assert.deepEqual(checkSettings(editSettings(on, ['dhcp-server=off'])).modality.dhcpServer, {
      on: false,
      from: '192.168.104.100',
      to: '192.168.104.120',
    });
  });
  it('another network of the modalities forgets the range of the old one', () => {
    const on = edited('dhcp-server=192.168.104.100-192.168.104.120');
    assert.deepEqual(checkSettings(editSettings(on, ['modality=172.30.0.1/16'])).modality.dhcpServer, { on: true });
  });
  it('ports', () => assert.deepEqual(edited('hospital-dicom=none', 'modality-dicom=104').hospital.dicomPorts, []));

  it('refuses a key that it does not know', () => refused('hostpital=dhcp', /no "hostpital" to set\. Did you mean hospital=/));
  it('refuses a key without a value', () => refused('dns', /Write dns=/));
  it('refuses a key twice', () => refused(['dns=1.1.1.1', 'dns=1.0.0.1'], /dns is given twice/));
  it('refuses a gateway beside DHCP', () => refused('gateway=10.0.0.1', /with DHCP the hospital names it/));
  for (const value of [
    '10.0.0.300/24',
    '10.0.0.1',
    '10.0.0.1/31',
    '10.0.0.1/7',
    '10.0.0.01/24',
    '10.0.0.1/08',
    '10.0.0.1/09',
    '10.0.0.1/+8',
    '10.0.0.1/24/24',
    '::1/64',
    '10.0.0.1/24\nDHCP=yes',
  ])
    it(`refuses the address ${JSON.stringify(value)}`, () => refused(`hospital=${value}`, /hospital\.address/));
  it('refuses the address of the network, and its broadcast', () => {
    refused('hospital=10.0.0.0/24', /is the name of its network/);
    refused('hospital=10.0.0.255/24', /is the broadcast of its network/);
  });
  for (const address of ['127.0.0.5/8', '169.254.3.4/16', '224.0.0.7/24', '0.0.0.9/8', '255.1.2.3/24'])
    it(`refuses ${address}`, () => refused(`modality=${address}`, /modality\.address/));
  it('refuses a gateway of another network', () => refused(['hospital=10.0.0.5/24', 'gateway=10.0.1.1'], /not in the network/));
  it('refuses itself as gateway', () => refused(['hospital=10.0.0.5/24', 'gateway=10.0.0.5'], /our own address/));
  it('refuses two sides that share addresses', () => refused('hospital=192.168.104.7/16', /share addresses/));
  it('refuses a range outside of the network', () => refused('dhcp-server=192.168.105.10-192.168.105.20', /not in the network/));
  it('refuses a range backwards', () => refused('dhcp-server=192.168.104.20-192.168.104.10', /comes after/));
  it('refuses a range with our own address in it', () => refused('dhcp-server=192.168.104.1-192.168.104.10', /is ours/));
  it('refuses a time server that is two words', () => refused('ntp=a b', /ntp/));
  it('refuses a time server that is an option', () => refused('ntp=-x', /ntp/));
  it('refuses a port that is none', () => refused('modality-dicom=99999', /dicomPorts/));
  for (const given of [
    { modalty: { address: '10.0.0.1/24' } },
    { ...DEFAULT_SETTINGS, hospital: { ...DEFAULT_SETTINGS.hospital, dicomPort: [104] } },
    { ...DEFAULT_SETTINGS, modality: { ...DEFAULT_SETTINGS.modality, dhcpServer: { on: true, form: '192.168.104.9' } } },
    { ...DEFAULT_SETTINGS, hospital: { address: { kind: 'static', address: '10.0.0.5/24', gatway: '10.0.0.1' } } },
  ])
    it(`refuses a misspelt key, which would mean all defaults: ${JSON.stringify(given).slice(0, 40)}…`, () =>
      assert.throws(() => checkSettings(given), { code: 'NETWORK_INVALID', message: /there is no "(modalty|dicomPort|form|gatway)"/ }));
  for (const port of ['0x50', '1e3', ' 22 ', '22 ', '', '-1', '1.5', '٣'])
    it(`refuses the port ${JSON.stringify(port)}`, () => {
      refused(`modality-dicom=104,${port}`, /is no port; write numbers/);
      refused(`hospital-dicom=${port}`, /is no port; write numbers/);
    });
  it('refuses to open the page to modalities, which a box that has it so keeps', () => {
    for (const port of [80, 443, 8042]) {
      refused(`modality-dicom=104,${port}`, /is the page, which is not for modalities/);
      const kept = { ...DEFAULT_SETTINGS, modality: { ...DEFAULT_SETTINGS.modality, dicomPorts: [port] } };
      assert.deepEqual(checkKeptSettings(kept).modality.dicomPorts, [port]);
    }
  });
  it('refuses a range of more addresses than are given away', () => {
    refused(['modality=10.0.0.1/8', 'dhcp-server=10.0.0.2-10.200.0.0'], /13107199 addresses, and at most 1000 are given away/);
    refused(['modality=10.0.0.1/8', 'dhcp-server=10.0.1.0-10.0.4.232'], /1001 addresses/);
    assert.equal(edited('modality=10.0.0.1/8', 'dhcp-server=10.0.1.0-10.0.4.231').modality.dhcpServer.to, '10.0.4.231');
  });
  it('names every fault at once', () =>
    refused(['hospital=192.168.104.0/24', 'dhcp-server=10.0.0.1-10.0.0.2'], /name of its network.*share|share.*name of its network/));
});
