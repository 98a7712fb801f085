/** C-FIND of the worklist: a station's day among five thousand items, from Filmroom and DCMTK's wlmscpfs with the same files. `bench.ts worklist` */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DataElement, tagOf, vrOf, writeElements } from '../../../app/dataset/dataset.ts';
import { COMMAND_FIELD, PRIORITY, type Requestor } from '../../../app/dimse/dimse.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, MODALITY_WORKLIST_FIND } from '../../../app/registry/registry.ts';
import { startFilmroom } from '../../support/filmroom.ts';
import { startWlmscpfs, worklistFolder } from '../../support/wlmscpfs.ts';
import { anOrder, worklistFile } from '../../support/worklist-under-test.ts';
import { least, median, most, percentile, round, times } from '../figures.ts';
import { inFolder } from '../folders.ts';
import type { Part, PartOptions, PartResult } from '../part.ts';
import { associate } from '../scu.ts';

export const WORKLIST: Part = { name: 'worklist', title: 'Modality worklist', run };

const FULL = { days: 20, repeats: 300, repeatsOfFiles: 15 };
const QUICK = { days: 4, repeats: 50, repeatsOfFiles: 3 };
const STATIONS = 25;
/** Items of one station on one day. */
const ITEMS = 10;
const WARM_UP = 150;
const STEP = 'ScheduledProcedureStepSequence';

/** What a modality asks for. */
const TOP = [
  ...['AccessionNumber', 'ReferringPhysicianName', 'PatientName', 'PatientID', 'PatientBirthDate', 'PatientSex', 'MedicalAlerts'],
  ...['StudyInstanceUID', 'RequestingPhysician', 'RequestedProcedureDescription', 'RequestedProcedureID', 'RequestedProcedurePriority'],
];
const OF_STEP = [
  ...['Modality', 'ScheduledStationAETitle', 'ScheduledProcedureStepStartDate', 'ScheduledProcedureStepStartTime'],
  ...['ScheduledPerformingPhysicianName', 'ScheduledProcedureStepDescription', 'ScheduledProcedureStepID', 'ScheduledStationName'],
];

const dayOf = (at: number): string => `202601${String(at + 1).padStart(2, '0')}`;
const stationOf = (at: number): string => `STATION${at}`;

