import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isUid, TRANSFER_SYNTAXES, transferSyntaxName } from '../../../app/registry/registry.ts';
import { csvRows } from '../../support/csv.ts';

const LOSSY = { lossless: false, lossy: true, either: 'either' } as const;

describe('PS3.6 Table A-1: transfer syntaxes', () => {
  for (const row of csvRows('spec/transfer-syntaxes.csv')) {
    it(`has ${row.name} ${row.uid}`, () => {
      const found = TRANSFER_SYNTAXES.get(row.uid!);
      assert.equal(found?.name, row.name);
      assert.equal(found?.retired, row.retired === 'y');
      assert.equal(found?.lossy, LOSSY[row.loss as keyof typeof LOSSY]);
      assert.equal(found?.encapsulated, row.codec !== 'native');
    });
  }

  it('names the encoding of the data set (PS3.5 A.1 to A.5)', () => {
    const encodingOf = (uid: string) => TRANSFER_SYNTAXES.get(uid)?.encoding;
    assert.equal(encodingOf('1.2.840.10008.1.2'), 'implicit-le');
    assert.equal(encodingOf('1.2.840.10008.1.2.1'), 'explicit-le');
    assert.equal(encodingOf('1.2.840.10008.1.2.2'), 'explicit-be');
    assert.equal(encodingOf('1.2.840.10008.1.2.1.99'), 'deflated-explicit-le');
    assert.equal(encodingOf('1.2.840.10008.1.2.4.95'), 'deflated-explicit-le'); // JPIP Referenced Deflate
    assert.equal(encodingOf('1.2.840.10008.1.2.8.1'), 'explicit-le'); // deflates frames, not the data set
    assert.equal(encodingOf('1.2.840.10008.1.2.5'), 'explicit-le');
  });

  it('has the further ones of the current standard', () => {
    const suffixes = [
      '1.98',
      '4.52',
      '4.66',
      '4.92',
      '4.94',
      '4.100.1',
      '4.106.1',
      '4.107',
      '4.108',
      '4.110',
      '4.111',
      '4.112',
      '4.201',
      '4.203',
      '7.3',
    ];
    for (const suffix of suffixes) assert.ok(TRANSFER_SYNTAXES.has(`1.2.840.10008.1.2.${suffix}`), suffix);
  });

  it('holds well-formed UIDs', () => {
    for (const uid of TRANSFER_SYNTAXES.keys()) assert.ok(isUid(uid), uid);
  });

  it('calls an unknown one by its UID', () => assert.equal(transferSyntaxName('1.2.3'), '1.2.3'));
});
