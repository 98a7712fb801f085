import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DataElement } from '../../../app/dataset/dataset.ts';
import { PATIENT_ROOT_FIND, PATIENT_STUDY_ONLY_FIND, QUERY_MODELS, STUDY_ROOT_FIND } from '../../../app/registry/registry.ts';
import { type FindRefusal, type FindRequest, readFindIdentifier } from '../../../app/services/query-identifier.ts';
import { agreedQueryOptions } from '../../../app/services/query-negotiation.ts';

const LEVEL = 0x0008_0052;
const STUDY_UID = 0x0020_000d;
const SERIES_UID = 0x0020_000e;
const BASELINE = agreedQueryOptions(undefined);
const RELATIONAL = agreedQueryOptions(Uint8Array.of(1));

const element = (tag: number, text: string | Uint8Array = '', vr = 'UN'): DataElement => ({
  tag,
  vr,
  bytes: typeof text === 'string' ? Buffer.from(text, 'latin1') : text,
});
const sequence = (tag: number, ...items: DataElement[][]): DataElement => ({ tag, vr: 'SQ', bytes: new Uint8Array(), items });

function read(model: string, options: typeof BASELINE, ...elements: DataElement[]): FindRequest | FindRefusal {
  return readFindIdentifier(elements, QUERY_MODELS.get(model)!, options);
}
function understood(model: string, ...elements: DataElement[]): FindRequest {
  const request = read(model, BASELINE, ...elements);
  assert.equal(request.kind, 'find', request.kind === 'refused' ? request.errorComment : '');
  return request as FindRequest;
}
function refused(model: string, ...elements: DataElement[]): FindRefusal {
  const request = read(model, BASELINE, ...elements);
  assert.equal(request.kind, 'refused');
  return request as FindRefusal;
}

describe('PS3.4 C.4.1.1.3.1 Query/Retrieve Level', () => {
  it('is one of the model', () => assert.equal(understood(STUDY_ROOT_FIND, element(LEVEL, 'STUDY ')).level, 'STUDY'));
  for (const [words, elements] of [
    ['missing', []],
    ['empty', [element(LEVEL)]],
    ['unknown', [element(LEVEL, 'FRAME')]],
    ['in small letters', [element(LEVEL, 'study')]],
    ['two', [element(LEVEL, 'STUDY\\SERIES')]],
    ['of another model', [element(LEVEL, 'PATIENT')]],
  ] as const)
    it(`${words}: A900, in words`, () => {
      const { status, errorComment, offendingElements } = refused(STUDY_ROOT_FIND, ...elements);
      assert.equal(status, 0xa900);
      assert.match(errorComment, /level/i);
      assert.ok(errorComment.length <= 64, errorComment);
      assert.deepEqual(offendingElements, [LEVEL]);
    });
  it('Patient/Study Only has no SERIES', () => assert.equal(refused(PATIENT_STUDY_ONLY_FIND, element(LEVEL, 'SERIES')).status, 0xa900));
});

describe('PS3.4 C.4.1.2.1 unique keys of the levels above', () => {
  it('are named where they are missing', () => {
    const { status, errorComment, offendingElements } = refused(PATIENT_ROOT_FIND, element(LEVEL, 'IMAGE'));
    assert.equal(status, 0xa900);
    assert.equal(errorComment, 'Missing PatientID, StudyInstanceUID, SeriesInstanceUID');
    assert.deepEqual(offendingElements, [0x0010_0020, STUDY_UID, SERIES_UID]);
  });
  it('an empty one is missing', () =>
    assert.equal(refused(STUDY_ROOT_FIND, element(LEVEL, 'SERIES'), element(STUDY_UID)).errorComment, 'Missing StudyInstanceUID'));
  it('a wildcard is no value', () => {
    const { errorComment } = refused(PATIENT_ROOT_FIND, element(LEVEL, 'STUDY'), element(0x0010_0020, 'P*'));
    assert.equal(errorComment, 'Not a single value: PatientID');
  });
  it('nor is * alone', () => {
    const { status, errorComment } = refused(
      PATIENT_ROOT_FIND,
      element(LEVEL, 'SERIES'),
      element(0x0010_0020, '*'),
      element(STUDY_UID, '*'),
    );
    assert.deepEqual([status, errorComment], [0xa900, 'Not a single value: PatientID, StudyInstanceUID']);
  });
  it('a range of times that ends before it begins is refused, unless dates and times are combined', () => {
    const reversed = [element(LEVEL, 'STUDY'), element(0x0008_0030, '180000-080000')];
    const { status, errorComment } = refused(STUDY_ROOT_FIND, ...reversed);
    assert.deepEqual([status, errorComment], [0xc000, 'StudyTime: the range ends before it begins (0008,0030)']);
    const combined = agreedQueryOptions(Uint8Array.of(0, 1));
    const days = (text: string) => [element(LEVEL, 'STUDY'), element(0x0008_0020, text), element(0x0008_0030, '180000-080000')];
    assert.equal(read(STUDY_ROOT_FIND, combined, ...days('20260101-20260102')).kind, 'find');
    assert.equal(read(STUDY_ROOT_FIND, combined, ...days('20260101')).kind, 'refused', 'a day is no range');
    assert.equal(read(STUDY_ROOT_FIND, combined, ...reversed).kind, 'refused', 'no date at all');
    assert.equal(understood(STUDY_ROOT_FIND, element(LEVEL, 'STUDY'), element(0x0008_0030, '080000-')).kind, 'find');
  });
  it('several UIDs are taken', () => {
    const { query } = understood(STUDY_ROOT_FIND, element(LEVEL, 'SERIES'), element(STUDY_UID, '1.2\\1.3'));
    assert.deepEqual(query.keys.get('StudyInstanceUID'), { kind: 'uids', uids: ['1.2', '1.3'] });
  });
  it('may be left out where relational queries were agreed (C.4.1.2.2.1)', () =>
    assert.equal(read(STUDY_ROOT_FIND, RELATIONAL, element(LEVEL, 'IMAGE')).kind, 'find'));
});

