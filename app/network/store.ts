import { readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { errnoOf, type Log, makeFolder, removeFile, replaceFile } from '../base/base.ts';
import type { Hl7Place } from './firewall.ts';
import { hasNoDisk, systemPartitionCopy } from './mirror.ts';
import { Roles } from './roles.ts';
import { checkKeptSettings, DEFAULT_SETTINGS, type NetworkSettings } from './settings.ts';

/** Settings that were applied and wait to be confirmed. */
const Waiting = z.strictObject({
  settings: z.unknown(),
  /** Which start of the machine (/proc/sys/kernel/random/boot_id): one of an earlier start was never confirmed. */
  bootId: z.string(),
  /** Milliseconds since that start. */
  until: z.number(),
});
export type Waiting = Omit<z.infer<typeof Waiting>, 'settings'> & { readonly settings: NetworkSettings };

/** Where the program listens for HL7; without it, nowhere. */
const Hl7 = z.strictObject({ place: z.optional(z.strictObject({ host: z.string(), port: z.int() })) });

/** How the last change ended, for people. */
const Outcome = z.strictObject({
  outcome: z.enum(['confirmed', 'reverted', 'not confirmed', 'not confirmed before the restart', 'fallback', 'damaged']),
  /** Wall clock, ISO 8601. */
  at: z.string(),
});
export type Outcome = z.infer<typeof Outcome>;

/**
 * What is kept of the network, on the data partition; each file is replaced whole, so that the plug may be pulled at any time. Settings and roles have a
 * copy in the EFI system partition.
 */
export function networkStore(root: string, log: Pick<Log, 'warn'>) {
  const folder = join(root, 'var/lib/filmroom-box');
  const file = { settings: join(folder, 'network.json'), waiting: join(folder, 'network-waiting.json') };
  const outcome = join(folder, 'network-outcome.json');
  const links = join(folder, 'links.json');
  const hl7 = join(folder, 'hl7.json');
  const copy = systemPartitionCopy(root, log);
  const write = async (path: string, value: unknown) => {
    await makeFolder(folder);
    await replaceFile(path, textOf(value));
  };
  const writeBoth = async (path: string, value: unknown) => {
    await write(path, value);
    await copy.keep(basename(path), textOf(value));
  };
  /** Each file that has a copy, and what makes it one that can be used. */
  const copied = [
    { path: file.settings, read: settingsOrNothing },
    { path: links, read: (given: unknown) => Roles.safeParse(given).data },
  ];
  return {
    /** Without the data partition a box has the network that it had with it. To be called once, before all else. */
    async takeCopyWithoutDisk(): Promise<void> {
      if (!hasNoDisk(root)) return;
      for (const { path, read } of copied) {
        const kept = read(parsed(copy.read(basename(path))));
        if (kept && readJson(path) === ABSENT) await write(path, kept);
      }
    },
    /** For a box of before there were copies, and after a power cut between a file and its copy. */
    async bringCopyUpToDate(): Promise<void> {
      if (hasNoDisk(root)) return;
      for (const { path, read } of copied) {
        const given = readJson(path);
        const kept = given === ABSENT ? undefined : read(given);
        if (kept) await copy.keep(basename(path), textOf(kept));
      }
    },
    /** The settings that hold; undefined where the file is damaged. */
    settings(): NetworkSettings | undefined {
      const given = readJson(file.settings);
      if (given === ABSENT) return DEFAULT_SETTINGS;
      return settingsOrNothing(given);
    },
    saveSettings: (settings: NetworkSettings) => writeBoth(file.settings, settings),
    /** Puts a damaged file aside, for who wants to look. */
    setDamagedAside: () => rename(file.settings, `${file.settings}.damaged`),
    waiting(): Waiting | undefined {
      const parsed = Waiting.safeParse(readJson(file.waiting));
      const settings = parsed.success ? settingsOrNothing(parsed.data.settings) : undefined;
      return parsed.success && settings ? { ...parsed.data, settings } : undefined;
    },
    hasWaiting: () => readJson(file.waiting) !== ABSENT,
    saveWaiting: (waiting: Waiting) => write(file.waiting, waiting),
    dropWaiting: () => removeFile(file.waiting),
    outcome(): Outcome | undefined {
      return Outcome.safeParse(readJson(outcome)).data;
    },
    saveOutcome: (value: Outcome) => write(outcome, value),
    /** What the program said last; it says it again at each start. */
    hl7: (): Hl7Place | undefined => Hl7.safeParse(readJson(hl7)).data?.place,
    saveHl7: (place: Hl7Place | undefined) => write(hl7, { ...(place && { place }) }),
    /** Which port plays which role; undefined at first start, and where the file is damaged. */
    roles(): Roles | undefined {
      return Roles.safeParse(readJson(links)).data;
    },
    saveRoles: (roles: Roles) => writeBoth(links, roles),
  };
}
export type NetworkStore = ReturnType<typeof networkStore>;

const ABSENT = Symbol('absent');
const textOf = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined; // damaged
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return ABSENT;
    return undefined; // damaged, or on a disk that fails: the box has a network all the same
  }
}

function settingsOrNothing(given: unknown): NetworkSettings | undefined {
  try {
    return checkKeptSettings(given);
  } catch {
    return undefined; // damaged, or of a later version with other settings
  }
}
