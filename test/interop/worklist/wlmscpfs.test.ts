import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type KeywordTree, keywordTreeOf, readElements, readFileMeta } from '../../../app/dataset/dataset.ts';
import { dcmtk, missing, to } from '../../support/dcmtk.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { startWlmscpfs, type Wlmscpfs, worklistFolder } from '../../support/wlmscpfs.ts';
import { anOrder, worklistFile } from '../../support/worklist-under-test.ts';

const skip = missing('wlmscpfs') || missing('findscu');
const STEP = 'ScheduledProcedureStepSequence';

/** Complete by Table K.6-1: wlmscpfs passes over others. */
const ORDERS: readonly { readonly attributes: KeywordTree; readonly characterSet: string }[] = [
  ['Garcia^Ana', 'P1', 'CT', 'CT1', '20260110', '093000', 'ISO_IR 100'],
  ['Müller^Jörg', 'P2', 'CT', 'CT1', '20260110', '103000', 'ISO_IR 100'],
  ['Doe^John', 'P3', 'MR', 'MR1', '20260111', '000500', 'ISO_IR 100'],
  ['Doe^Jane', 'P4', 'MR', 'MR2', '20260112', '235900', 'ISO_IR 100'],
  ['Иванов^Пётр', 'P5', 'DX', 'DX1', '20260113', '120000', 'ISO_IR 144'],
  ['Wang^XiaoDong=王^小东', 'P6', 'US', 'US1', '20260210', '080000', 'ISO_IR 192'],
].map(([name, id, modality, station, date, time, characterSet], at) => ({
  characterSet: characterSet!,
  attributes: anOrder(
    {
      ...{
        PatientName: name!,
        PatientID: id!,
        AccessionNumber: `A${at}`,
        RequestedProcedureID: `RP${at}`,
        StudyInstanceUID: `1.2.3.${at}`,
      },
      ...{
        PatientBirthDate: `19${70 + at}0101`,
        PatientSex: at % 2 ? 'M' : 'F',
        ReferringPhysicianName: 'Ref^A',
        RequestingPhysician: `Req^${at}`,
      },
      ...{
        AdmissionID: `ADM${at}`,
        RequestedProcedurePriority: at % 2 ? 'HIGH' : 'ROUTINE',
        PatientWeight: '70.5',
        MedicalAlerts: 'LATEX',
      },
      RequestedProcedureCodeSequence: [{ CodeValue: `C${at}`, CodingSchemeDesignator: '99LOCAL', CodeMeaning: `Code ${at}` }],
    },
    {
      ...{
        Modality: modality!,
        ScheduledStationAETitle: station!,
        ScheduledProcedureStepStartDate: date!,
        ScheduledProcedureStepStartTime: time!,
      },
      ...{ ScheduledProcedureStepID: `S${at}`, ScheduledPerformingPhysicianName: 'Perf^A', ScheduledStationName: `ROOM${at}` },
      ScheduledProtocolCodeSequence: [{ CodeValue: `X${at}`, CodingSchemeDesignator: '99LOCAL', CodeMeaning: `Protocol ${at}` }],
    },
  ),
}));

const RETURNED = [
  ...[
    'PatientName',
    'PatientID',
    'PatientBirthDate',
    'PatientSex',
    'PatientWeight',
    'MedicalAlerts',
    'AccessionNumber',
    'StudyInstanceUID',
  ],
  ...['RequestedProcedureID', 'RequestedProcedureDescription', 'RequestedProcedurePriority', 'AdmissionID', 'ReferringPhysicianName'],
  ...['RequestingPhysician', 'RequestedProcedureCodeSequence[0].CodeValue', 'RequestedProcedureCodeSequence[0].CodingSchemeDesignator'],
  ...[
    'Modality',
    'ScheduledStationAETitle',
    'ScheduledProcedureStepStartDate',
    'ScheduledProcedureStepStartTime',
    'ScheduledProcedureStepID',
  ]
    .concat('ScheduledProcedureStepDescription', 'ScheduledPerformingPhysicianName', 'ScheduledStationName')
    .concat('ScheduledProtocolCodeSequence[0].CodeValue', 'ScheduledProtocolCodeSequence[0].CodeMeaning')
    .map((keyword) => `${STEP}[0].${keyword}`),
];
const inStep = (key: string) => `${STEP}[0].${key}`;

