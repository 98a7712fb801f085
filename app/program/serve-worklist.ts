/** The worklist of `filmroom serve`: its store, and the sources that the settings name. */
import { rename } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Clock, DatabaseError, type Log, statOrNothing, type Timer, wordsOf } from '../base/base.ts';
import { LIMITS, type LoadedConfig } from '../config/config.ts';
import type { AeTable, ScuAssociations } from '../services/services.ts';
import type { LivePart } from '../settings/settings.ts';
import {
  dayAt,
  followUpstream,
  openWorklist,
  type Upstream,
  type WatchedFolder,
  type Worklist,
  type WorklistPreset,
  watchWorklistFolder,
} from '../worklist/worklist.ts';
import type { DayWatch } from './day-watch.ts';

export interface WorklistParts {
  /** Undefined where it has no disk, or its database cannot be opened: the log says why. */
  readonly worklist: Worklist | undefined;
  /** Follows the settings. */
  readonly part: LivePart;
  close(): Promise<void>;
}

/** @param options.file where its database is; undefined: there is no disk of ours */
export async function openWorklistParts(options: {
  readonly file: string | undefined;
  readonly configNow: () => LoadedConfig;
  readonly aeTable: Pick<AeTable, 'get'>;
  readonly associations: ScuAssociations;
  readonly dayWatch: Pick<DayWatch, 'notOpened' | 'begunAnew'>;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<WorklistParts> {
  const { configNow, clock, log } = options;
  const worklist = await openedWorklist(options);
  if (worklist === undefined) return { worklist, part: NOTHING_FOLLOWS, close: async () => undefined };
  const sources = startSources(worklist, options);
  sources.follow(configNow());
  let pruning: Timer | undefined;
  const prune = () => {
    const { keepDays } = configNow().worklist;
    void worklist.prune(dayAt(clock.now(), -keepDays)).catch((error) => log.warn('worklist.not-pruned', { words: wordsOf(error) }));
    pruning = clock.after(LIMITS.worklist.pruneEveryMs, prune);
  };
  prune();
  return {
    worklist,
    part: { name: 'worklist', prepare: (next) => ({ commit: () => sources.follow(next), takeBack() {} }) },
    async close() {
      pruning?.cancel();
      await sources.close();
      await worklist.close();
    },
  };
}

const NOTHING_FOLLOWS: LivePart = { name: 'worklist', prepare: () => ({ commit() {}, takeBack() {} }) };

type Opening = Pick<Parameters<typeof openWorklistParts>[0], 'file' | 'dayWatch' | 'clock' | 'log'>;

async function openedWorklist({ file, dayWatch, clock, log }: Opening): Promise<Worklist | undefined> {
  if (file === undefined) return undefined;
  try {
    return await openWorklist({ file, clock, log });
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    log.error('worklist.not-opened', { code: error.code, words: error.message }); // images are taken all the same
    const worklist = error.code === 'DATABASE_CORRUPT' ? await anew(file, clock, log) : undefined;
    if (worklist) dayWatch.begunAnew();
    else dayWatch.notOpened('worklist', error);
    return worklist;
  }
}

/** A damaged database is put aside, so that the day goes on: files, upstream worklists and HL7 bring their orders again, others have to be typed again. */
async function anew(file: string, clock: Clock, log: Log): Promise<Worklist | undefined> {
  const aside = `${file}.damaged-${clock.now()}`;
  try {
    for (const suffix of ['', '-wal', '-shm']) if (await statOrNothing(file + suffix)) await rename(file + suffix, aside + suffix);
    const worklist = await openWorklist({ file, clock, log });
    log.error('worklist.begun-anew', { words: 'the worklist was damaged: a new one was begun, the old one is kept beside it' });
    return worklist;
  } catch (error) {
    log.error('worklist.not-begun-anew', { words: wordsOf(error) });
    return undefined;
  }
}

/** The watched folder and the upstream worklists. A source whose settings stay goes on as it is. */
function startSources(worklist: Worklist, options: Parameters<typeof openWorklistParts>[0]) {
  const { aeTable, associations, clock, log } = options;
  const limits = LIMITS.worklist;
  let folder: { readonly path: string; readonly watched: WatchedFolder } | undefined;
  let upstreams: readonly { readonly settings: LoadedConfig['worklist']['upstreams'][number]; readonly upstream: Upstream }[] = [];
  let following: Promise<void> = Promise.resolve();

  async function follow({ worklist: wanted, dataFolder }: LoadedConfig): Promise<void> {
    const path = wanted.folder === undefined ? undefined : isAbsolute(wanted.folder) ? wanted.folder : resolve(dataFolder, wanted.folder);
    if (folder?.path !== path) {
      await folder?.watched.close();
      folder = path === undefined ? undefined : { path, watched: watchWorklistFolder({ folder: path, worklist, clock, log, limits }) };
      await worklist.keepSources('file', path === undefined ? [] : [path]);
      if (path === undefined) await takeBack('file', () => true);
    }
    const stay = upstreams.filter(({ settings }) => wanted.upstreams.some((each) => isDeepStrictEqual(each, settings)));
    await Promise.all(upstreams.filter((each) => !stay.includes(each)).map(({ upstream }) => upstream.close()));
    const coming = wanted.upstreams.filter((each) => !stay.some(({ settings }) => isDeepStrictEqual(each, settings)));
    const ae = (title: string) => () => aeTable.get(title);
    upstreams = [
      ...stay,
      ...coming.map((settings) => ({
        settings,
        upstream: followUpstream({ settings, ae: ae(settings.aeTitle), associations, worklist, clock, log, limits }),
      })),
    ];
    const names = wanted.upstreams.map(({ aeTitle }) => aeTitle);
    await worklist.keepSources('upstream', names);
    await takeBack('upstream', (who) => !names.includes(who));
  }

  /** Of sources that are set no longer. */
  async function takeBack(source: 'file' | 'upstream', isGone: (who: string) => boolean): Promise<void> {
    const gone = (await worklist.broughtBy(source)).filter(({ who }) => isGone(who)).map(({ id }) => id);
    await worklist.withdraw(gone, { source, who: 'settings' });
  }

  return {
    follow(config: LoadedConfig): void {
      following = following
        .then(() => follow(config))
        .catch((error) => log.error('worklist.sources-not-followed', { words: wordsOf(error) }));
    },
    async close(): Promise<void> {
      await following;
      await Promise.all([folder?.watched.close(), ...upstreams.map(({ upstream }) => upstream.close())]);
    },
  };
}

/** How a modality is answered, by its entry in the AE table. */
export function presetOf(aeTable: Pick<AeTable, 'get'>, callingAeTitle: string): WorklistPreset {
  const ae = aeTable.get(callingAeTitle);
  if (ae === undefined) return {};
  return {
    stations: ae.worklistStations,
    pastDays: ae.worklistPastDays,
    futureDays: ae.worklistFutureDays,
    extraKeys: ae.worklistExtraKeys,
    omittedKeys: ae.worklistOmittedKeys,
    characterSet: ae.worklistCharacterSet,
    maxItems: ae.worklistMaxItems,
  };
}
