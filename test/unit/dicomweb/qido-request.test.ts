import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DICOMWEB_LIMITS } from '../../../app/dicomweb/dicomweb.ts';
import { createAnswerWriter } from '../../../app/dicomweb/qido-answer.ts';
import type { QidoLevel } from '../../../app/dicomweb/qido-attributes.ts';
import { readQidoParameters } from '../../../app/dicomweb/qido-parameters.ts';
import { type GivenUids, qidoRequest } from '../../../app/dicomweb/qido-request.ts';

const parameters = (query: string) => readQidoParameters(new URL(`http://box/dicom-web/studies${query}`), DICOMWEB_LIMITS);
const request = (level: QidoLevel, query: string, uids: GivenUids = {}) => qidoRequest(level, uids, parameters(query));
const keysOf = (level: QidoLevel, query: string, uids: GivenUids = {}) => Object.fromEntries(request(level, query, uids).find.query.keys);
const tagsOf = (level: QidoLevel, query: string, uids: GivenUids = {}) =>
  request(level, query, uids).find.returned.map(({ keyword }) => keyword);
const refused = (query: string, words: RegExp, code = 'DICOMWEB_BAD_PARAMETER') =>
  assert.throws(
    () => request('STUDY', query),
    (error: Error & { code: string }) => error.code === code && words.test(error.message),
  );

describe('PS3.18 §8.3.4 the query of a search', () => {
  for (const name of ['PatientID', '00100020', '00100020'.toLowerCase()])
    it(`an attribute by ${name}`, () => assert.deepEqual(keysOf('STUDY', `?${name}=P1`), { PatientID: { kind: 'single', value: 'P1' } }));
  for (const name of ['RequestAttributesSequence.RequestedProcedureID', '00400275.00401001', '00400275.RequestedProcedureID'])
    it(`an attribute in a sequence by ${name}`, () =>
      assert.deepEqual(keysOf('SERIES', `?${name}=R1`), {
        'RequestAttributesSequence.RequestedProcedureID': { kind: 'single', value: 'R1' },
      }));
  for (const list of ['1.2,1.3', '1.2%5C1.3', '1.2\\1.3'])
    it(`a list of UIDs as ${list}`, () =>
      assert.deepEqual(keysOf('STUDY', `?StudyInstanceUID=${list}`), { StudyInstanceUID: { kind: 'uids', uids: ['1.2', '1.3'] } }));
  it('several values of other VRs', () =>
    assert.deepEqual(keysOf('STUDY', '?ModalitiesInStudy=CT,MR'), {
      ModalitiesInStudy: {
        kind: 'values',
        keys: [
          { kind: 'single', value: 'CT' },
          { kind: 'single', value: 'MR' },
        ],
      },
    }));
  it('percent-encoded UTF-8', () =>
    assert.deepEqual(keysOf('STUDY', '?PatientName=%E5%B1%B1%E7%94%B0*'), { PatientName: { kind: 'wildcard', pattern: '山田*' } }));
  it('ranges of dates, and with times as one (PS3.4 C.2.2.2.5.3)', () => {
    const { query } = request('STUDY', '?StudyDate=20260101-20260131&StudyTime=10-12').find;
    assert.equal(query.combinedDateTime, true);
    assert.equal(query.keys.get('StudyDate')?.kind, 'range');
  });
  it('an empty value asks for the attribute, and matches everything (PS3.4 C.2.2.2.4)', () => {
    assert.deepEqual(keysOf('STUDY', '?PatientID='), {});
    assert.ok(tagsOf('STUDY', '?PatientAge=').includes('PatientAge'));
  });
  it('"" finds what is empty with emptyvaluematching alone', () => {
    assert.deepEqual(keysOf('STUDY', '?AccessionNumber=%22%22&emptyvaluematching=true'), { AccessionNumber: { kind: 'empty' } });
    assert.deepEqual(keysOf('STUDY', '?AccessionNumber=%22%22'), { AccessionNumber: { kind: 'single', value: '""' } });
  });
  it('fuzzymatching', () => {
    assert.equal(request('STUDY', '?fuzzymatching=true').find.query.fuzzy, true);
    assert.equal(request('STUDY', '?fuzzymatching=false').find.query.fuzzy, false);
  });
  it('limit and offset', () => {
    const { limit, offset } = parameters('?limit=10&offset=20');
    assert.deepEqual([limit, offset], [10, 20]);
    assert.deepEqual([parameters('').limit, parameters('').offset], [undefined, 0]);
  });
  it('the UIDs of the address are keys', () =>
    assert.deepEqual(keysOf('IMAGE', '', { STUDY: '1.2', SERIES: '1.3' }), {
      StudyInstanceUID: { kind: 'uids', uids: ['1.2'] },
      SeriesInstanceUID: { kind: 'uids', uids: ['1.3'] },
    }));
  it('passes over parameters that it does not have (§8.3.1)', () =>
    assert.deepEqual(keysOf('STUDY', '?accept=application/json&_=1&order=x'), {}));
  it('says which attributes do not narrow', () =>
    assert.deepEqual(request('STUDY', '?Modality=CT&PatientID=1&FilterType=x&SeriesNumber=').notMatched, ['Modality', 'FilterType']));

  for (const [query, words] of [
    ['?PatientNam=x', /no attribute of PS3\.6/],
    ['?includefield=Nothing', /no attribute of PS3\.6/],
    ['?PatientID=1&00100020=2', /given twice/],
    ['?limit=-1', /limit is a whole number/],
    ['?limit=x', /limit is a whole number/],
    ['?offset=1.5', /offset is a whole number/],
    ['?fuzzymatching=yes', /fuzzymatching is true or false/],
    ['?StudyDate=yesterday', /StudyDate/],
    ['?StudyInstanceUID=1.2.*', /wildcard/],
    ['?PatientID.PatientName=x', /no sequence/],
  ] as const)
    it(`refuses ${query}`, () => refused(query, words));
  it('refuses a query that is too long', () => refused(`?PatientID=${'x'.repeat(20_000)}`, /characters/, 'DICOMWEB_TOO_LONG'));
  it('refuses a UID in the address and in the query', () =>
    assert.throws(() => request('SERIES', '?StudyInstanceUID=1.3', { STUDY: '1.2' }), { code: 'DICOMWEB_BAD_PARAMETER' }));
});

