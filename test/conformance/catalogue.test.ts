import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { csvRows } from '../support/csv.ts';
import { newUid } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { CT_IMAGE_STORAGE, cStoreRq, element, extendedNegotiation, IMPLICIT_LE, rawAssociate, statusOf } from '../support/raw-peer.ts';
import { find, identifier, STUDY_ROOT } from '../support/raw-query.ts';

const LEVEL = 0x00080052;
const SOP_CLASS = 0x00080016;
const SOP_UID = 0x00080018;
const STUDY_UID = 0x0020000d;
const SERIES_UID = 0x0020000e;

/** A value of each VR; another that is none of it. */
const SAMPLES: Readonly<Record<string, readonly [value: string | number, other: string | number]>> = {
  AS: ['030Y', '031Y'],
  CS: ['SAMPLE', 'OTHER'],
  DA: ['20260102', '20260103'],
  DS: ['1.5', '2.5'],
  IS: ['7', '8'],
  LO: ['A sample', 'Another'],
  LT: ['A sample', 'Another'],
  PN: ['Sample^Ann', 'Other^Ann'],
  SH: ['Sample', 'Other'],
  TM: ['101500', '111500'],
  US: [16, 17],
};
const VALUES: Readonly<Record<string, string>> = {
  StudyInstanceUID: newUid(),
  SeriesInstanceUID: newUid(),
  SOPInstanceUID: newUid(),
  SOPClassUID: CT_IMAGE_STORAGE,
  FrameOfReferenceUID: newUid(),
  ImagePositionPatient: '1.5\\-2.5\\3',
  ImageOrientationPatient: '1\\0\\0\\0\\1\\0',
  PixelSpacing: '0.5\\0.5',
  ImageType: 'ORIGINAL\\PRIMARY',
  Modality: 'CT',
};

interface Attribute {
  readonly name: string;
  readonly keyword: string;
  readonly tag: number;
  readonly level: 'PATIENT' | 'STUDY' | 'SERIES' | 'IMAGE';
  readonly value: string | number;
  readonly other: string | number;
}

/** The 53 of the specification. */
const ATTRIBUTES: readonly Attribute[] = csvRows('spec/catalogue-attributes.csv').map((row) => {
  const { keyword = '', vr = '', name = '', tag = '', level = '' } = row;
  const [value, other] = keyword in VALUES ? [VALUES[keyword]!, vr === 'UI' ? newUid() : (SAMPLES[vr]?.[1] ?? '')] : SAMPLES[vr]!;
  const levels = { patient: 'PATIENT', study: 'STUDY', series: 'SERIES', instance: 'IMAGE' } as const;
  return {
    ...{ name, keyword, value, other },
    tag: Number.parseInt(tag.replaceAll(/[(),]/g, ''), 16),
    level: levels[level.split(' ')[0] as keyof typeof levels],
  };
});

const contexts = [STUDY_ROOT, CT_IMAGE_STORAGE].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] }));
const written = (tag: number, value: string | number) =>
  element(tag, value, typeof value === 'string' && /^[\d.\\]+$/.test(value) && value.includes('.') && value.length > 20 ? 0x00 : 0x20);

let filmroom: Filmroom;
async function store(elements: readonly Buffer[], sopInstanceUid: string): Promise<void> {
  const peer = await rawAssociate(filmroom.dicomPort, { contexts });
  assert.equal(statusOf((await peer.ask(3, cStoreRq(CT_IMAGE_STORAGE, sopInstanceUid), Buffer.concat(elements))).command), 0);
  await peer.release();
}

/** Relational, so that each attribute can be the only key. */
async function ask(level: string, keys: Readonly<Record<number, string | Uint8Array>>) {
  const peer = await rawAssociate(filmroom.dicomPort, { contexts, userItems: [extendedNegotiation(STUDY_ROOT, Uint8Array.of(1))] });
  const result = await find(peer, 1, STUDY_ROOT, identifier({ [LEVEL]: level, ...keys }));
  await peer.release();
  assert.equal(result.status, 0x0000, result.comment);
  return result.answers;
}

