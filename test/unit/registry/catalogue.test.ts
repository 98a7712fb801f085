import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, CATALOGUE_BY_KEYWORD, keywordOf, tagText, vrOf } from '../../../app/registry/registry.ts';
import { csvRows } from '../../support/csv.ts';

/** PS3.4 Tables C.6-1 to C.6-4 and C.6-5: required and unique keys, and the optional ones that viewers ask for. */
const QUERY_KEYS = `
  PatientName PatientID IssuerOfPatientID PatientBirthDate PatientBirthTime PatientSex OtherPatientIDs OtherPatientNames EthnicGroup PatientComments
  StudyDate StudyTime AccessionNumber StudyID StudyInstanceUID ReferringPhysicianName StudyDescription NameOfPhysiciansReadingStudy
  AdmittingDiagnosesDescription PatientAge PatientSize PatientWeight Occupation AdditionalPatientHistory OtherStudyNumbers
  Modality SeriesNumber SeriesInstanceUID SeriesDate SeriesTime SeriesDescription Laterality BodyPartExamined ProtocolName OperatorsName
  PerformingPhysicianName StationName PerformedProcedureStepStartDate PerformedProcedureStepStartTime PerformedProcedureStepID
  RequestAttributesSequence.ScheduledProcedureStepID RequestAttributesSequence.RequestedProcedureID
  InstanceNumber SOPInstanceUID SOPClassUID ContainerIdentifier ContentDate ContentTime AcquisitionDate AcquisitionTime AcquisitionDateTime
  AcquisitionNumber InstanceCreationDate InstanceCreationTime TimezoneOffsetFromUTC ConceptNameCodeSequence.CodeValue CompletionFlag
  VerificationFlag BurnedInAnnotation LossyImageCompression SpecificCharacterSet ProcedureCodeSequence.CodeValue`;

describe('the catalogue', () => {
  for (const row of csvRows('spec/catalogue-attributes.csv')) {
    it(`keeps ${row.name} ${row.tag}`, () => {
      const found = CATALOGUE_BY_KEYWORD.get(row.keyword!);
      assert.ok(found);
      assert.equal(tagText(found.tag), row.tag);
      assert.equal(found.vr, row.vr);
      assert.equal(found.level, row.level!.split(' ')[0]);
      assert.equal(vrOf(found.tag), row.vr);
      assert.equal(keywordOf(found.tag), row.keyword);
    });
  }

  it('keeps every key that PS3.4 C.6 matches on', () => {
    for (const keyword of QUERY_KEYS.trim().split(/\s+/)) assert.ok(CATALOGUE_BY_KEYWORD.has(keyword), keyword);
  });

  it('finds geometry of multi-frame objects at the top, then shared, then in the first frame (PS3.3 C.7.6.16)', () => {
    const places = CATALOGUE.filter((attribute) => attribute.keyword === 'ImagePositionPatient').map((attribute) => attribute.path);
    assert.deepEqual(places, [undefined, [0x5200_9229, 0x0020_9113], [0x5200_9230, 0x0020_9113]]);
  });

  it('knows the sequences on every path, so that implicit VR can be descended', () => {
    for (const { path } of CATALOGUE) for (const tag of path ?? []) assert.equal(vrOf(tag), 'SQ', tagText(tag));
  });

  it('has no place twice, and one level for a keyword', () => {
    const places = CATALOGUE.map(({ tag, path = [] }) => [...path, tag].join());
    assert.equal(new Set(places).size, places.length);
    for (const { keyword, level } of CATALOGUE) assert.equal(CATALOGUE_BY_KEYWORD.get(keyword)?.level, level);
  });

  it('names a tag by its own keyword, whatever the index calls it', () => assert.equal(keywordOf(0x0018_9082), 'EffectiveEchoTime'));
  it('says nothing of tags that it has no use for', () => assert.equal(vrOf(0x0009_0010), undefined));
});
