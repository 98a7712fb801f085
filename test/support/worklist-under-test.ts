import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../app/base/base.ts';
import {
  encodeFileMeta,
  encodeTextElements,
  type KeywordTree,
  type TextElement,
  tagOf,
  vrOf,
  writeElements,
} from '../../app/dataset/dataset.ts';
import { openWorklist, type Worklist, type WorklistItem, type WorklistQuery } from '../../app/worklist/worklist.ts';
import { gatheredLog } from './gathered-log.ts';

const STEP = 'ScheduledProcedureStepSequence';
const EXPLICIT_LE = '1.2.840.10008.1.2.1';

/** An order with all that Table K.6-1 has as type 1; `step` is the item of ScheduledProcedureStepSequence. */
export function anOrder(changes: KeywordTree = {}, step: KeywordTree = {}): KeywordTree {
  return {
    PatientName: 'Garcia^Ana',
    PatientID: 'P1',
    AccessionNumber: 'A1',
    RequestedProcedureID: 'RP1',
    RequestedProcedureDescription: 'CT abdomen',
    StudyInstanceUID: '1.2.3.1',
    ...changes,
    [STEP]: [
      {
        Modality: 'CT',
        ScheduledStationAETitle: 'CT1',
        ScheduledProcedureStepStartDate: '20260110',
        ScheduledProcedureStepStartTime: '0930',
        ScheduledProcedureStepID: 'S1',
        ScheduledProcedureStepDescription: 'CT abdomen',
        ...step,
      },
    ],
  };
}

/** A worklist file as `dump2dcm` would make it: Part 10, explicit VR little endian. */
export function worklistFile(tree: KeywordTree, characterSet: readonly string[] = ['ISO_IR 192']): Buffer {
  const meta = encodeFileMeta({ sopClassUid: '1.2.276.0.7230010.3.1.0.1', sopInstanceUid: '1.2.3', transferSyntaxUid: EXPLICIT_LE });
  return Buffer.concat([meta, writeElements(encodeTextElements(textElements(tree), [characterSet]), EXPLICIT_LE)]);
}

function textElements(tree: KeywordTree): TextElement[] {
  return Object.entries(tree).map(([keyword, value]): TextElement => {
    const tag = tagOf(keyword)!;
    return typeof value === 'string' ? { tag, vr: vrOf(tag)!, text: value } : { tag, vr: 'SQ', items: value.map(textElements) };
  });
}

export interface WorklistUnderTest extends AsyncDisposable {
  readonly worklist: Worklist;
  readonly folder: string;
  readonly lines: readonly string[];
  /** Closes it and opens the same database again. */
  reopened(): Promise<Worklist>;
}

/** A worklist in a folder of its own; `await using` closes it. */
export async function worklistUnderTest(clock: Pick<Clock, 'now'> = systemClock): Promise<WorklistUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-worklist-'));
  const { log, lines } = gatheredLog();
  const open = () => openWorklist({ file: join(folder, 'worklist.sqlite'), clock, log });
  let worklist = await open();
  return {
    ...{ worklist, folder, lines },
    async reopened() {
      await worklist.close();
      worklist = await open();
      return worklist;
    },
    async [Symbol.asyncDispose]() {
      await worklist.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Everything that a question finds. */
export async function allOf(worklist: Worklist, query: WorklistQuery = { keys: [] }): Promise<WorklistItem[]> {
  const items: WorklistItem[] = [];
  for await (const page of worklist.find(query)) items.push(...page);
  return items;
}
