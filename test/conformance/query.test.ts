import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { logSoFar } from '../support/log-so-far.ts';
import {
  CT_IMAGE_STORAGE,
  cEchoRq,
  contextResults,
  cStoreRq,
  element,
  IMPLICIT_LE,
  message,
  rawAssociate,
  statusOf,
  VERIFICATION,
} from '../support/raw-peer.ts';
import {
  answersOf,
  cCancelRq,
  cFindRq,
  type FindResult,
  find,
  identifier,
  PATIENT_ROOT,
  PATIENT_STUDY_ONLY,
  STUDY_ROOT,
  sequence,
} from '../support/raw-query.ts';

const LEVEL = 0x00080052;
const STUDY_DATE = 0x00080020;
const ACCESSION = 0x00080050;
const MODALITY = 0x00080060;
const MODALITIES_IN_STUDY = 0x00080061;
const NAME = 0x00100010;
const PATIENT_ID = 0x00100020;
const STUDY_UID = 0x0020000d;
const SERIES_UID = 0x0020000e;
const SOP_UID = 0x00080018;
const RETRIEVE_AE = 0x00080054;
const AVAILABILITY = 0x00080056;
const CHARACTER_SET = 0x00080005;
const REQUEST_ATTRIBUTES = 0x00400275;
const REQUESTED_PROCEDURE_ID = 0x00401001;

const uid = (tail: string) => `1.2.826.0.1.3680043.10.77.${tail}`;
const contexts = [PATIENT_ROOT, STUDY_ROOT, PATIENT_STUDY_ONLY, CT_IMAGE_STORAGE].map((abstractSyntax) => ({
  abstractSyntax,
  transferSyntaxes: [IMPLICIT_LE],
}));
const CONTEXT = { [PATIENT_ROOT]: 1, [STUDY_ROOT]: 3, [PATIENT_STUDY_ONLY]: 5 } as const;
type Model = keyof typeof CONTEXT;

/** Patient, study, modality of its series, and the images' UIDs follow from the three. */
const STORED: readonly {
  patient: string;
  name: string | Buffer;
  study: string;
  series: string;
  modality: string;
  date: string;
  set?: string;
}[] = [
  { patient: 'P1', name: 'Garcia^Ana', study: '1', series: '1.1', modality: 'CT', date: '20260102' },
  { patient: 'P1', name: 'Garcia^Ana', study: '1', series: '1.2', modality: 'SR', date: '20260102' },
  { patient: 'P1', name: 'Garcia^Ana', study: '2', series: '2.1', modality: 'MR', date: '20260305' },
  {
    patient: 'P2',
    name: Buffer.from('M\xfcller^J\xf6rg', 'latin1'),
    study: '3',
    series: '3.1',
    modality: 'CT',
    date: '20260306',
    set: 'ISO_IR 100',
  },
  {
    patient: 'P3',
    name: Buffer.from('Wang^XiaoDong=王^小东', 'utf8'),
    study: '4',
    series: '4.1',
    modality: 'US',
    date: '20260307',
    set: 'ISO_IR 192',
  },
];

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
  const peer = await rawAssociate(filmroom.dicomPort, { contexts });
  for (const row of STORED) {
    for (const image of ['1', '2']) {
      const sopInstanceUid = uid(`${row.series}.${image}`);
      const dataset = Buffer.concat([
        ...(row.set ? [element(CHARACTER_SET, row.set, 0x20)] : []),
        element(0x00080016, CT_IMAGE_STORAGE),
        element(SOP_UID, sopInstanceUid),
        element(STUDY_DATE, row.date, 0x20),
        element(0x00080030, '101500', 0x20),
        element(ACCESSION, `A${row.study}`, 0x20),
        element(MODALITY, row.modality, 0x20),
        element(NAME, row.name, 0x20),
        element(PATIENT_ID, row.patient, 0x20),
        element(0x00181160, `filter ${image}`, 0x20), // FilterType: the index does not keep it
        element(STUDY_UID, uid(row.study)),
        element(SERIES_UID, uid(row.series)),
        element(0x00200013, image, 0x20),
        sequence(REQUEST_ATTRIBUTES, element(REQUESTED_PROCEDURE_ID, `RP${row.study}`, 0x20)),
        element(0x7fe00010, Buffer.alloc(64)),
      ]);
      assert.equal(statusOf((await peer.ask(7, cStoreRq(CT_IMAGE_STORAGE, sopInstanceUid), dataset)).command), 0);
    }
  }
  await peer.release();
});
after(() => filmroom.stop());