async function run({ quick, rounds, say }: PartOptions): Promise<PartResult> {
  const { days, ...plan } = quick ? QUICK : FULL;
  const items = days * STATIONS * ITEMS;
  const repeats = rounds ?? plan.repeats;
  const repeatsOfFiles = Math.min(repeats, plan.repeatsOfFiles);
  const measured = await inFolder(async (folder) => {
    const files = worklistFolder(folder, 'FILMROOM');
    for (let at = 0; at < items; at++) writeFileSync(join(files, `${at}.wl`), worklistFile(orderOf(at)));
    const theirs = await startWlmscpfs(folder);
    const ours = await startFilmroom({ config: { worklist: { folder } } });
    try {
      const [filmroom, wlmscpfs] = await Promise.all([requestorTo(ours.dicomPort), requestorTo(theirs.port)]);
      const begun = performance.now();
      await untilThere(filmroom, items);
      say(`filmroom: ${items} files read after ${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
      for (let turn = 0; turn < WARM_UP; turn++) await ask(filmroom, turn, days);
      const ms = { filmroom: [] as number[], wlmscpfs: [] as number[] };
      for (let turn = 0; turn < repeats; turn++) {
        const our = await ask(filmroom, turn, days);
        ms.filmroom.push(our.ms);
        if (turn % Math.ceil(repeats / repeatsOfFiles) !== 0) continue;
        const their = await ask(wlmscpfs, turn, days);
        ms.wlmscpfs.push(their.ms);
        if (our.answers !== ITEMS || their.answers !== ITEMS) throw new Error(`${our.answers} and ${their.answers} answers`);
      }
      const all = await ask(filmroom, undefined, days);
      await Promise.all([filmroom.release(), wlmscpfs.release()]);
      return { ...ms, all };
    } finally {
      await ours.stop();
      await theirs.stop();
    }
  });
  const { filmroom, wlmscpfs, all } = measured;
  const p95 = percentile(filmroom, 0.95);
  const ratio = median(wlmscpfs) / median(filmroom);
  return {
    words: [
      `${items} worklist files of ${STATIONS} stations over ${days} days; one station and one day are asked for, ${ITEMS} answers of ${TOP.length + OF_STEP.length} attributes, over an association that is there; ${filmroom.length} times of Filmroom, ${wlmscpfs.length} of wlmscpfs, by turns.`,
    ],
    tables: [
      {
        words: 'Milliseconds from the request to the final response.',
        head: ['', 'p50', 'p95', 'most', 'ratio'],
        rows: [
          ['Filmroom', round(median(filmroom)), round(p95), round(Math.max(...filmroom)), ''],
          ['wlmscpfs', round(median(wlmscpfs)), round(percentile(wlmscpfs, 0.95)), round(Math.max(...wlmscpfs)), times(ratio)],
          [`Filmroom, all ${all.answers}`, round(all.ms), '', '', ''],
        ],
      },
    ],
    verdicts: [
      most(`a station's day among ${items} items, p95`, p95, 15, 'ms'),
      least('faster than wlmscpfs on the same files', ratio, 3, '×'),
    ],
    samples: measured,
  };
}

function orderOf(at: number) {
  const station = at % STATIONS;
  const day = Math.floor(at / STATIONS / ITEMS);
  const time = Math.floor(at / STATIONS) % ITEMS;
  return anOrder(
    {
      ...{ PatientName: `Family${at}^Given`, PatientID: `P${at}`, AccessionNumber: `A${at}`, RequestedProcedureID: `RP${at}` },
      ...{ StudyInstanceUID: `1.2.3.${at}`, PatientBirthDate: '19700101', PatientSex: 'F', ReferringPhysicianName: 'Ref^A' },
      RequestedProcedureCodeSequence: [{ CodeValue: 'C1', CodingSchemeDesignator: '99LOCAL', CodeMeaning: 'Code' }],
    },
    {
      ...{ ScheduledStationAETitle: stationOf(station), ScheduledProcedureStepStartDate: dayOf(day), ScheduledProcedureStepID: `S${at}` },
      ScheduledProcedureStepStartTime: `${String(8 + time).padStart(2, '0')}0000`,
    },
  );
}

async function requestorTo(port: number): Promise<Requestor> {
  return (await associate(port, [MODALITY_WORKLIST_FIND], EXPLICIT_VR_LITTLE_ENDIAN)).requestor;
}

/** @param turn which station and day; undefined: everything */
async function ask(
  requestor: Requestor,
  turn: number | undefined,
  days: number,
): Promise<{ readonly ms: number; readonly answers: number }> {
  const keys: Readonly<Record<string, string>> =
    turn === undefined
      ? {}
      : { ScheduledStationAETitle: stationOf((turn * 7) % STATIONS), ScheduledProcedureStepStartDate: dayOf(turn % days) };
  const dataset = writeElements(identifier(keys), EXPLICIT_VR_LITTLE_ENDIAN);
  const { id: contextId } = requestor.contextFor(MODALITY_WORKLIST_FIND);
  const begun = performance.now();
  const fields = { affectedSopClassUid: MODALITY_WORKLIST_FIND, priority: PRIORITY.MEDIUM };
  let answers = 0;
  for await (const { command } of requestor.request({ commandField: COMMAND_FIELD.C_FIND_RQ, contextId, fields, dataset })) {
    if (command.status === 0xff00 || command.status === 0xff01) answers++;
    else if (command.status !== 0) throw new Error(`C-FIND: status ${command.status.toString(16)} ${command.errorComment ?? ''}`);
  }
  return { ms: performance.now() - begun, answers };
}

function identifier(keys: Readonly<Record<string, string>>): DataElement[] {
  const element = (keyword: string): DataElement => {
    const tag = tagOf(keyword)!;
    return { tag, vr: vrOf(tag)!, bytes: Buffer.from(keys[keyword] ?? '', 'latin1') };
  };
  return [...TOP.map(element), { ...element(STEP), items: [OF_STEP.map(element)] }];
}

/** The folder is read in the background. */
async function untilThere(requestor: Requestor, items: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const { answers } = await ask(requestor, undefined, 1);
    if (answers === items) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the folder is not read');
}
