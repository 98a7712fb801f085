import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../../../app/registry/registry.ts';
import { decodeAnswer, encodeIdentifier } from '../../../app/services/scu-identifier.ts';

const written = (keys: Readonly<Record<string, string>>, transferSyntax = IMPLICIT_VR_LITTLE_ENDIAN) =>
  Object.fromEntries(decodeAnswer(encodeIdentifier('STUDY', new Map(Object.entries(keys)), transferSyntax), transferSyntax));

describe('PS3.4 C.4.1.1.3.1 the identifier that we ask with', () => {
  it('has the level and the keys, empty ones too', () => {
    for (const transferSyntax of [IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN])
      assert.deepEqual(written({ PatientID: 'P*', StudyInstanceUID: '', Rows: '512' }, transferSyntax), {
        QueryRetrieveLevel: 'STUDY',
        PatientID: 'P*',
        StudyInstanceUID: '',
        Rows: '512',
      });
  });
  for (const [name, set] of [
    ['M\u00fcller', 'ISO_IR 100'],
    ['\u0418\u0432\u0430\u043d', 'ISO_IR 144'],
    ['Wang=\u738b\ud83d\ude00', 'ISO_IR 192'],
  ] as const) {
    it(`${name} goes in ${set}`, () => {
      const { SpecificCharacterSet, PatientName } = written({ PatientName: name });
      assert.deepEqual([SpecificCharacterSet, PatientName], [set, name]);
    });
  }
  it('an attribute of a sequence is asked for as a whole', () =>
    assert.equal(written({ RequestAttributesSequence: '' }).RequestAttributesSequence, ''));
});

describe('a key that cannot be written is refused: left out, it would match the whole archive', () => {
  for (const [keyword, value] of [
    ['StudyInstanceUID', '\u738b'],
    ['Rows', 'many'],
    ['EchoTime', '\u738b'],
    ['RequestAttributesSequence', 'x'],
  ] as const) {
    it(`${keyword}=${value}`, () => assert.throws(() => written({ [keyword]: value }), { code: 'SCU_VALUE_IMPOSSIBLE' }));
  }
  it('an unknown keyword', () => assert.throws(() => written({ PatientsName: 'x' }), { code: 'SCU_UNKNOWN_KEYWORD' }));
});
