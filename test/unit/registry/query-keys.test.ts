import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isAtOrAbove,
  keyTypeOf,
  levelsAbove,
  PATIENT_ROOT_FIND,
  PATIENT_STUDY_ONLY_FIND,
  QUERY_KEYS,
  QUERY_MODELS,
  type QueryModel,
  STUDY_ROOT_FIND,
} from '../../../app/registry/registry.ts';

const patientRoot = QUERY_MODELS.get(PATIENT_ROOT_FIND)!;
const studyRoot = QUERY_MODELS.get(STUDY_ROOT_FIND)!;
const patientStudyOnly = QUERY_MODELS.get(PATIENT_STUDY_ONLY_FIND)!;
const key = (keyword: string) => [...QUERY_KEYS.values()].find((each) => each.keyword === keyword);

describe('PS3.4 C.6 information models', () => {
  it('Patient Root has all levels, Study Root none of the patient, Patient/Study Only nothing below the study', () => {
    assert.deepEqual(patientRoot.levels, ['PATIENT', 'STUDY', 'SERIES', 'IMAGE']);
    assert.deepEqual(studyRoot.levels, ['STUDY', 'SERIES', 'IMAGE']);
    assert.deepEqual(patientStudyOnly.levels, ['PATIENT', 'STUDY']);
    assert.equal(patientStudyOnly.retired, true);
  });
  it('levels above, whose unique keys are needed', () => {
    assert.deepEqual(levelsAbove('IMAGE', patientRoot), ['PATIENT', 'STUDY', 'SERIES']);
    assert.deepEqual(levelsAbove('IMAGE', studyRoot), ['STUDY', 'SERIES']);
    assert.deepEqual(levelsAbove('STUDY', studyRoot), []);
  });
});

describe('PS3.4 Tables C.6-1 to C.6-5 unique, required and optional keys', () => {
  const rows: readonly (readonly [QueryModel, 'PATIENT' | 'STUDY' | 'SERIES' | 'IMAGE', string, 'U' | 'R' | 'O'])[] = [
    [patientRoot, 'PATIENT', 'PatientID', 'U'],
    [patientRoot, 'PATIENT', 'PatientName', 'R'],
    [patientRoot, 'PATIENT', 'PatientBirthDate', 'O'],
    [patientRoot, 'STUDY', 'StudyInstanceUID', 'U'],
    [patientRoot, 'STUDY', 'StudyDate', 'R'],
    [patientRoot, 'STUDY', 'StudyTime', 'R'],
    [patientRoot, 'STUDY', 'AccessionNumber', 'R'],
    [patientRoot, 'STUDY', 'StudyID', 'R'],
    [patientRoot, 'STUDY', 'PatientName', 'O'],
    [studyRoot, 'STUDY', 'PatientName', 'R'],
    [studyRoot, 'STUDY', 'PatientID', 'R'],
    [studyRoot, 'STUDY', 'ModalitiesInStudy', 'O'],
    [studyRoot, 'SERIES', 'SeriesInstanceUID', 'U'],
    [studyRoot, 'SERIES', 'Modality', 'R'],
    [studyRoot, 'SERIES', 'SeriesNumber', 'R'],
    [studyRoot, 'IMAGE', 'SOPInstanceUID', 'U'],
    [studyRoot, 'IMAGE', 'InstanceNumber', 'R'],
    [studyRoot, 'IMAGE', 'SOPClassUID', 'O'],
  ];
  for (const [model, level, keyword, type] of rows) {
    it(`${model.name} ${level} ${keyword}: ${type}`, () => {
      assert.equal(keyTypeOf(keyword, level, model), type);
      assert.ok(isAtOrAbove(key(keyword)!.level, level));
    });
  }
});

describe('keys', () => {
  it('(0008,0005) is none: it says how the identifier is written', () => assert.equal(QUERY_KEYS.has(0x0008_0005), false));
  it('a sequence has the keys of its items', () => {
    const sequence = QUERY_KEYS.get(0x0040_0275)!;
    assert.equal(sequence.keyword, 'RequestAttributesSequence');
    assert.equal(sequence.level, 'SERIES');
    assert.equal(sequence.items?.get(0x0040_1001)?.keyword, 'RequestAttributesSequence.RequestedProcedureID');
  });
  it('a multi-frame’s functional groups are no key of their own', () => {
    assert.equal(QUERY_KEYS.has(0x5200_9229), false);
    assert.equal(QUERY_KEYS.get(0x0028_0030)?.keyword, 'PixelSpacing');
  });
  it('counts and gathered values have a level', () => {
    assert.equal(key('ModalitiesInStudy')?.level, 'STUDY');
    assert.equal(key('NumberOfSeriesRelatedInstances')?.level, 'SERIES');
    assert.equal(key('NumberOfPatientRelatedStudies')?.level, 'PATIENT');
  });
});