before(async () => {
  filmroom = await startFilmroom();
  const sorted = ATTRIBUTES.toSorted((a, b) => a.tag - b.tag);
  await store(
    sorted.map(({ tag, value }) => written(tag, value)),
    VALUES.SOPInstanceUID!,
  );
  rmSync(filmroom.storedFile(VALUES.SOPInstanceUID!)!); // what is answered now is in the index
});
after(() => filmroom.stop());

const bytesOf = (value: string | number): Uint8Array =>
  typeof value === 'number' ? Uint8Array.of(value, 0) : Buffer.from(value, 'latin1');

describe('the 53 attributes are in the index: answered without the file, and matched on (I-43, I-44)', () => {
  it('are 53', () => assert.equal(ATTRIBUTES.length, 53));
  for (const { name, tag, level, value, other } of ATTRIBUTES) {
    it(`${name}`, async () => {
      const queryLevel = level === 'PATIENT' ? 'STUDY' : level;
      const key = { PATIENT: STUDY_UID, STUDY: STUDY_UID, SERIES: SERIES_UID, IMAGE: SOP_UID }[level];
      const [answer, ...more] = await ask(queryLevel, { [key]: '', [tag]: '' });
      assert.deepEqual([answer?.status, more.length], [0xff00, 0]);
      const shown = answer?.elements.get(tag) ?? Buffer.alloc(0);
      assert.equal(typeof value === 'number' ? shown.readUInt16LE(0) : answer?.text(tag), value);
      const single = typeof value === 'string' ? value.split('\\')[0]! : value;
      assert.equal((await ask(queryLevel, { [key]: '', [tag]: bytesOf(single) })).length, 1, 'found by its value');
      if (other !== '') assert.equal((await ask(queryLevel, { [key]: '', [tag]: bytesOf(other) })).length, 0, 'and by no other');
    });
  }
});

describe('the UIDs are those of the standard, not the misprints of a conformance statement', () => {
  it('Study Instance UID is (0020,000D), Series Instance UID (0020,000E) (I-45, I-46)', async () => {
    const [answer] = await ask('SERIES', { [STUDY_UID]: '', [SERIES_UID]: '' });
    assert.deepEqual([answer?.text(STUDY_UID), answer?.text(SERIES_UID)], [VALUES.StudyInstanceUID, VALUES.SeriesInstanceUID]);
  });
  it('SOP Instance UID is (0008,0018), SOP Class UID (0008,0016) (I-47)', async () => {
    const [answer] = await ask('IMAGE', { [SOP_UID]: '', [SOP_CLASS]: '' });
    assert.deepEqual([answer?.text(SOP_UID), answer?.text(SOP_CLASS)], [VALUES.SOPInstanceUID, CT_IMAGE_STORAGE]);
  });
});

describe('what an object does not have (I-44, X-13)', () => {
  it('is empty in the index: of the mandatory columns four UIDs are demanded', async () => {
    const uids: Readonly<Record<number, string>> = {
      [SOP_CLASS]: CT_IMAGE_STORAGE,
      [SOP_UID]: newUid(),
      [STUDY_UID]: newUid(),
      [SERIES_UID]: newUid(),
    };
    await store(
      Object.entries(uids)
        .sort(([a], [b]) => Number(a) - Number(b))
        .map(([tag, value]) => element(Number(tag), value)),
      uids[SOP_UID]!,
    );
    for (const { tag, level } of ATTRIBUTES.filter(({ tag }) => !(tag in uids))) {
      const queryLevel = level === 'PATIENT' ? 'STUDY' : level;
      const key = { PATIENT: STUDY_UID, STUDY: STUDY_UID, SERIES: SERIES_UID, IMAGE: SOP_UID }[level];
      const [answer] = await ask(queryLevel, { [key]: uids[key]!, [tag]: '' });
      assert.deepEqual([answer?.status, answer?.elements.get(tag)?.byteLength], [0xff00, 0], tag.toString(16));
    }
  });
});
