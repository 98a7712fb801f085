import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CodedError, errnoOf, type Log, replaceFile, wordsOf } from '../base/base.ts';
import { checkSettings, editSettings, type NetworkReport } from '../network/network.ts';
import type { Mounter } from './mount.ts';
import { type Outcome, resultText } from './result.ts';
import { readWish, type Wish } from './wish.ts';

export interface StickOptions {
  readonly mount: Mounter;
  /** The hands. */
  readonly network: {
    show(): Promise<NetworkReport>;
    set(settings: unknown): Promise<NetworkReport>;
    confirm(): Promise<NetworkReport>;
  };
  /** Of the box. */
  readonly name: string | undefined;
  readonly log: Log;
}

const RESULT_FILE = 'RESULT.txt';

/**
 * Does what a stick asks for and writes what came of it on the stick. Nobody has to confirm: who holds the stick stands before the box.
 * A stick that stays in the box is read at each start, and changes nothing then.
 *
 * @throws StickError STICK_NOT_MOUNTED where it cannot even be read
 */
export async function serveStick(options: StickOptions): Promise<Outcome> {
  const { mount, network, name, log } = options;
  const outcome = await grant(options);
  const words = 'words' in outcome ? outcome.words : undefined;
  log.info('stick.done', { outcome: outcome.kind, words });
  try {
    const report = await network.show().catch(() => undefined);
    await mount('write', (folder) => writeResult(folder, resultText(outcome, { name, report })));
  } catch (error) {
    log.warn('stick.no-result', { words: wordsOf(error) }); // write-protected, full, or taken away
  }
  return outcome;
}

async function grant({ mount, network }: StickOptions): Promise<Outcome> {
  let wish: Wish | undefined;
  try {
    wish = await mount('read', (folder) => readWish(folder));
    if (!wish) return { kind: 'nothing' };
    const { settings, waiting } = await network.show();
    const wanted = checkSettings(editSettings(settings, wish.network));
    if (!waiting && isDeepStrictEqual(wanted, settings)) return { kind: 'already', file: wish.file };
    await network.set(wanted);
    await network.confirm();
    return { kind: 'set', file: wish.file };
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === 'STICK_NOT_MOUNTED') throw error;
    return { kind: 'refused', words: error.message };
  }
}

/** Left alone where it says so already: a stick may be in the box for years. */
async function writeResult(folder: string, text: string): Promise<void> {
  const file = join(folder, RESULT_FILE);
  const before = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (before !== text) await replaceFile(file, text);
}