async function ask(model: Model, keys: Readonly<Record<number, string | Uint8Array>> | Uint8Array, extended?: Buffer): Promise<FindResult> {
  const peer = await rawAssociate(filmroom.dicomPort, { contexts, ...(extended && { userItems: [extended] }) });
  const result = await find(peer, CONTEXT[model], model, keys instanceof Uint8Array ? keys : identifier(keys));
  await peer.release();
  return result;
}
const texts = ({ answers }: FindResult, tag: number) => answers.map((answer) => answer.text(tag)).sort();
const relational = async (): Promise<Buffer> => (await import('../support/raw-peer.ts')).extendedNegotiation(STUDY_ROOT, Uint8Array.of(1));

describe('PS3.4 C.4.1 C-FIND at each level (K-05, M-02, M-08)', () => {
  it('STUDY, Study Root: all studies, one answer each', async () => {
    const result = await ask(STUDY_ROOT, { [LEVEL]: 'STUDY', [STUDY_UID]: '', [NAME]: '', [PATIENT_ID]: '' });
    assert.equal(result.status, 0x0000);
    assert.deepEqual(texts(result, STUDY_UID), ['1', '2', '3', '4'].map(uid));
    assert.ok(result.answers.every(({ status }) => status === 0xff00));
  });
  it('PATIENT, Patient Root', async () => {
    const result = await ask(PATIENT_ROOT, { [LEVEL]: 'PATIENT', [PATIENT_ID]: '', [NAME]: '' });
    assert.deepEqual(texts(result, PATIENT_ID), ['P1', 'P2', 'P3']);
  });
  it('STUDY, Patient Root, of one patient', async () => {
    const result = await ask(PATIENT_ROOT, { [LEVEL]: 'STUDY', [PATIENT_ID]: 'P1', [STUDY_UID]: '' });
    assert.deepEqual(texts(result, STUDY_UID), [uid('1'), uid('2')]);
  });
  it('SERIES, of one study', async () => {
    const result = await ask(STUDY_ROOT, { [LEVEL]: 'SERIES', [STUDY_UID]: uid('1'), [SERIES_UID]: '', [MODALITY]: '' });
    assert.deepEqual(texts(result, MODALITY), ['CT', 'SR']);
  });
  it('IMAGE, of one series', async () => {
    const result = await ask(STUDY_ROOT, { [LEVEL]: 'IMAGE', [STUDY_UID]: uid('1'), [SERIES_UID]: uid('1.1'), [SOP_UID]: '' });
    assert.deepEqual(texts(result, SOP_UID), [uid('1.1.1'), uid('1.1.2')]);
  });
  it('the retired Patient/Study Only model: PATIENT and STUDY, no more', async () => {
    assert.equal((await ask(PATIENT_STUDY_ONLY, { [LEVEL]: 'STUDY', [PATIENT_ID]: 'P1', [STUDY_UID]: '' })).answers.length, 2);
    const { status, comment } = await ask(PATIENT_STUDY_ONLY, { [LEVEL]: 'SERIES', [PATIENT_ID]: 'P1', [STUDY_UID]: uid('1') });
    assert.equal(status, 0xa900);
    assert.match(comment, /SERIES/);
  });
  it('… which a switch turns off (X-18)', async () => {
    const strict = await startFilmroom({ config: { storage: { acceptRetired: false } } });
    try {
      const peer = await rawAssociate(strict.dicomPort, { contexts });
      assert.deepEqual(
        [...contextResults(peer.ac.body).values()].map(({ result }) => result),
        [0, 0, 3, 0],
      );
      await peer.release();
    } finally {
      await strict.stop();
    }
  });
  it('nothing found: 0000H alone', async () => {
    const result = await ask(STUDY_ROOT, { [LEVEL]: 'STUDY', [PATIENT_ID]: 'NOBODY' });
    assert.deepEqual([result.status, result.answers.length], [0x0000, 0]);
  });
});

