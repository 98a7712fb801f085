import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type DuplicatePolicy, openArchive } from '../../../app/archive/archive.ts';
import { systemClock } from '../../../app/base/base.ts';
import { logInto, objectWith, send, type TestObject } from '../../support/archive-under-test.ts';

/** Takes objects in, one after the other, and closes. @returns their files */
export async function stored(
  folder: string,
  objects: readonly TestObject[],
  duplicatePolicy: DuplicatePolicy = 'overwrite',
): Promise<string[]> {
  const archive = await openArchive({ folder, log: logInto([]), clock: systemClock, duplicatePolicy, reserveBytes: 0 });
  const files: string[] = [];
  for (const object of objects) files.push((await send(archive, object)).file);
  await archive.close();
  return files;
}

export const SOP = 0x00080018;
export const STUDY_DATE = 0x00080020;
export const STUDY = 0x0020000d;
export const SERIES = 0x0020000e;

/** An object of its own study, by a short name: 1, 2, … */
export function numbered(n: number, fill = n): TestObject {
  return objectWith({ [SOP]: `1.2.3.${n}`, [STUDY]: `1.2.9.${n}` }, { bytes: 20_000, fill });
}

/** The whole file that ingest makes of an object. `elsewhere` is another data folder, made for it. */
export async function wholeFile(elsewhere: string, object: TestObject): Promise<{ readonly file: string; readonly content: Buffer }> {
  const [file] = await stored(elsewhere, [object]);
  return { file: file!, content: readFileSync(join(elsewhere, file!)) };
}

/** A part as ingest leaves it when the process ends. */
export function leavePart(folder: string, name: string, content: Uint8Array): string {
  const part = join(folder, 'incoming', `${name}.part`);
  writeFileSync(part, content);
  return part;
}

/** Gives a part its second name, below the data folder. */
export function nameIt(folder: string, part: string, file: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  linkSync(part, join(folder, file));
}

/** As after a power cut that the row outlived and the name did not: the part alone has the bytes. */
export function loseName(folder: string, file: string, name: string): void {
  renameSync(join(folder, file), join(folder, 'incoming', `${name}.part`));
}

/** Changes the index of a closed archive by hand. */
export function changeIndex(folder: string, sql: string, ...values: string[]): void {
  const database = new DatabaseSync(join(folder, 'index.sqlite'));
  database.prepare(sql).run(...values);
  database.close();
}

/** Flips one bit as a disk that forgets does: the times of the file stay. @param at from the end where negative */
export function flip(path: string, at: number): void {
  const content = readFileSync(path);
  const { atime, mtime } = statSync(path);
  const file = openSync(path, 'r+');
  writeSync(file, Uint8Array.of(content.at(at)! ^ 1), 0, 1, at < 0 ? content.length + at : at);
  closeSync(file);
  utimesSync(path, atime, mtime);
}