describe('PS3.18 §10.6.3.3 what is answered', () => {
  it('a study has the attributes of Table 10.6.3-3', () => {
    for (const keyword of [
      ...[
        'StudyDate',
        'StudyTime',
        'AccessionNumber',
        'InstanceAvailability',
        'ModalitiesInStudy',
        'ReferringPhysicianName',
        'PatientName',
      ],
      ...['PatientID', 'PatientBirthDate', 'PatientSex', 'StudyInstanceUID', 'StudyID'],
      ...['NumberOfStudyRelatedSeries', 'NumberOfStudyRelatedInstances'],
    ])
      assert.ok(tagsOf('STUDY', '').includes(keyword), keyword);
  });
  it('series of all studies have the attributes of the study, those of one study have its UID', () => {
    assert.ok(tagsOf('SERIES', '').includes('PatientName'));
    const below = tagsOf('SERIES', '', { STUDY: '1.2' });
    assert.ok(!below.includes('PatientName'));
    assert.ok(
      below.includes('StudyInstanceUID') && below.includes('NumberOfSeriesRelatedInstances') && below.includes('RequestAttributesSequence'),
    );
  });
  it('includefield by keyword, tag, list and path', () => {
    const tags = tagsOf('STUDY', '?includefield=PatientAge,00101020&includefield=ProcedureCodeSequence.CodeValue');
    for (const keyword of ['PatientAge', 'PatientSize', 'ProcedureCodeSequence']) assert.ok(tags.includes(keyword), keyword);
  });
  it('includefield=all is all that the index has of the level; what is empty of it is left out', () => {
    const { find, optional } = request('STUDY', '?includefield=all&PatientAge=');
    assert.ok(find.returned.length > 40);
    assert.ok(optional.has(0x0010_1020) && !optional.has(0x0010_1010));
  });
  it('attributes that only the file has are read from it, of instances', () =>
    assert.deepEqual(request('IMAGE', '?includefield=00181160').find.fromFile, [0x0018_1160]));
  it('an answer in the order of its tags, empty ones without Value, with where to retrieve it', () => {
    const understood = request('SERIES', '?includefield=all', { STUDY: '1.2' });
    const write = createAnswerWriter(understood, { baseUrl: 'http://box/dicom-web', retrieveAeTitle: 'BOX' });
    const values = new Map(Object.entries({ StudyInstanceUID: '1.2', SeriesInstanceUID: '1.3', Modality: 'CT', SeriesNumber: '4' }));
    values.set('RequestAttributesSequence.RequestedProcedureID', 'RP');
    const answer = JSON.parse(write({ values })) as Record<string, { vr: string; Value?: unknown[] }>;
    assert.deepEqual(Object.keys(answer), Object.keys(answer).toSorted());
    assert.deepEqual(answer['00080005'], { vr: 'CS', Value: ['ISO_IR 192'] });
    assert.deepEqual(answer['00081190'], { vr: 'UR', Value: ['http://box/dicom-web/studies/1.2/series/1.3'] });
    assert.deepEqual(answer['00200011'], { vr: 'IS', Value: [4] });
    assert.deepEqual(answer['0008103E'], { vr: 'LO' });
    assert.deepEqual(answer['00400275'], { vr: 'SQ', Value: [{ '00401001': { vr: 'SH', Value: ['RP'] } }] });
    assert.equal(answer['00080070'], undefined, 'Manufacturer, which is empty');
  });
});
