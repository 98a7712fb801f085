import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, replaceFile } from '../base/base.ts';
import { OWN_FOLDER } from './folders.ts';

const FILE = `${OWN_FOLDER}/time-known`;
/** Whether it has a clock that goes on without power. */
const HARDWARE_CLOCK = 'sys/class/rtc/rtc0';

/** Whether somebody has told this machine the time since it started: without a clock of its own it went on from when it was switched off. */
export const isTimeKnown = (root = '/'): boolean => existsSync(join(root, HARDWARE_CLOCK)) || existsSync(join(root, FILE));

export async function noteTimeKnown(root: string): Promise<void> {
  await makeFolder(join(root, OWN_FOLDER));
  await replaceFile(join(root, FILE), '');
}
