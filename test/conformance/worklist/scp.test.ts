import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type KeywordTree, tagOf } from '../../../app/dataset/dataset.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { logSoFar } from '../../support/log-so-far.ts';
import {
  CT_IMAGE_STORAGE,
  contextResults,
  EXPLICIT_LE,
  element,
  extendedNegotiation,
  IMPLICIT_LE,
  message,
  rawAssociate,
  VERIFICATION,
} from '../../support/raw-peer.ts';
import { answersOf, cCancelRq, cFindRq, type FindResult, sequence } from '../../support/raw-query.ts';
import {
  askWorklist,
  MODALITY_WORKLIST,
  STEP_SEQUENCE,
  stepIn,
  type WorklistKeys,
  worklistIdentifier,
  worklistPeer,
} from '../../support/raw-worklist.ts';
import { anOrder } from '../../support/worklist-under-test.ts';

const EXPLICIT_BE = '1.2.840.10008.1.2.2';
const NAME = 0x00100010;
const PATIENT_ID = 0x00100020;
const ACCESSION = 0x00080050;
const CHARACTER_SET = 0x00080005;
const MODALITY = 0x00080060;
const STATION = 0x00400001;
const START_DATE = 0x00400002;
const START_TIME = 0x00400003;
const STATUS = 0x00400020;
const STATION_NAME = 0x00400010;
const STEP_ID = 0x00400009;
const BIRTH_DATE = 0x00100030;
const ROWS = 0x00280010;
const PATIENT_LOCATION = 0x00380300;
const STUDY_UID = 0x0020000d;
const PROCEDURE_CODES = 0x00321064;
const CODE_VALUE = 0x00080100;

/** Two items that differ in each of the sixteen keys of `spec/mwl-keys.csv`. */
const ONE = anOrder(
  {
    ...{ ReferringPhysicianName: 'Ref^One', PatientBirthDate: '19700101', PatientSex: 'F', RequestingPhysician: 'Req^One' },
    ...{ AdmissionID: 'ADM1', RequestedProcedurePriority: 'HIGH', StudyInstanceUID: '1.2.3.1' },
    RequestedProcedureCodeSequence: [{ CodeValue: '77477000', CodingSchemeDesignator: 'SCT', CodeMeaning: 'CT' }],
  },
  { ScheduledPerformingPhysicianName: 'Perf^One' },
);
const OTHER = anOrder(
  {
    ...{ PatientName: 'Doe^John', PatientID: 'P2', AccessionNumber: 'B2', RequestedProcedureID: 'RP2', ReferringPhysicianName: 'Ref^Two' },
    ...{ PatientBirthDate: '19800202', PatientSex: 'M', RequestingPhysician: 'Req^Two', AdmissionID: 'ADM2' },
    ...{ RequestedProcedurePriority: 'LOW', StudyInstanceUID: '1.2.3.2' },
  },
  {
    ...{ Modality: 'MR', ScheduledStationAETitle: 'MR1\\MR2', ScheduledProcedureStepStartDate: '20260211' },
    ...{ ScheduledProcedureStepStartTime: '2330', ScheduledPerformingPhysicianName: 'Perf^Two', ScheduledProcedureStepID: 'S2' },
  },
);

