import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, errnoOf, type Log, removeFile, replaceFile, statOrNothing, type Timer, wordsOf } from '../base/base.ts';
import { browse, ownHostName } from './avahi.ts';
import { hostRenamed } from './discover.ts';
import { serviceFiles, writerOf } from './service-file.ts';
import type { Service } from './services.ts';

/** How this machine is announced, for the page and the log. */
export interface Announced {
  /** The name under which the network knows this machine, e.g. `filmroom-7K3F.local`. */
  readonly hostName?: string;
  /** Names that another machine had first, and what avahi made of ours. */
  readonly renamed: readonly { readonly wanted: string; readonly now: string }[];
  /** Why nothing is announced, in words. */
  readonly silentBecause?: string;
}

export interface Announcing {
  state(): Announced;
  /** From now on this is announced, instead of what was; undefined: nothing, since nobody wants it. */
  announce(services: readonly Service[] | undefined): Promise<void>;
  /** Takes the announcement back. */
  close(): Promise<void>;
}

export interface AnnounceOptions {
  readonly log: Log;
  readonly clock: Clock;
  /** How often it is looked whether another machine has our name. */
  readonly lookEveryMs: number;
  /** Where avahi-daemon reads; the first that is there. */
  readonly folders?: readonly string[];
}

/** On a box, what avahi-daemon sees as its own folder, and the program may write; elsewhere that folder, where this user may. */
const FOLDERS = ['/run/filmroom/announced', '/etc/avahi/services'];
const FIRST_LOOK_MS = 5000;

/** Writes what avahi-daemon announces, and looks after it. Never fails: a machine that cannot be found by name still keeps images. */
export function startAnnouncing({ log, clock, lookEveryMs, folders = FOLDERS }: AnnounceOptions): Announcing {
  let services: readonly Service[] = [];
  let state: Announced = { renamed: [] };
  let written: readonly string[] = [];
  let writing = Promise.resolve();
  let timer: Timer | undefined;
  let isClosed = false;

  async function write(wanted: readonly Service[] | undefined): Promise<void> {
    if (isClosed) return;
    timer?.cancel();
    const before = written;
    services = wanted ?? [];
    const done: { readonly files: readonly string[] } | Silence = wanted
      ? await writeFiles(folders, wanted)
      : { silentBecause: 'the setting mdns.announce is off', isWanted: true };
    written = 'files' in done ? done.files : [];
    for (const file of before) if (!written.includes(file)) await removeFile(file).catch(() => {}); // read-only now: nothing can be done
    if ('silentBecause' in done) {
      log[done.isWanted ? 'debug' : 'info']('mdns.not-announced', { words: done.silentBecause });
      state = { renamed: [], silentBecause: done.silentBecause };
    } else timer = clock.after(FIRST_LOOK_MS, () => void look());
  }

  async function look(): Promise<void> {
    const of = services;
    const found = await lookAround(of).catch((error: unknown): Announced => ({ renamed: [], silentBecause: wordsOf(error) }));
    if (isClosed || of !== services) return;
    tellChanges(state, found, log);
    state = found;
    timer = clock.after(lookEveryMs, () => void look());
  }

  return {
    state: () => state,
    announce(wanted) {
      writing = writing.then(() => write(wanted));
      return writing;
    },
    async close() {
      await writing;
      isClosed = true;
      timer?.cancel();
      for (const file of written) await removeFile(file).catch((error) => log.warn('mdns.not-removed', { file, words: wordsOf(error) }));
    },
  };
}

interface Silence {
  readonly silentBecause: string;
  /** By the configuration: nothing that anybody has to look after. */
  readonly isWanted?: boolean;
}

/** Never throws: says why not. */
async function writeFiles(
  folders: readonly string[],
  services: readonly Service[],
): Promise<{ readonly files: readonly string[] } | Silence> {
  const [first] = services;
  if (!first) return { silentBecause: 'Filmroom listens for programs of this machine only', isWanted: true };
  const folder = await firstThere(folders);
  if (folder === undefined) return { silentBecause: 'avahi-daemon is not installed on this machine' };
  const files: string[] = [];
  try {
    await removeOrphans(folder);
    for (const [at, content] of serviceFiles(services, process.pid).entries()) {
      const file = join(folder, `filmroom-${first.port}-${at}.service`);
      await replaceFile(file, content, 0o644); // avahi-daemon has a user of its own
      files.push(file);
    }
    return { files };
  } catch (error) {
    const mayNot = errnoOf(error) === 'EACCES' || errnoOf(error) === 'EROFS' || errnoOf(error) === 'EPERM';
    return { silentBecause: mayNot ? `this user may not write in ${folder}` : `${folder} cannot be written: ${wordsOf(error)}` };
  }
}

async function firstThere(folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) if ((await statOrNothing(folder))?.isDirectory()) return folder;
  return undefined;
}

/** Removes what a Filmroom left that was killed. */
async function removeOrphans(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^filmroom-\d+-\d+\.service$/.test(name)) continue;
    const file = join(folder, name);
    const writer = writerOf(await readFile(file, 'utf8').catch(() => ''));
    if (writer !== undefined && writer !== process.pid && !isAlive(writer)) await removeFile(file);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}

/** What avahi-daemon has made of our names. */
async function lookAround(services: readonly Service[]): Promise<Announced> {
  const hostName = await ownHostName();
  if (hostName === undefined) return { renamed: [], silentBecause: 'avahi-daemon does not run' };
  const ownName = hostName.replace(/\.local$/, '');
  const types = [...new Set(services.map(({ type }) => type))];
  const ours = (await browse(types, { fromCache: true })).filter(({ host }) => host.toLowerCase() === hostName.toLowerCase());
  const wanted = services.map(({ name, namesMachine, ...service }) => ({
    ...service,
    name: namesMachine ? name.replace('%h', ownName) : name,
  }));
  const renamed = wanted.flatMap(({ name, type, port }) => {
    const same = ours.filter((service) => service.type === type && service.port === port);
    if (same.length === 0 || same.some((service) => service.name === name)) return [];
    return [{ wanted: name, now: same[0]!.name }];
  });
  const hostsOwn = hostRenamed(hostName);
  return { hostName, renamed: [...(hostsOwn ? [hostsOwn] : []), ...renamed] };
}

function tellChanges(before: Announced, now: Announced, log: Log): void {
  const { hostName, silentBecause, renamed } = now;
  if (silentBecause && silentBecause !== before.silentBecause) log.warn('mdns.not-announced', { words: silentBecause });
  if (hostName && hostName !== before.hostName) log.info('mdns.announced', { hostName });
  const known = JSON.stringify(before.renamed);
  for (const names of renamed)
    if (!known.includes(JSON.stringify(names)))
      log.warn('mdns.renamed', { ...names, words: 'another machine of the network has the name that this one wants' });
}