describe('keys', () => {
  it('universal ones are wanted, and match nothing', () => {
    const { query } = understood(STUDY_ROOT_FIND, element(LEVEL, 'STUDY'), element(0x0010_0010), element(STUDY_UID));
    assert.deepEqual([...query.wanted].sort(), ['PatientName', 'StudyInstanceUID']);
    assert.equal(query.keys.size, 0);
  });
  it('are decoded with the character set of the request', () => {
    const name = Buffer.from('Müller', 'utf8');
    const { query, characterSets } = understood(
      STUDY_ROOT_FIND,
      element(0x0008_0005, 'ISO_IR 192'),
      element(LEVEL, 'STUDY'),
      element(0x0010_0010, name),
    );
    assert.deepEqual(characterSets, ['ISO_IR 192']);
    assert.deepEqual(query.keys.get('PatientName'), { kind: 'single', value: 'Müller' });
  });
  it('FF00 where all are supported; FF01 for one of a level below, one unknown, a private one', () => {
    const ask = (...more: DataElement[]) => understood(STUDY_ROOT_FIND, element(LEVEL, 'STUDY'), ...more);
    assert.equal(ask(element(0x0008_1030)).pendingStatus, 0xff00);
    for (const tag of [0x0008_0060, 0x0018_1160, 0x0009_1001]) {
      const request = ask(element(tag));
      assert.equal(request.pendingStatus, 0xff01);
      assert.deepEqual(request.returned, []);
    }
  });
  it('group lengths are passed over', () =>
    assert.equal(understood(STUDY_ROOT_FIND, element(0x0008_0000), element(LEVEL, 'STUDY')).pendingStatus, 0xff00));
  it('an element that occurs twice is refused', () =>
    assert.deepEqual(
      refused(STUDY_ROOT_FIND, element(LEVEL, 'STUDY'), element(STUDY_UID, '1.2'), element(STUDY_UID, '1.3')).offendingElements,
      [STUDY_UID],
    ));
  it('of a level below cannot narrow', () => {
    const { query } = understood(STUDY_ROOT_FIND, element(LEVEL, 'STUDY'), element(0x0008_0060, 'CT'));
    assert.equal(query.keys.size, 0);
  });
  it('IMAGE: what the index does not keep is read from the file, by its UID; a value to match is not supported', () => {
    const above = [element(LEVEL, 'IMAGE'), element(STUDY_UID, '1.2'), element(SERIES_UID, '1.3')];
    const request = understood(STUDY_ROOT_FIND, ...above, element(0x0018_1160));
    assert.deepEqual(request.fromFile, [0x0018_1160]);
    assert.ok(request.query.wanted.includes('SOPInstanceUID'));
    assert.equal(
      request.returned.some(({ keyword }) => keyword === 'SOPInstanceUID'),
      false,
    );
    assert.equal(request.pendingStatus, 0xff00);
    assert.equal(understood(STUDY_ROOT_FIND, ...above, element(0x0018_1160, 'WEDGE')).pendingStatus, 0xff01);
  });
  it('IMAGE: Pixel Data is for those who retrieve', () => {
    const request = understood(
      STUDY_ROOT_FIND,
      element(LEVEL, 'IMAGE'),
      element(STUDY_UID, '1.2'),
      element(SERIES_UID, '1.3'),
      element(0x7fe0_0010),
    );
    assert.deepEqual([request.fromFile, request.pendingStatus], [[], 0xff01]);
  });
});

