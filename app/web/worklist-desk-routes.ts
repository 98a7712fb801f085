import { Hono } from 'hono';
import type { Log } from '../base/base.ts';
import { orderFaults, stepOf, textAt, type Worklist, type WorklistItem } from '../worklist/worklist.ts';
import { jsonBody, limitBody } from './body.ts';
import type { WebLimits } from './limits.ts';
import type { Env } from './principal.ts';
import type { WebStudies } from './studies-sources.ts';
import { type ImportLine, type ImportOutcome, importBody } from './worklist-import-schema.ts';
import { worklistProblem } from './worklist-routes.ts';

const NO_STORE = { 'cache-control': 'no-store' } as const; // patient data
const STEP = 'ScheduledProcedureStepSequence';
const MOST_PATIENTS = 8;
const NOT_BEGUN = new Set(['SCHEDULED', 'ARRIVED', 'READY']);

/** What the reception needs beside the list: patients known from the worklist and from the archive, and orders by the table. */
export function createWorklistDeskRoutes(options: {
  readonly worklist: Worklist;
  readonly studies: Pick<WebStudies, 'archive'> | undefined;
  readonly log: Log;
  readonly limits: WebLimits;
}): Hono<Env> {
  const { worklist, studies, log, limits } = options;
  const Body = importBody(limits.maxImportLines);
  const routes = new Hono<Env>();
  routes.onError((error) => worklistProblem(error, log));

  routes.get('/known-patients', async (c) => {
    const text = (c.req.query('text') ?? '').slice(0, 200);
    const { signal } = c.req.raw;
    const [expected, imaged] = await Promise.all([
      worklist.patients(text, MOST_PATIENTS),
      patientsOfArchive(studies, text, signal).catch((error) => {
        if (signal.aborted) return []; // the next letter was typed: nobody reads this
        throw error;
      }),
    ]);
    const byId = new Map<string, Record<string, string>>();
    for (const patient of [...expected, ...imaged]) {
      const of = (keyword: string) => textAt(patient, keyword);
      const key = `${of('PatientID')}\n${of('PatientName')}`;
      if (of('PatientID') === '' || byId.has(key)) continue;
      const keywords = ['PatientID', 'PatientName', 'PatientBirthDate', 'PatientSex', 'IssuerOfPatientID'];
      byId.set(key, Object.fromEntries(keywords.map((keyword) => [keyword, of(keyword)]).filter(([, value]) => value !== '')));
    }
    return c.json({ patients: [...byId.values()].slice(0, MOST_PATIENTS) }, 200, NO_STORE);
  });

  routes.post('/worklist/import', limitBody(limits.maxImportBytes), async (c) => {
    const body = await jsonBody(c, Body);
    if (body instanceof Response) return body;
    const { lines, dryRun } = body.given;
    const who = c.get('principal')!.name;
    const seen = new Set<string>();
    const outcomes: ImportOutcome[] = [];
    for (const line of lines) outcomes.push(await importOne(worklist, line, dryRun ? seen : undefined, who));
    if (!dryRun)
      log.info('worklist.imported', {
        lines: lines.length,
        refused: outcomes.filter(({ outcome }) => outcome === 'refused').length,
        by: who,
      });
    return c.json({ lines: outcomes }, 200, NO_STORE);
  });
  return routes;
}

async function patientsOfArchive(studies: Pick<WebStudies, 'archive'> | undefined, text: string, signal: AbortSignal) {
  if (studies === undefined || text.trim() === '') return [];
  const { archive } = studies;
  const { studies: found } = await archive.studies.find({ text, modalities: [], limit: MOST_PATIENTS }, signal);
  const details = await Promise.all(found.map(({ studyInstanceUid }) => archive.studies.study(studyInstanceUid)));
  return details.flatMap((study) =>
    study
      ? [
          {
            PatientID: study.patientId,
            PatientName: study.patientName,
            PatientBirthDate: study.patientBirthDate,
            PatientSex: study.patientSex,
          },
        ]
      : [],
  );
}

/** @param seen of a dry run: the orders of the lines before, which would be there by then */
async function importOne(worklist: Worklist, line: ImportLine, seen: Set<string> | undefined, who: string): Promise<ImportOutcome> {
  const attributes = attributesOf(line);
  const [fault] = orderFaults(attributes);
  if (fault) return { outcome: 'refused', why: 'VALUE', words: `${fault.path} ${fault.words}` };
  const present = await presentOf(worklist, line);
  if (present === undefined) {
    const key = JSON.stringify(line.accessionNumber ?? [line.patientId, line.startDate, line.modality, line.procedure]);
    const isSecond = seen?.has(key) === true;
    seen?.add(key);
    if (seen === undefined) await worklist.take({ attributes }, { source: 'csv', who });
    return { outcome: isSecond ? 'changed' : 'added' };
  }
  if (textAt(present.attributes, 'PatientID') !== line.patientId) return { outcome: 'refused', why: 'OTHER_PATIENT' };
  if (isSame(present, attributes)) return { outcome: 'unchanged' };
  if (present.status === 'CANCELED') return { outcome: 'refused', why: 'CANCELED' };
  if (!NOT_BEGUN.has(present.status)) return { outcome: 'refused', why: 'BEGUN' };
  if (seen === undefined) await worklist.change(present.id, { attributes }, { source: 'csv', who });
  return { outcome: 'changed' };
}

/** The order that a line is about: by its accession number; else the same patient, day, modality and procedure. */
async function presentOf(worklist: Worklist, line: ImportLine): Promise<WorklistItem | undefined> {
  if (line.accessionNumber !== undefined) return (await worklist.itemsOf({ accessionNumber: line.accessionNumber }))[0];
  return (await worklist.itemsOf({ patientId: line.patientId })).find(
    ({ attributes }) =>
      textAt(attributes, `${STEP}.ScheduledProcedureStepStartDate`) === line.startDate &&
      textAt(attributes, `${STEP}.Modality`) === line.modality &&
      textAt(attributes, 'RequestedProcedureDescription') === (line.procedure ?? ''),
  );
}

function isSame({ attributes: present }: WorklistItem, given: ReturnType<typeof attributesOf>): boolean {
  const same = (keyword: string, value: string) => textAt(present, keyword).replace(/^(\d{4})00$/, '$1') === value;
  const ofStep = Object.entries(stepOf(given)).every(([keyword, value]) => same(`${STEP}.${keyword}`, value as string));
  return ofStep && Object.entries(given).every(([keyword, value]) => typeof value !== 'string' || same(keyword, value));
}

function attributesOf(line: ImportLine) {
  const given = (attributes: Readonly<Record<string, string | undefined>>) =>
    Object.fromEntries(Object.entries(attributes).flatMap(([keyword, value]) => (value === undefined ? [] : [[keyword, value]]))) as Record<
      string,
      string
    >;
  return {
    ...given({
      PatientID: line.patientId,
      PatientName: line.patientName,
      PatientBirthDate: line.birthDate,
      PatientSex: line.sex,
      AccessionNumber: line.accessionNumber,
      ReferringPhysicianName: line.referringPhysician,
      RequestedProcedureDescription: line.procedure,
    }),
    [STEP]: [
      given({
        Modality: line.modality,
        ScheduledStationAETitle: line.stationAeTitle,
        ScheduledProcedureStepStartDate: line.startDate,
        ScheduledProcedureStepStartTime: line.startTime,
        ScheduledProcedureStepDescription: line.procedure,
      }),
    ],
  };
}
