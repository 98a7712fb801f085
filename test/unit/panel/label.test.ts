import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_SETTINGS } from '../../../app/network/network.ts';
import { FACTORY } from '../../../hardware/label/label.ts';
import { labelSvg } from '../../../hardware/label/label-svg.ts';

const facts = { ...FACTORY, name: 'filmroom-7K3F', more: [] };

describe('the label of a box', () => {
  it('says name, page, addresses, AE title, and where the claim code is', () => {
    const svg = labelSvg(facts);
    for (const words of ['filmroom-7K3F.local', 'https://filmroom-7K3F.local/', '192.168.104.1/24', 'FILMROOM', 'CLAIM.txt'])
      assert.ok(svg.includes(words), words);
  });
  it('has what a box leaves the factory with', () => {
    assert.equal(FACTORY.modalityAddress, DEFAULT_SETTINGS.modality.address);
    assert.deepEqual(FACTORY.ports, DEFAULT_SETTINGS.modality.dicomPorts);
    assert.equal(DEFAULT_SETTINGS.hospital.address.kind, 'dhcp');
  });
  it('has room for three lines more, and says so where there is none', () => {
    labelSvg({ ...facts, more: ['Serial 0815', 'MAC 00:00:5e:00:53:01', 'MAC 00:00:5e:00:53:02'] });
    assert.throws(() => labelSvg({ ...facts, more: Array(9).fill('a line') }), /no room/);
  });
});
