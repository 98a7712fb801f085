import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keywordOf, tagOf, vrOf } from '../../../app/dataset/dataset.ts';
import { dictionaryVrOf } from '../../../app/dataset/dictionary.ts';
import { CATALOGUE, keywordOf as catalogueKeywordOf } from '../../../app/registry/registry.ts';

describe('PS3.6 Table 6-1', () => {
  for (const [tag, vr, keyword] of [
    [0x0010_0010, 'PN', 'PatientName'],
    [0x0008_0052, 'CS', 'QueryRetrieveLevel'],
    [0x0008_0061, 'CS', 'ModalitiesInStudy'],
    [0x0010_0024, 'SQ', 'IssuerOfPatientIDQualifiersSequence'],
    [0x5200_9230, 'SQ', 'PerFrameFunctionalGroupsSequence'],
    [0x0066_0040, 'OL', 'LongPrimitivePointIndexList'],
    [0x7fe0_0010, 'OW', 'PixelData'],
    [0x0028_0106, 'US', 'SmallestImagePixelValue'],
    [0xfffc_fffc, 'OB', 'DataSetTrailingPadding'],
    [0x0000_0901, 'AT', 'OffendingElement'],
  ] as const) {
    it(keyword, () => {
      assert.equal(vrOf(tag), vr);
      assert.equal(keywordOf(tag), keyword);
      assert.equal(tagOf(keyword), tag);
    });
  }
  it('agrees with the catalogue', () => {
    for (const { tag, vr } of CATALOGUE) {
      assert.equal(vrOf(tag), vr, tag.toString(16));
      assert.equal(keywordOf(tag), catalogueKeywordOf(tag));
    }
  });
});

describe('groups that repeat (PS3.5 §7.6)', () => {
  it('overlays and curves, of even groups', () => {
    assert.equal(vrOf(0x601e_0010), 'US');
    assert.equal(keywordOf(0x6002_3000), 'OverlayData');
    assert.equal(keywordOf(0x5004_3000), 'CurveData');
    assert.equal(tagOf('OverlayData'), 0x6000_3000);
    assert.equal(keywordOf(0x0020_3142), 'SourceImageIDs');
    assert.equal(vrOf(0x6001_0010), 'LO'); // a private creator
    assert.equal(vrOf(0x6001_1010), undefined);
  });
});

describe('what PS3.6 does not have', () => {
  it('private creators and group lengths have a VR all the same (PS3.5 §7.8.1, §7.2)', () => {
    assert.equal(vrOf(0x0009_0010), 'LO');
    assert.equal(vrOf(0x0009_00ff), 'LO');
    assert.equal(vrOf(0x0009_1010), undefined);
    assert.equal(vrOf(0x0010_0000), 'UL');
    assert.equal(vrOf(0x0009_0000), 'UL');
  });
  it('is undefined', () => {
    assert.equal(vrOf(0x0010_9999), undefined);
    assert.equal(keywordOf(0x0010_9999), undefined);
    assert.equal(tagOf('PatientsName'), undefined);
    assert.equal(tagOf('toString'), undefined);
  });
  it('leaves the choice of US or SS, OB or OW to other attributes', () => {
    assert.equal(dictionaryVrOf(0x0028_0106), 'xs');
    assert.equal(dictionaryVrOf(0x5400_1010), 'ox');
    assert.equal(dictionaryVrOf(0x0028_3006), 'lt');
  });
});