let filmroom: Filmroom;
const ids: number[] = [];
async function post(attributes: KeywordTree): Promise<number> {
  const answer = await filmroom.ask('/api/worklist', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ attributes }),
  });
  assert.equal(answer.status, 201, await answer.clone().text());
  return ((await answer.json()) as { item: { id: number } }).item.id;
}
const setStatus = (id: number, status: string) =>
  filmroom.ask(`/api/worklist/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status }),
  });

before(async () => {
  filmroom = await startFilmroom({
    config: {
      listeners: [{}, { name: 'worklist', services: ['verification', 'worklist'], calledAePolicy: 'any' }],
      remoteAes: [
        { title: 'MR1', host: '127.0.0.1', port: 104, worklistStations: 'own' },
        { title: 'ANYWHERE', host: '127.0.0.1', port: 104, worklistStations: 'any' },
        { title: 'TODAY', host: '127.0.0.1', port: 104, worklistPastDays: 0, worklistFutureDays: 0 },
        {
          ...{
            title: 'QUIRKY',
            host: '127.0.0.1',
            port: 104,
            worklistExtraKeys: ['PatientSex', 'ScheduledProcedureStepSequence.ScheduledStationName'],
          },
          ...{ worklistOmittedKeys: ['AccessionNumber'], worklistMaxItems: 1, worklistCharacterSet: 'ISO_IR 192' },
        },
      ],
    },
  });
  ids.push(await post(ONE), await post(OTHER));
});
after(() => filmroom.stop());

async function ask(keys: WorklistKeys, step?: WorklistKeys, options: Parameters<typeof worklistPeer>[1] = {}, at = 0): Promise<FindResult> {
  const peer = await worklistPeer(filmroom.dicomPorts[at]!, options);
  const result = await askWorklist(peer, worklistIdentifier(keys, step));
  await peer.release();
  return result;
}
const patients = ({ answers }: FindResult) => answers.map((answer) => answer.text(PATIENT_ID)).sort();
const found = async (keys: WorklistKeys, step?: WorklistKeys, options: Parameters<typeof worklistPeer>[1] = {}) => {
  const result = await ask({ [PATIENT_ID]: '', ...keys }, step, options);
  assert.equal(result.status, 0x0000, result.comment);
  return patients(result);
};

describe('PS3.4 K.6.1 the Modality Worklist SCP (K-59, E-02, E-11)', () => {
  it('every item to whom asks for all, FF00H each, then 0000H', async () => {
    const result = await ask({ [PATIENT_ID]: '', [NAME]: '' }, { [MODALITY]: '' });
    assert.deepEqual(patients(result), ['P1', 'P2']);
    assert.deepEqual([result.status, result.answers.map(({ status }) => status)], [0x0000, [0xff00, 0xff00]]);
  });

  it('one modality: findscu … Modality=CT', async () => assert.deepEqual(await found({}, { [MODALITY]: 'CT' }), ['P1']));

  it('on its own port, with Verification and nothing else, under any called title there (E-04, E-11, X-03)', async () => {
    const contexts = [VERIFICATION, MODALITY_WORKLIST, CT_IMAGE_STORAGE].map((abstractSyntax) => ({
      abstractSyntax,
      transferSyntaxes: [IMPLICIT_LE],
    }));
    const peer = await rawAssociate(filmroom.dicomPorts[1]!, { contexts, calledAeTitle: 'ANYTHING' });
    assert.deepEqual(
      [...contextResults(peer.ac.body).values()].map(({ result }) => result),
      [0, 0, 3],
    );
    await peer.release();
    assert.equal((await ask({ [PATIENT_ID]: '' }, {}, {}, 1)).answers.length, 2);
  });

  it('and a listener without it refuses the context', async () => {
    const without = await startFilmroom({ config: { listeners: [{ services: ['verification', 'storage'] }] } });
    try {
      const peer = await worklistPeer(without.dicomPort);
      assert.equal(contextResults(peer.ac.body).get(1)?.result, 3);
      await peer.release();
    } finally {
      await without.stop();
    }
  });

  it('in the three uncompressed transfer syntaxes (E-12)', async () => {
    for (const transferSyntax of [IMPLICIT_LE, EXPLICIT_LE, EXPLICIT_BE]) {
      const peer = await worklistPeer(filmroom.dicomPort, { transferSyntaxes: [transferSyntax] });
      assert.deepEqual(contextResults(peer.ac.body).get(1), { result: 0, transferSyntax });
      await peer.release();
    }
  });
});

describe('PS3.4 Table K.6-1 matching keys', () => {
  const TOP = [
    ...['AccessionNumber', 'ReferringPhysicianName', 'PatientName', 'PatientID', 'PatientBirthDate', 'PatientSex', 'RequestingPhysician'],
    ...['AdmissionID', 'RequestedProcedureID', 'RequestedProcedurePriority'],
  ];
  const STEP = [
    'Modality',
    'ScheduledStationAETitle',
    'ScheduledProcedureStepStartDate',
    'ScheduledProcedureStepStartTime',
    'ScheduledPerformingPhysicianName',
  ];
  const stepOfTree = (tree: KeywordTree) => (tree.ScheduledProcedureStepSequence as readonly KeywordTree[])[0]!;

  for (const keyword of TOP)
    it(`${keyword}: the value of one of two items finds one, universal both (E-13)`, async () => {
      assert.deepEqual(await found({ [tagOf(keyword)!]: ONE[keyword] as string }), ['P1']);
      assert.deepEqual(await found({ [tagOf(keyword)!]: OTHER[keyword] as string }), ['P2']);
      if (keyword !== 'PatientID') assert.deepEqual(await found({ [tagOf(keyword)!]: '' }), ['P1', 'P2']);
    });
  for (const keyword of STEP)
    it(`${keyword} of the step: the value of one of two items finds one, universal both (E-14)`, async () => {
      assert.deepEqual(await found({}, { [tagOf(keyword)!]: stepOfTree(ONE)[keyword] as string }), ['P1']);
      assert.deepEqual(await found({}, { [tagOf(keyword)!]: '' }), ['P1', 'P2']);
    });

  it('* and ? in text, lists and ranges of dates, several stations (E-15)', async () => {
    assert.deepEqual(await found({ [NAME]: 'gar*' }), ['P1']);
    assert.deepEqual(await found({ [ACCESSION]: '?2' }), ['P2']);
    assert.deepEqual(await found({}, { [START_DATE]: '20260101-20260131' }), ['P1']);
    assert.deepEqual(await found({}, { [START_DATE]: '20260111-' }), ['P2']);
    assert.deepEqual(await found({}, { [START_DATE]: '-20260110' }), ['P1']);
    assert.deepEqual(await found({}, { [STATION]: 'MR2' }), ['P2']);
    assert.deepEqual(await found({}, { [STATION]: 'CT1\\MR1' }), ['P1', 'P2']);
    assert.deepEqual(await found({}, { [STATION]: 'MR' }), []);
    assert.deepEqual(await found({}, { [MODALITY]: 'ct' }), [], 'CS is compared letter by letter');
  });

  it('ranges of date and time are one, over midnight too (Table K.6-1, note)', async () => {
    assert.deepEqual(await found({}, { [START_DATE]: '20260211-20260212', [START_TIME]: '2300-0600' }), ['P2']);
    assert.deepEqual(await found({}, { [START_DATE]: '20260210-20260211', [START_TIME]: '2300-0600' }), []);
    assert.deepEqual(await found({}, { [START_DATE]: '20260109-20260111', [START_TIME]: '2300-0000' }), ['P1']);
    assert.equal((await ask({ [PATIENT_ID]: '' }, { [START_TIME]: '2300-0600' })).status, 0xc000);
  });

  it('StudyInstanceUID and ScheduledProcedureStepID too, and a key within a code sequence', async () => {
    assert.deepEqual(await found({ [STUDY_UID]: '1.2.3.2' }), ['P2']);
    assert.deepEqual(await found({}, { [STEP_ID]: 'S2' }), ['P2']);
    const code = (value: string) => sequence(PROCEDURE_CODES, element(CODE_VALUE, value, 0x20)).subarray(8);
    assert.deepEqual(await found({ [PROCEDURE_CODES]: code('77477000') }), ['P1']);
    assert.deepEqual(await found({ [PROCEDURE_CODES]: code('4711') }), []);
  });
});

describe('PS3.4 K.4.1.1.3.2 the answers', () => {
  it('have every key that was asked for, empty where there is no value; the step with what was asked of it', async () => {
    const { answers } = await ask(
      { [PATIENT_ID]: 'P1', [NAME]: '', [PATIENT_LOCATION]: '' },
      { [MODALITY]: '', [STATION_NAME]: '', [STATUS]: '' },
    );
    const [answer] = answers;
    assert.deepEqual([...answer!.elements.keys()], [NAME, PATIENT_ID, PATIENT_LOCATION, STEP_SEQUENCE]);
    assert.deepEqual([answer!.text(NAME), answer!.text(PATIENT_LOCATION)], ['Garcia^Ana', '']);
    assert.deepEqual(
      [...stepIn(answer!)],
      [
        [MODALITY, 'CT'],
        [STATION_NAME, ''],
        [STATUS, 'SCHEDULED'],
      ],
    );
  });

  it('FF01H where a key is not of the model', async () => {
    const { answers } = await ask({ [PATIENT_ID]: 'P1', [ROWS]: '' });
    assert.deepEqual(
      answers.map(({ status }) => status),
      [0xff01],
    );
  });

  it('(0008,0005): none for ASCII, the request’s own where it holds every letter, else the smallest', async () => {
    const id = await post(anOrder({ PatientName: 'Müller^Jörg', PatientID: 'P3', AccessionNumber: 'C3' }));
    assert.equal((await ask({ [PATIENT_ID]: 'P1', [NAME]: '' })).answers[0]!.text(CHARACTER_SET), undefined);
    const utf8 = (await ask({ [CHARACTER_SET]: 'ISO_IR 192', [PATIENT_ID]: 'P3', [NAME]: '' })).answers[0]!;
    assert.deepEqual([utf8.text(CHARACTER_SET), utf8.elements.get(NAME)?.toString('utf8').trim()], ['ISO_IR 192', 'Müller^Jörg']);
    const plain = (await ask({ [PATIENT_ID]: 'P3', [NAME]: '' })).answers[0]!;
    assert.deepEqual([plain.text(CHARACTER_SET), plain.text(NAME)], ['ISO_IR 100', 'Müller^Jörg']);
    assert.deepEqual(await found({ [CHARACTER_SET]: 'ISO_IR 100', [NAME]: Buffer.from('m\xfcller*', 'latin1') }), ['P3']);
    const fuzzy = { userItems: [extendedNegotiation(MODALITY_WORKLIST, Uint8Array.of(1, 1, 1))] };
    assert.deepEqual(await found({ [NAME]: 'MULLER*' }), []);
    assert.deepEqual(await found({ [NAME]: 'MULLER*' }, undefined, fuzzy), ['P3'], 'K.5.1: fuzzy, where it was negotiated');
    await setStatus(id, 'CANCELED');
  });

  it('what is completed or cancelled is not offered, and found by who asks for its status', async () => {
    const id = await post(anOrder({ PatientID: 'P4', AccessionNumber: 'D4' }));
    for (const [status, offered] of [
      ['STARTED', ['P4']],
      ['COMPLETED', []],
      ['CANCELED', []],
    ] as const) {
      assert.equal((await setStatus(id, status)).status, 200);
      assert.deepEqual(await found({ [PATIENT_ID]: 'P4' }), offered, status);
      assert.deepEqual(await found({ [PATIENT_ID]: 'P4' }, { [STATUS]: status }), ['P4'], status);
    }
  });
});

describe('PS3.4 Table K.4-1 what cannot be answered, in words', () => {
  it('A900H: no attribute of the worklist; two items in the sequence', async () => {
    const nothing = await ask({ [CHARACTER_SET]: 'ISO_IR 100' });
    assert.deepEqual([nothing.status, nothing.answers.length], [0xa900, 0]);
    assert.match(nothing.comment, /no attribute of the worklist/);
  });
  it('C000H: a wildcard where none may be, a broken range, and no value in the words', async () => {
    const wildcard = await ask({ [PATIENT_ID]: '' }, { [START_DATE]: '202601*' });
    assert.equal(wildcard.status, 0xc000);
    assert.match(wildcard.comment, /ScheduledProcedureStepStartDate: DA takes no wildcard/);
    const range = await ask({ [BIRTH_DATE]: '19700101-1' });
    assert.equal(range.status, 0xc000);
    assert.deepEqual(range.offending, [BIRTH_DATE]);
    assert.match(range.comment, /PatientBirthDate: broken range/);
  });
  it('FE00H after a C-CANCEL-RQ, and the association serves on', async () => {
    const peer = await worklistPeer(filmroom.dicomPort);
    const keys = worklistIdentifier({ [PATIENT_ID]: '' });
    peer.send(...message(1, cFindRq(MODALITY_WORKLIST, 7), keys), ...message(1, cCancelRq(7)));
    assert.ok([0xfe00, 0x0000].includes((await answersOf(peer)).status), 'both are right where the answers were quicker');
    assert.equal((await askWorklist(peer, keys, 8)).status, 0x0000);
    await peer.release();
  });
  it('nothing for a day, since the device asks by a wrong title: the log says so', async () => {
    assert.deepEqual(await found({}, { [STATION]: 'CT9', [MODALITY]: 'CT' }), []);
    const said = /worklist\.nothing-for.*1 without ScheduledStationAETitle/;
    for (let tries = 0; !said.test(filmroom.log()) && tries < 200; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.match(filmroom.log(), said);
  });
  it('the log has counts and titles, and no patient', async () => {
    await ask({ [PATIENT_ID]: 'P1', [NAME]: 'Garcia*' });
    const log = await logSoFar(filmroom);
    assert.doesNotMatch(log, /Garcia|Müller/i);
  });
});

describe('modalities that need it otherwise (AE table)', () => {
  it('own: its own title whatever it asks for, and steps without a station', async () => {
    const id = await post(anOrder({ PatientID: 'P5', AccessionNumber: 'E5' }, { ScheduledStationAETitle: '' }));
    assert.deepEqual(await found({}, { [STATION]: 'SOMETHING' }, { callingAeTitle: 'MR1' }), ['P2', 'P5']);
    await setStatus(id, 'CANCELED');
  });
  it('any: every station, whatever it asks for', async () =>
    assert.deepEqual(await found({}, { [STATION]: 'SOMETHING' }, { callingAeTitle: 'ANYWHERE' }), ['P1', 'P2']));
  it('a window of days', async () => {
    const now = new Date();
    const today = `${now.getFullYear()}${String(now.getMonth() + 1).padStart(2, '0')}${String(now.getDate()).padStart(2, '0')}`;
    const id = await post(anOrder({ PatientID: 'P6', AccessionNumber: 'F6' }, { ScheduledProcedureStepStartDate: today }));
    assert.deepEqual(await found({}, {}, { callingAeTitle: 'TODAY' }), ['P6']);
    await setStatus(id, 'CANCELED');
  });
  it('more attributes, fewer attributes, another character set, a short list', async () => {
    const { answers } = await ask({ [NAME]: '', [ACCESSION]: '' }, { [MODALITY]: '' }, { callingAeTitle: 'QUIRKY' });
    assert.equal(answers.length, 1);
    assert.deepEqual([...answers[0]!.elements.keys()], [NAME, 0x00100040, STEP_SEQUENCE]);
    assert.deepEqual([...stepIn(answers[0]!).keys()], [MODALITY, STATION_NAME]);
  });
});