/** What is asked; each has to get the same answers from both. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  everything: [],
  'one patient': ['PatientID=P3'],
  'names that begin so': ['PatientName=Doe*'],
  'one letter any': ['AccessionNumber=?2'],
  'one letter any in a name': ['PatientName=Doe^J?hn'],
  'one accession number': ['AccessionNumber=A2'],
  'a procedure ID': ['RequestedProcedureID=RP3'],
  'a priority': ['RequestedProcedurePriority=HIGH'],
  'an admission': ['AdmissionID=ADM1'],
  'who asks for it': ['RequestingPhysician=Req^4'],
  'who refers': ['ReferringPhysicianName=Ref*'],
  'a birth date': ['PatientBirthDate=19710101'],
  'a range of birth dates': ['PatientBirthDate=19710101-19730101'],
  'a sex': ['PatientSex=F'],
  'a modality': [inStep('Modality=CT')],
  'a station': [inStep('ScheduledStationAETitle=CT1')],
  'a station on a day': [inStep('ScheduledStationAETitle=CT1'), inStep('ScheduledProcedureStepStartDate=20260110')],
  'a range of days': [inStep('ScheduledProcedureStepStartDate=20260111-20260131')],
  'from a day on': [inStep('ScheduledProcedureStepStartDate=20260112-')],
  'to a day': [inStep('ScheduledProcedureStepStartDate=-20260111')],
  'a time of day': [inStep('ScheduledProcedureStepStartTime=0900-1000')],
  'a night': [inStep('ScheduledProcedureStepStartDate=20260110-20260111'), inStep('ScheduledProcedureStepStartTime=2200-0600')],
  'days and times as one range': [
    inStep('ScheduledProcedureStepStartDate=20260110-20260113'),
    inStep('ScheduledProcedureStepStartTime=1000-1800'),
  ],
  'who performs': [inStep('ScheduledPerformingPhysicianName=Perf*')],
  'several keys': ['PatientSex=F', inStep('Modality=CT')],
  nobody: ['PatientID=NOBODY'],
};

let folder: string;
let wlmscpfs: Wlmscpfs;
let filmroom: Filmroom;
before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), 'filmroom-wlmscpfs-'));
  const files = worklistFolder(folder, 'FILMROOM');
  for (const [at, { attributes, characterSet }] of ORDERS.entries())
    writeFileSync(join(files, `item${at}.wl`), worklistFile(attributes, [characterSet]));
  wlmscpfs = await startWlmscpfs(folder);
  filmroom = await startFilmroom({ config: { worklist: { folder } } });
  await untilFolderIsRead();
});
after(async () => {
  await filmroom?.stop();
  await wlmscpfs?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

async function untilFolderIsRead(): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const { items } = (await (await filmroom.ask('/api/worklist')).json()) as { items: unknown[] };
    if (items.length === ORDERS.length) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail('the folder is not read');
}

async function answersOf(port: number, keys: readonly string[], args: readonly string[] = []): Promise<KeywordTree[]> {
  const out = mkdtempSync(join(tmpdir(), 'filmroom-findscu-'));
  try {
    const wanted = RETURNED.filter((key) => !keys.some((asked) => asked.startsWith(`${key}=`)));
    const asked = [...wanted, ...keys].flatMap((key) => ['-k', key]);
    const { code, output } = await dcmtk('findscu', ['-W', '-X', '-od', out, '-aec', 'FILMROOM', ...args, ...asked, ...to(port)]);
    assert.equal(code, 0, output);
    return readdirSync(out)
      .filter((name) => name.startsWith('rsp'))
      .map((name) => {
        const bytes = readFileSync(join(out, name));
        const { transferSyntaxUid, datasetOffset } = readFileMeta(bytes);
        return keywordTreeOf(readElements(bytes.subarray(datasetOffset), transferSyntaxUid));
      })
      .toSorted((a, b) => String(a.PatientID).localeCompare(String(b.PatientID)));
  } finally {
    rmSync(out, { recursive: true });
  }
}

describe('findscu -W: Filmroom and wlmscpfs on the same files answer the same (K-59, E-02, E-13 to E-15)', { skip }, () => {
  for (const [name, keys] of Object.entries(QUESTIONS))
    it(name, async () => {
      const [theirs, ours] = await Promise.all([answersOf(wlmscpfs.port, keys), answersOf(filmroom.dicomPort, keys)]);
      assert.deepEqual(ours, theirs);
      if (name !== 'nobody') assert.ok(ours.length > 0, 'the question is one that finds something');
    });

  for (const [name, option] of [
    ['implicit little endian', '-xi'],
    ['explicit little endian', '-xe'],
    ['explicit big endian', '-xb'],
  ] as const)
    it(`in ${name} (E-12)`, async () => assert.equal((await answersOf(filmroom.dicomPort, [], [option])).length, ORDERS.length));
});
