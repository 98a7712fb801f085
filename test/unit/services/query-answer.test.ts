import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SearchAnswer } from '../../../app/archive/archive.ts';
import { type DataElement, decodeText, parseSpecificCharacterSet, readElements } from '../../../app/dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN, QUERY_KEYS } from '../../../app/registry/registry.ts';
import { type AnswerShape, createAnswerEncoder, encodeAnswer } from '../../../app/services/query-answer.ts';
import type { ReturnKey } from '../../../app/services/query-identifier.ts';

const CHARACTER_SET = 0x0008_0005;
const NAME = 0x0010_0010;
const key = (tag: number): ReturnKey => {
  const { keyword, vr, kind, items } = QUERY_KEYS.get(tag)!;
  return {
    tag,
    vr,
    keyword,
    kind,
    ...(items && { items: [...items.values()].map(({ tag, vr, keyword, kind }) => ({ tag, vr, keyword, kind })) }),
  };
};
function shape(tags: readonly number[], changes: { characterSets?: string[]; takesUtf8?: boolean } = {}): AnswerShape {
  const query = { level: 'STUDY', keys: new Map(), combinedDateTime: false, fuzzy: false, wanted: [] } as const;
  const { characterSets = [], takesUtf8 = false } = changes;
  return {
    request: { kind: 'find', level: 'STUDY', query, returned: tags.map(key), fromFile: [], characterSets, pendingStatus: 0xff00 },
    transferSyntaxUid: IMPLICIT_VR_LITTLE_ENDIAN,
    retrieveAeTitle: 'FILMROOM',
    takesUtf8,
  };
}
const answer = (values: Readonly<Record<string, string>>, more: Partial<SearchAnswer> = {}): SearchAnswer => ({
  values: new Map(Object.entries(values)),
  ...more,
});
const read = (bytes: Uint8Array) => new Map(readElements(bytes, IMPLICIT_VR_LITTLE_ENDIAN).map((element) => [element.tag, element]));
const latin1 = (element: DataElement | undefined) =>
  element &&
  Buffer.from(element.bytes)
    .toString('latin1')
    .replace(/[ \0]+$/, '');

/** The name of an answer to a request with this set, and the set it came in. */
function nameIn(name: string, changes: Parameters<typeof shape>[1]): { set: string | undefined; text: string } {
  const elements = read(encodeAnswer(answer({ PatientName: name }), shape([NAME], changes)));
  const set = latin1(elements.get(CHARACTER_SET));
  const { text } = decodeText(elements.get(NAME)!.bytes, parseSpecificCharacterSet(set ?? ''), 'PN');
  return { set, text: text.replace(/ +$/, '') };
}

describe('PS3.4 C.4.1.1.3.2 response identifier', () => {
  it('has its elements in the order of tags, level and RetrieveAETitle among them, of even length', () => {
    const bytes = encodeAnswer(answer({ PatientName: 'Doe^J', StudyInstanceUID: '1.2.3' }), shape([0x0020_000d, NAME]));
    const elements = readElements(bytes, IMPLICIT_VR_LITTLE_ENDIAN);
    assert.deepEqual(
      elements.map(({ tag }) => tag),
      [0x0008_0052, 0x0008_0054, NAME, 0x0020_000d],
    );
    assert.ok(elements.every(({ bytes: { byteLength } }) => byteLength % 2 === 0));
  });
  it('what is empty has no length', () => assert.equal(read(encodeAnswer(answer({}), shape([NAME]))).get(NAME)?.bytes.byteLength, 0));
  it('numbers are written in their VR', () => {
    const elements = read(encodeAnswer(answer({ Rows: '512' }), shape([0x0028_0010])));
    assert.deepEqual([...elements.get(0x0028_0010)!.bytes], [0x00, 0x02]);
  });
  it('a sequence has one item, or none where nothing is known', () => {
    const tags = [0x0040_0275];
    const filled = read(encodeAnswer(answer({ 'RequestAttributesSequence.RequestedProcedureID': 'RP1' }), shape(tags)));
    assert.equal(filled.get(0x0040_0275)?.items?.length, 1);
    assert.equal(read(encodeAnswer(answer({}), shape(tags))).get(0x0040_0275)?.items?.length, 0);
  });
});

