import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CodedError, type Log, makeFolder, replaceFile, wordsOf } from '../base/base.ts';
import { checkSettings, editSettings, type NetworkReport } from '../network/network.ts';
import { StickError } from './errors.ts';
import type { Mounter } from './mount.ts';
import { type Outcome, resultText } from './result.ts';
import { readSmall, readWish, type Wish } from './wish.ts';

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
  /** Which file was obeyed last; goes with a factory reset. */
  readonly obeyedFile: string;
  readonly log: Log;
}

const RESULT_FILE = 'RESULT.txt';

/**
 * Does what a stick asks for and writes what came of it on the stick. Nobody has to confirm: who holds the stick stands before the box.
 * A file is obeyed once: a stick that stays in the box is read at each start, and must not undo what somebody changed since.
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

async function grant({ mount, network, obeyedFile, log }: StickOptions): Promise<Outcome> {
  let wish: Wish | undefined;
  try {
    wish = await mount('read', (folder) => readWish(folder));
    if (!wish) return { kind: 'nothing' };
    const { settings, waiting } = await network.show();
    const edits = wish.network;
    const wanted = () => checkSettings(editSettings(settings, edits));
    if (await wasObeyed(wish, obeyedFile))
      return { kind: !waiting && holds(settings, wanted) ? 'already' : 'obeyed before', file: wish.file };
    const isSet = !waiting && isDeepStrictEqual(wanted(), settings);
    if (!isSet) {
      await network.set(wanted());
      await network.confirm();
    }
    await noteObeyed(wish, obeyedFile).catch((error) => log.warn('stick.not-noted', { words: wordsOf(error) }));
    return { kind: isSet ? 'already' : 'set', file: wish.file };
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === 'STICK_NOT_MOUNTED') throw error;
    return { kind: 'refused', words: error.message };
  }
}

/** What was obeyed may not even fit any more, e.g. a gateway where there is DHCP now. */
function holds(settings: unknown, wanted: () => unknown): boolean {
  try {
    return isDeepStrictEqual(wanted(), settings);
  } catch {
    return false;
  }
}

const wasObeyed = async ({ digest }: Wish, obeyedFile: string) =>
  (await readFile(obeyedFile, 'latin1').catch(() => undefined))?.trim() === digest;

async function noteObeyed({ digest }: Wish, obeyedFile: string): Promise<void> {
  await makeFolder(dirname(obeyedFile));
  await replaceFile(obeyedFile, `${digest}\n`);
}

/** Left alone where it says so already: a stick may be in the box for years. What else has this name may be of any length. */
async function writeResult(folder: string, text: string): Promise<void> {
  const file = join(folder, RESULT_FILE);
  const bytes = Buffer.from(text);
  const before = await readSmall(file, RESULT_FILE, bytes.byteLength).catch((error: unknown) => {
    if (error instanceof StickError) return undefined;
    throw error;
  });
  if (!before?.equals(bytes)) await replaceFile(file, bytes);
}