describe('PS3.4 C.2.2.2 matching (checklist 29)', () => {
  const found = async (keys: Readonly<Record<number, string | Uint8Array>>, extended?: Buffer) =>
    texts(await ask(STUDY_ROOT, { [LEVEL]: 'STUDY', [STUDY_UID]: '', ...keys }, extended), STUDY_UID).map((each) =>
      each?.slice(uid('').length),
    );
  it('single value, wildcards * and ?', async () => {
    assert.deepEqual(await found({ [ACCESSION]: 'A2' }), ['2']);
    assert.deepEqual(await found({ [NAME]: 'Gar*' }), ['1', '2']);
    assert.deepEqual(await found({ [PATIENT_ID]: 'P?' }), ['1', '2', '3', '4']);
  });
  it('names without regard to case, trailing delimiters ignored', async () => {
    assert.deepEqual(await found({ [NAME]: 'GARCIA^ANA' }), ['1', '2']);
    assert.deepEqual(await found({ [NAME]: 'garcia^ana^^^' }), ['1', '2']);
  });
  it('names in the request’s own set, and any component group (checklist 32)', async () => {
    assert.deepEqual(await found({ [CHARACTER_SET]: 'ISO_IR 192', [NAME]: Buffer.from('müller*', 'utf8') }), ['3']);
    assert.deepEqual(await found({ [CHARACTER_SET]: 'ISO_IR 100', [NAME]: Buffer.from('m\xfcller*', 'latin1') }), ['3']);
    assert.deepEqual(await found({ [CHARACTER_SET]: 'ISO_IR 192', [NAME]: Buffer.from('王*', 'utf8') }), ['4']);
    assert.deepEqual(await found({ [CHARACTER_SET]: 'GB18030', [NAME]: Buffer.from('\xcd\xf5*', 'latin1') }), ['4']);
  });
  it('fuzzy, where it was negotiated: MULLER finds Müller', async () => {
    const { extendedNegotiation } = await import('../support/raw-peer.ts');
    assert.deepEqual(await found({ [NAME]: 'MULLER*' }), []);
    assert.deepEqual(await found({ [NAME]: 'MULLER*' }, extendedNegotiation(STUDY_ROOT, Uint8Array.of(0, 0, 1))), ['3']);
  });
  it('ranges of dates, open at either end', async () => {
    assert.deepEqual(await found({ [STUDY_DATE]: '20260305-20260306' }), ['2', '3']);
    assert.deepEqual(await found({ [STUDY_DATE]: '-20260304' }), ['1']);
    assert.deepEqual(await found({ [STUDY_DATE]: '20260306-' }), ['3', '4']);
  });
  it('a list of UIDs', async () => assert.deepEqual(await found({ [STUDY_UID]: `${uid('2')}\\${uid('4')}\\${uid('9')}` }), ['2', '4']));
  it('ten thousand of them', async () => {
    const list = Array.from({ length: 10_000 }, (_, at) => uid(`9.${at}`));
    assert.deepEqual(await found({ [STUDY_UID]: [...list, uid('3')].join('\\') }), ['3']);
  });
  it('ModalitiesInStudy', async () => assert.deepEqual(await found({ [MODALITIES_IN_STUDY]: 'SR' }), ['1']));
  it('a sequence key', async () => {
    const keys = Buffer.concat([
      identifier({ [LEVEL]: 'SERIES', [STUDY_UID]: uid('1'), [SERIES_UID]: '' }),
      sequence(REQUEST_ATTRIBUTES, element(REQUESTED_PROCEDURE_ID, 'RP1', 0x20)),
    ]);
    const { answers } = await ask(STUDY_ROOT, keys);
    assert.equal(answers.length, 2);
    assert.match(answers[0]!.elements.get(REQUEST_ATTRIBUTES)!.toString('latin1'), /RP1/);
  });
});