describe('(0008,0005) of an answer', () => {
  it('none where all is ASCII', () => assert.equal(nameIn('Doe^Jane', { characterSets: ['ISO_IR 100'] }).set, undefined));
  it('the request’s own where it holds every letter', () => {
    assert.deepEqual(nameIn('Müller', { characterSets: ['ISO_IR 100'], takesUtf8: true }), { set: 'ISO_IR 100', text: 'Müller' });
    assert.deepEqual(nameIn('王^小东', { characterSets: ['ISO_IR 192'] }), { set: 'ISO_IR 192', text: '王^小东' });
  });
  it('else UTF-8 where the peer takes it', () =>
    assert.deepEqual(nameIn('Święcicki', { characterSets: ['ISO_IR 100'], takesUtf8: true }), { set: 'ISO_IR 192', text: 'Święcicki' }));
  for (const name of ['Müller', 'Święcicki', 'Люкceмбypг', '山田^太郎', '王^小东', '홍^길동', 'Ä王Ж'])
    it(`else one that holds ${name}`, () => assert.equal(nameIn(name, { characterSets: [] }).text, name));
  it('a set that is no term is passed over', () => assert.equal(nameIn('Müller', { characterSets: ['NONSENSE'] }).text, 'Müller'));
});

describe('elements of the stored file', () => {
  it('text of the file’s set comes in the answer’s, binary values as they stand', () => {
    const fromFile: DataElement[] = [
      { tag: 0x0018_1160, vr: 'SH', bytes: Buffer.from('Fu\xdf ', 'latin1') },
      { tag: 0x0018_9999, vr: 'OB', bytes: Uint8Array.of(1, 2, 3, 4) },
    ];
    const bytes = encodeAnswer(answer({}, { characterSet: 'ISO_IR 100' }), shape([], { characterSets: ['ISO_IR 192'] }), fromFile);
    const elements = read(bytes);
    assert.equal(latin1(elements.get(CHARACTER_SET)), 'ISO_IR 192');
    assert.equal(Buffer.from(elements.get(0x0018_1160)!.bytes).toString('utf8').trim(), 'Fuß');
    assert.deepEqual([...elements.get(0x0018_9999)!.bytes], [1, 2, 3, 4]);
  });
});

describe('the quick way gives the bytes of the general one', () => {
  for (const transferSyntaxUid of [IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN]) {
    for (const [words, tags, values] of [
      [
        'text of even and odd length, UIDs, nothing',
        [NAME, 0x0010_0020, 0x0020_000d, 0x0008_1030],
        { PatientName: 'Doe^J', PatientID: '12', StudyInstanceUID: '1.2.3' },
      ],
      ['what every answer has, asked for', [0x0008_0052, 0x0008_0054, 0x0008_0056], { InstanceAvailability: 'ONLINE' }],
      ['letters beyond ASCII', [NAME], { PatientName: 'Müller' }],
      ['numbers', [0x0028_0010], { Rows: '512' }],
      ['a number that nobody knows, among text', [NAME, 0x0010_21c0], { PatientName: 'Doe^Jane' }],
      ['a sequence', [0x0040_0275], { 'RequestAttributesSequence.RequestedProcedureID': 'RP1' }],
      ['a transfer syntax', [0x0008_3002], {}],
      ['a timezone that is not kept at this level', [0x0008_0201], {}],
    ] as const)
      it(`${words}, ${transferSyntaxUid}`, () => {
        const given = { ...shape(tags), transferSyntaxUid };
        const one = answer(values, { transferSyntaxUid: '1.2.840.10008.1.2.4.50' });
        assert.deepEqual(Buffer.from(createAnswerEncoder(given)(one)), Buffer.from(encodeAnswer(one, given)));
      });
  }
});
