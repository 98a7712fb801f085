import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isStorageSopClass, isUid, SOP_CLASSES, sopClassName } from '../../../app/registry/registry.ts';
import { csvRows } from '../../support/csv.ts';

const specified = csvRows('spec/sop-classes.csv');

describe('PS3.6 Table A-1: SOP classes', () => {
  it('are all 145 of the specification, 135 of them storage', () => {
    assert.equal(specified.length, 145);
    assert.equal(specified.filter((row) => row.kind === 'storage').length, 135);
  });

  for (const row of specified) {
    it(`has ${row.name} ${row.uid}`, () => {
      const isRetired = row.retired === 'y' || row.retired === 'draft'; // Trial classes are retired ones
      assert.deepEqual(SOP_CLASSES.get(row.uid!), { uid: row.uid, name: row.name, kind: row.kind, retired: isRetired });
      assert.equal(isStorageSopClass(row.uid!), row.kind === 'storage');
    });
  }

  it('has the newest storage classes', () => {
    assert.equal(sopClassName('1.2.840.10008.5.1.4.1.1.66.7'), 'Label Map Segmentation Storage');
    assert.equal(sopClassName('1.2.840.10008.5.1.4.1.1.9.100.2'), 'Waveform Acquisition Presentation State Storage');
    assert.ok(isStorageSopClass('1.2.840.10008.5.1.4.1.1.2.5'));
  });

  it('holds well-formed UIDs, each once', () => {
    for (const [uid, sopClass] of SOP_CLASSES) {
      assert.ok(isUid(uid), uid);
      assert.notEqual(sopClass.name, '');
    }
  });

  it('keeps instances of no patient (PS3.4 Annex GG) and directories out of storage', () => {
    assert.equal(isStorageSopClass('1.2.840.10008.5.1.4.38.1'), false); // Hanging Protocol Storage
    assert.equal(isStorageSopClass('1.2.840.10008.1.3.10'), false); // Media Storage Directory Storage
    assert.equal(isStorageSopClass('1.2.3.4'), false);
  });

  it('calls an unknown class by its UID', () => assert.equal(sopClassName('1.2.3.4'), '1.2.3.4'));
});
