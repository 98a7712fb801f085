import { setTimeout as delay } from 'node:timers/promises';
import { type Log, wordsOf } from '../base/base.ts';
import { runTool } from '../box/box.ts';
import type { UpdateState } from './state.ts';

export type SlotName = 'A' | 'B';
export const GRUBENV = '/boot/efi/EFI/BOOT/grubenv';
/** Written after the first one. `grub-editenv set` empties a file before it writes it: a power cut then leaves the other, which GRUB reads too. */
export const GRUBENV_COPY = `${GRUBENV}.2`;

/** What GRUB and the system tell each other. */
export type GrubEnv = Readonly<Record<string, string>>;
type Run = (program: string, args: readonly string[]) => Promise<string>;

/** RAUC may be writing it just now. */
const LOOKS = 3;
const LOOK_AGAIN_MS = 100;

/** @throws BoxError BOX_TOOL_FAILED where neither the first nor its copy can be read */
export async function readGrubEnv(run: Run = runTool): Promise<GrubEnv> {
  return (await lookAgain(run)) ?? (await wholeOrNothing(GRUBENV_COPY, run)) ?? listOf(GRUBENV, run);
}

/** Writes what is not so already: each write is a moment in which a power cut leaves an empty file. Where the first is damaged, GRUB reads the copy. */
export async function setGrubEnv(values: GrubEnv, run: Run = runTool): Promise<void> {
  const first = await wholeOrNothing(GRUBENV, run);
  const copy = first ? undefined : await wholeOrNothing(GRUBENV_COPY, run);
  await setNews(copy ? GRUBENV_COPY : GRUBENV, values, first ?? copy ?? {}, run);
}

/**
 * What it says. One that is damaged or missing is made anew: from its copy, else from what the system knows of its slots.
 *
 * @throws BoxError BOX_TOOL_FAILED where the EFI system partition takes nothing
 */
export async function mendGrubEnv(known: () => Promise<GrubEnv>, log: Pick<Log, 'warn'>, run: Run = runTool): Promise<GrubEnv> {
  const found = await lookAgain(run);
  if (found) return found;
  const copy = await wholeOrNothing(GRUBENV_COPY, run);
  const env = copy ?? (await known());
  await writeAnew(GRUBENV, env, run);
  log.warn('update.grubenv-mended', { from: copy ? 'its copy' : 'what the box knows', order: env.ORDER ?? '' });
  return env;
}

/** Brings the copy in line. The first is whole then: a copy that cannot be written is no reason to give up. */
export async function copyGrubEnv(log: Pick<Log, 'warn'>, run: Run = runTool): Promise<void> {
  try {
    const env = await listOf(GRUBENV, run);
    if (!env.ORDER) return;
    const copy = await wholeOrNothing(GRUBENV_COPY, run);
    if (!copy) return await writeAnew(GRUBENV_COPY, env, run);
    await setNews(GRUBENV_COPY, env, copy, run);
  } catch (error) {
    log.warn('update.grubenv-not-copied', { words: wordsOf(error) });
  }
}

async function setNews(file: string, values: GrubEnv, before: GrubEnv, run: Run): Promise<void> {
  const news = Object.entries(values).filter(([name, value]) => before[name] !== value);
  if (news.length > 0) await run('grub-editenv', [file, 'set', ...wordsFor(news)]);
}

async function writeAnew(file: string, env: GrubEnv, run: Run): Promise<void> {
  await run('grub-editenv', [file, 'create']); // beside it, and renamed
  await run('grub-editenv', [file, 'set', ...wordsFor(Object.entries(env))]);
}

const wordsFor = (pairs: readonly (readonly [string, string])[]): string[] => pairs.map(([name, value]) => `${name}=${value}`);

async function lookAgain(run: Run): Promise<GrubEnv | undefined> {
  for (let look = 1; ; look++) {
    const env = await wholeOrNothing(GRUBENV, run);
    if (env || look === LOOKS) return env;
    await delay(LOOK_AGAIN_MS);
  }
}

/** `grub-editenv list` makes a file that is missing, without a word in it: without ORDER it says nothing. */
async function wholeOrNothing(file: string, run: Run): Promise<GrubEnv | undefined> {
  try {
    const env = await listOf(file, run);
    return env.ORDER?.trim() ? env : undefined;
  } catch {
    return undefined; // damaged, or the partition is away: whoever writes it next learns which
  }
}

async function listOf(file: string, run: Run): Promise<GrubEnv> {
  const text = await run('grub-editenv', [file, 'list']);
  return Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

/** A slot as GRUB sees it. */
export interface Slot {
  /** RAUC has written it whole, and nobody has marked it bad. */
  readonly isOk: boolean;
  /** Filmroom has worked on it. */
  readonly isProven: boolean;
  /** Starts of it since its system last said that all is well. */
  readonly tries: number;
  /** It is the one to be started next, as far as the order goes. */
  readonly isFirst: boolean;
}

export function slotFacts(env: GrubEnv, name: SlotName): Slot {
  return {
    isOk: env[`${name}_OK`] === '1',
    isProven: env[`${name}_PROVEN`] === '1',
    tries: Number(env[`${name}_TRY`] ?? 0) || 0,
    isFirst: (env.ORDER ?? '').trim().split(/\s+/)[0] === name,
  };
}

/** What GRUB should remember where nothing is left of it: what runs works as far as is known, the other one only where it was the last to work. */
export function knownOf(booted: { readonly slot: SlotName; readonly version: string }, { versions, pending, last }: UpdateState): GrubEnv {
  const { slot, version } = booted;
  const other = slot === 'A' ? 'B' : 'A';
  const isProven = versions[slot] === version;
  const isUntouched = pending ? pending.to.slot === slot : last === undefined || last.outcome === 'good';
  const otherWorks = versions[other] !== undefined && isUntouched;
  return {
    ORDER: `${slot} ${other}`,
    [`${slot}_OK`]: '1',
    [`${slot}_TRY`]: isProven ? '0' : '1',
    [`${slot}_PROVEN`]: isProven ? '1' : '0',
    [`${other}_OK`]: otherWorks ? '1' : '0',
    [`${other}_TRY`]: '0',
    [`${other}_PROVEN`]: otherWorks ? '1' : '0',
  };
}