describe('PS3.4 C.4.1.1.3.2 what an answer holds (checklist 31)', () => {
  it('the keys that were asked for, the level, RetrieveAETitle; nothing else', async () => {
    const { answers } = await ask(STUDY_ROOT, { [LEVEL]: 'STUDY', [STUDY_UID]: uid('1'), [NAME]: '' });
    assert.deepEqual([...answers[0]!.elements.keys()], [LEVEL, RETRIEVE_AE, NAME, STUDY_UID]);
    assert.equal(answers[0]!.text(LEVEL), 'STUDY');
    assert.equal(answers[0]!.text(RETRIEVE_AE), 'FILMROOM');
    assert.equal(answers[0]!.text(NAME), 'Garcia^Ana');
  });
  it('counts, gathered values, InstanceAvailability', async () => {
    const { answers } = await ask(STUDY_ROOT, {
      [LEVEL]: 'STUDY',
      [STUDY_UID]: uid('1'),
      ...{ [MODALITIES_IN_STUDY]: '', 524386: '', [AVAILABILITY]: '', 2101766: '', 2101768: '', 2101760: '' },
    });
    const text = (tag: number) => answers[0]!.text(tag);
    assert.deepEqual(text(MODALITIES_IN_STUDY)?.split('\\').sort(), ['CT', 'SR']);
    assert.equal(text(0x00080062), CT_IMAGE_STORAGE);
    assert.deepEqual([text(AVAILABILITY), text(0x00201206), text(0x00201208), text(0x00201200)], ['ONLINE', '2', '4', '2']);
  });
  it('an optional key that is supported and empty comes back empty, with FF00', async () => {
    const { answers } = await ask(STUDY_ROOT, { [LEVEL]: 'STUDY', [STUDY_UID]: uid('1'), 528432: '' });
    assert.equal(answers[0]!.status, 0xff00);
    assert.equal(answers[0]!.elements.get(0x00081030)?.byteLength, 0);
  });
  it('one that is not supported does not come back, with FF01', async () => {
    const { answers } = await ask(STUDY_ROOT, { [LEVEL]: 'STUDY', [STUDY_UID]: uid('1'), 1577312: '' });
    assert.equal(answers[0]!.status, 0xff01);
    assert.equal(answers[0]!.elements.has(0x00181160), false);
  });
  it('IMAGE: what the instance holds is read from its file', async () => {
    const { answers } = await ask(STUDY_ROOT, {
      [LEVEL]: 'IMAGE',
      [STUDY_UID]: uid('1'),
      [SERIES_UID]: uid('1.1'),
      [SOP_UID]: uid('1.1.2'),
      1577312: '',
    });
    assert.equal(answers[0]!.status, 0xff00);
    assert.equal(answers[0]!.text(0x00181160), 'filter 2');
  });
  it('(0008,0005): none for ASCII, the request’s own where it holds every letter', async () => {
    const ascii = await ask(STUDY_ROOT, { [LEVEL]: 'STUDY', [STUDY_UID]: uid('1'), [NAME]: '', [CHARACTER_SET]: 'ISO_IR 192' });
    assert.equal(ascii.answers[0]!.elements.has(CHARACTER_SET), false);
    const utf8 = await ask(STUDY_ROOT, { [LEVEL]: 'STUDY', [STUDY_UID]: uid('3'), [NAME]: '', [CHARACTER_SET]: 'ISO_IR 192' });
    assert.equal(utf8.answers[0]!.text(CHARACTER_SET), 'ISO_IR 192');
    assert.equal(utf8.answers[0]!.elements.get(NAME)?.toString('utf8').trim(), 'Müller^Jörg');
    const latin = await ask(STUDY_ROOT, { [LEVEL]: 'STUDY', [STUDY_UID]: uid('3'), [NAME]: '', [CHARACTER_SET]: 'ISO_IR 100' });
    assert.equal(latin.answers[0]!.text(CHARACTER_SET), 'ISO_IR 100');
    assert.equal(latin.answers[0]!.text(NAME), 'M\xfcller^J\xf6rg');
  });
  it('no letter is lost where the request’s set cannot hold it', async () => {
    const { answers } = await ask(STUDY_ROOT, { [LEVEL]: 'STUDY', [STUDY_UID]: uid('4'), [NAME]: '', [CHARACTER_SET]: 'ISO_IR 100' });
    const set = answers[0]!.text(CHARACTER_SET)!;
    const label = { 'ISO_IR 192': 'utf-8', GB18030: 'gb18030', GBK: 'gbk' }[set];
    assert.ok(label === undefined ? /ISO 2022/.test(set) : true, set);
    if (label) assert.match(new TextDecoder(label).decode(answers[0]!.elements.get(NAME)), /王\^小东/);
    const { decodeText, parseSpecificCharacterSet } = await import('../../app/dataset/dataset.ts');
    assert.match(decodeText(answers[0]!.elements.get(NAME)!, parseSpecificCharacterSet(set), 'PN').text, /王\^小东/);
  });
});