describe('PS3.4 C.2.2.2.6 sequence keys', () => {
  const REQUEST_ATTRIBUTES = 0x0040_0275;
  const ask = (...items: DataElement[][]) =>
    read(STUDY_ROOT_FIND, BASELINE, element(LEVEL, 'SERIES'), element(STUDY_UID, '1.2'), sequence(REQUEST_ATTRIBUTES, ...items));
  it('match by what is in the item, and return it', () => {
    const request = ask([element(0x0040_1001, 'RP1'), element(0x0040_0009)]) as FindRequest;
    assert.deepEqual(request.query.keys.get('RequestAttributesSequence.RequestedProcedureID'), { kind: 'single', value: 'RP1' });
    const answered = request.returned.find(({ tag }) => tag === REQUEST_ATTRIBUTES);
    assert.deepEqual(
      answered?.items?.map(({ tag }) => tag),
      [0x0040_0009, 0x0040_1001],
    );
  });
  for (const [words, items] of [
    ['no item', []],
    ['an empty item', [[]]],
  ] as const)
    it(`${words}: all that is kept of it`, () => {
      const request = ask(...(items as unknown as DataElement[][])) as FindRequest;
      assert.ok(request.query.wanted.includes('RequestAttributesSequence.ScheduledProcedureStepID'));
      assert.equal(request.pendingStatus, 0xff00);
    });
  it('two items: refused, in words', () => {
    const refusal = ask([element(0x0040_1001)], [element(0x0040_1001)]) as FindRefusal;
    assert.equal(refusal.status >> 12, 0xc);
    assert.deepEqual(refusal.offendingElements, [REQUEST_ATTRIBUTES]);
  });
});

describe('values that cannot be matched', () => {
  for (const [tag, value] of [
    [0x0008_0020, '2026x-'],
    [0x0008_0020, '2026*'],
    [0x0008_0030, '25:99'],
    [STUDY_UID, '1.2.*'],
  ] as const)
    it(`${value}: Cxxx, the element named and its value not`, () => {
      const { status, errorComment, offendingElements } = refused(STUDY_ROOT_FIND, element(LEVEL, 'STUDY'), element(tag, value));
      assert.equal(status >> 12, 0xc);
      assert.deepEqual(offendingElements, [tag]);
      assert.equal(errorComment.includes(value), false);
    });
});

describe('how many values a key may have', () => {
  const PATIENT_ID = 0x0010_0020;
  const STUDY_DATE = 0x0008_0020;
  const many = (length: number, value: (at: number) => string) => Array.from({ length }, (_, at) => value(at)).join('\\');
  const study = element(LEVEL, 'STUDY');

  it('ten thousand single values and UIDs, a thousand wildcards', () => {
    understood(
      STUDY_ROOT_FIND,
      study,
      element(
        PATIENT_ID,
        many(10_000, (at) => `P${at}`),
      ),
    );
    understood(
      STUDY_ROOT_FIND,
      study,
      element(
        STUDY_UID,
        many(10_000, (at) => `1.${at}`),
      ),
    );
    understood(
      STUDY_ROOT_FIND,
      study,
      element(
        PATIENT_ID,
        many(1000, (at) => `*P${at}*`),
      ),
    );
  });
  for (const [words, tag, text, said] of [
    ['wildcards', PATIENT_ID, many(1001, (at) => `*P${at}*`), /^Too many values, 1000 patterns at most: PatientID/],
    ['ranges', STUDY_DATE, many(1001, () => '20260101-20260102'), /^Too many values, 1000 patterns at most: StudyDate/],
    ['single values', PATIENT_ID, many(20_001, (at) => `P${at}`), /^Too many values, 20000 at most: PatientID/],
    ['UIDs', STUDY_UID, many(20_001, (at) => `1.${at}`), /^Too many values, 20000 at most: StudyInstanceUID/],
  ] as const)
    it(`more ${words} are refused: C000H, with the key and the limit`, () => {
      const { status, errorComment, offendingElements } = refused(STUDY_ROOT_FIND, study, element(tag, text));
      assert.equal(status >> 12, 0xc);
      assert.match(errorComment, said);
      assert.deepEqual(offendingElements, [tag]);
    });
  it('the patterns of several keys count together', () => {
    const elements = [
      element(
        STUDY_DATE,
        many(600, () => '20260101-'),
      ),
      element(
        PATIENT_ID,
        many(600, (at) => `P${at}*`),
      ),
    ];
    assert.deepEqual(refused(STUDY_ROOT_FIND, study, ...elements).offendingElements, [PATIENT_ID]);
  });
});