describe('PS3.4 Table C.4-1 what is refused, in words (checklist 30)', () => {
  const refused = async (model: Model, keys: Readonly<Record<number, string | Uint8Array>> | Uint8Array) => {
    const result = await ask(model, keys);
    assert.equal(result.answers.length, 0);
    assert.ok(result.comment.length > 0 && result.comment.length <= 64, result.comment);
    return result;
  };
  it('A900 without the unique keys above the level, each named', async () => {
    const { status, comment, offending } = await refused(PATIENT_ROOT, { [LEVEL]: 'IMAGE', [SOP_UID]: '' });
    assert.equal(status, 0xa900);
    for (const keyword of ['PatientID', 'StudyInstanceUID', 'SeriesInstanceUID']) assert.ok(comment.includes(keyword), comment);
    assert.deepEqual(offending, [PATIENT_ID, STUDY_UID, SERIES_UID]);
  });
  it('A900 where one of them is empty, or * alone', async () => {
    for (const value of ['', '*'])
      assert.equal(
        (await refused(STUDY_ROOT, { [LEVEL]: 'SERIES', [STUDY_UID]: value, [SERIES_UID]: '' })).status & 0xef00,
        0xa900 & 0xef00,
      );
  });
  it('A900 where one of them is a wildcard', async () => {
    const { status, offending } = await refused(PATIENT_ROOT, { [LEVEL]: 'STUDY', [PATIENT_ID]: 'P*', [STUDY_UID]: '' });
    assert.deepEqual([status, offending], [0xa900, [PATIENT_ID]]);
  });
  it('… unless relational queries were negotiated', async () => {
    const result = await ask(STUDY_ROOT, { [LEVEL]: 'SERIES', [SERIES_UID]: '' }, await relational());
    assert.deepEqual([result.status, result.answers.length], [0x0000, 5]);
  });
  for (const [words, value] of [
    ['no level', undefined],
    ['an empty level', ''],
    ['an unknown level', 'FRAME'],
    ['two levels', 'STUDY\\SERIES'],
    ['a level that the model has not', 'PATIENT'],
  ] as const) {
    it(`A900 for ${words}`, async () => {
      const { status, offending } = await refused(
        STUDY_ROOT,
        value === undefined ? { [STUDY_UID]: '' } : { [STUDY_UID]: '', [LEVEL]: value },
      );
      assert.deepEqual([status, offending], [0xa900, [LEVEL]]);
    });
  }
  for (const [words, tag, value] of [
    ['a broken range', STUDY_DATE, '2026x-20260305'],
    ['no date', STUDY_DATE, 'yesterday'],
    ['a wildcard in a date', STUDY_DATE, '2026*'],
    ['a wildcard in a UID', STUDY_UID, '1.2.*'],
  ] as const) {
    it(`Cxxx or A900 for ${words}, with the element`, async () => {
      const { status, offending } = await refused(STUDY_ROOT, { [LEVEL]: 'STUDY', [STUDY_UID]: '', [tag]: value });
      assert.ok(status === 0xa900 || status >> 12 === 0xc, status.toString(16));
      assert.deepEqual(offending, [tag]);
    });
  }
  it('an empty identifier', async () => assert.ok((await refused(STUDY_ROOT, new Uint8Array())).status >= 0xa900));
  it('10 MB of identifier: bounded, and the association lives', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { contexts }, { waitMs: 20_000 });
    const huge = identifier({ [LEVEL]: 'STUDY', [STUDY_UID]: Buffer.alloc(10 * 1024 * 1024, '1.2\\') });
    assert.equal((await find(peer, 3, STUDY_ROOT, huge)).status >> 12, 0xc);
    assert.equal((await find(peer, 3, STUDY_ROOT, identifier({ [LEVEL]: 'STUDY', [PATIENT_ID]: 'P2' }))).answers.length, 1);
    await peer.release();
  });
  it('a sequence nested 100 deep', async () => {
    let nested = sequence(REQUEST_ATTRIBUTES, Buffer.alloc(0));
    for (let depth = 0; depth < 100; depth++) nested = sequence(REQUEST_ATTRIBUTES, nested);
    const { status } = await refused(STUDY_ROOT, Buffer.concat([identifier({ [LEVEL]: 'STUDY' }), nested]));
    assert.ok(status >= 0xa900, status.toString(16));
  });
  it('random bytes', async () => {
    const noise = Buffer.from(Array.from({ length: 400 }, (_, at) => (at * 7919 + 31) % 253));
    assert.equal((await refused(STUDY_ROOT, noise)).status >> 12, 0xc);
  });
  it('no patient’s name or value is in the log', async () => {
    await ask(STUDY_ROOT, { [LEVEL]: 'STUDY', [NAME]: 'Secretname*', [STUDY_DATE]: 'secretdate' });
    assert.doesNotMatch(await logSoFar(filmroom), /[Ss]ecret/);
  });
});

describe('PS3.4 C.2.2.2.8 keys of very many values', () => {
  const many = (length: number) => Array.from({ length }, (_, at) => `*P${at}*`).join('\\');
  it('a thousand wildcards are answered within seconds, and another association is served meanwhile', async () => {
    const [asking, echoing] = await Promise.all([
      rawAssociate(filmroom.dicomPort, { contexts }, { waitMs: 10_000 }),
      rawAssociate(filmroom.dicomPort, { contexts: [{ abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT_LE] }] }),
    ]);
    let isOver = false;
    const began = performance.now();
    const asked = find(asking, 3, STUDY_ROOT, identifier({ [LEVEL]: 'STUDY', [STUDY_UID]: '', [PATIENT_ID]: many(1000) })).finally(() => {
      isOver = true;
    });
    let slowest = 0;
    do {
      const sent = performance.now();
      assert.equal(statusOf((await echoing.ask(1, cEchoRq())).command), 0);
      slowest = Math.max(slowest, performance.now() - sent);
    } while (!isOver);
    assert.deepEqual(texts(await asked, STUDY_UID), ['1', '2', '3', '4'].map(uid));
    assert.ok(performance.now() - began < 5000, `${performance.now() - began} ms`);
    assert.ok(slowest < 1000, `C-ECHO took ${slowest} ms`);
    await Promise.all([asking.release(), echoing.release()]);
  });
  it('more are refused with the key and the limit, and the association lives', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    const { status, comment, offending } = await find(peer, 3, STUDY_ROOT, identifier({ [LEVEL]: 'STUDY', [PATIENT_ID]: many(10_000) }));
    assert.equal(status >> 12, 0xc);
    assert.match(comment, /too many values.*1000.*PatientID/i);
    assert.deepEqual(offending, [PATIENT_ID]);
    assert.equal((await find(peer, 3, STUDY_ROOT, identifier({ [LEVEL]: 'STUDY', [PATIENT_ID]: 'P2' }))).answers.length, 1);
    await peer.release();
  });
});

describe('extended negotiation (PS3.4 C.5.1.1, checklist 20)', () => {
  it('is answered in as many bytes as were offered', async () => {
    const { extendedNegotiation, userItemsOf } = await import('../support/raw-peer.ts');
    for (const bytes of [1, 3, 4, 7]) {
      const peer = await rawAssociate(filmroom.dicomPort, {
        contexts,
        userItems: [extendedNegotiation(STUDY_ROOT, Buffer.alloc(bytes, 1))],
      });
      const item = userItemsOf(peer.ac.body).find(({ type }) => type === 0x56);
      const uidLength = item!.body.readUInt16BE(0);
      assert.deepEqual([...item!.body.subarray(2 + uidLength)], [1, 1, 1, 0, 0, 1, 1].slice(0, bytes));
      await peer.release();
    }
  });
});

describe('C-CANCEL (PS3.4 C.4.1.3, checklist 33)', () => {
  it('a query that is under way ends with FE00, and the association serves on', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    peer.send(
      Buffer.concat([
        ...message(3, cFindRq(STUDY_ROOT, 7), identifier({ [LEVEL]: 'STUDY', [STUDY_UID]: '' })),
        ...message(3, cCancelRq(7)),
      ]),
    );
    const { status } = await answersOf(peer);
    assert.ok(status === 0xfe00 || status === 0x0000, status.toString(16)); // four studies may be through before it is read
    assert.equal((await find(peer, 3, STUDY_ROOT, identifier({ [LEVEL]: 'STUDY', [PATIENT_ID]: 'P2' }), 8)).answers.length, 1);
    await peer.release();
  });
});
