import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, type Exit, startChild } from './child.ts';
import { cpuSeconds, peakRssBytes, rssBytes } from './proc.ts';
import { type Ask, claimCodeIn, signIn } from './signed-in.ts';

type Json = Readonly<Record<string, unknown>>;

export interface FilmroomOptions {
  /** Without it, a temporary folder that `stop` removes. */
  readonly dataFolder?: string;
  /** The configuration file. Ports that it does not name are free ones of the loopback address. */
  readonly config?: Json & { readonly listeners?: readonly Json[]; readonly web?: Json };
  /** Run as this user. */
  readonly uid?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** More of the command line. */
  readonly args?: readonly string[];
  /** Kills it, with SIGKILL, even before it is ready. */
  readonly signal?: AbortSignal;
}

/** The program under test, as a process of its own: from source, or the binary that FILMROOM_BINARY names. */
export interface Filmroom {
  readonly pid: number;
  readonly dataFolder: string;
  /** Of the first listener. */
  readonly dicomPort: number;
  /** Of each listener, in the order of the configuration. */
  readonly dicomPorts: readonly number[];
  readonly webUrl: string;
  /** What it has logged so far. */
  log(): string;
  /** What it printed at the start. */
  banner(): string;
  /** Asks its page as its administrator, who claims it where nobody has. */
  readonly ask: Ask;
  /** The cookie of that administrator. */
  cookie(): Promise<string>;
  /** It runs and answers GET /healthz, whatever the answer. */
  isAlive(): Promise<boolean>;
  /** Bytes of the stored file after its File Meta Information; undefined where no file below images/ has this name. */
  storedDataset(sopInstanceUid: string): Buffer | undefined;
  storedFile(sopInstanceUid: string): string | undefined;
  rssBytes(): number;
  peakRssBytes(): number;
  cpuSeconds(): number;
  /** SIGTERM, and the wait for its end; temporary folders go. */
  stop(): Promise<Exit>;
  /** SIGKILL; the data folder stays. */
  kill(): Promise<Exit>;
  readonly exited: Promise<Exit>;
}

const ROOT = new URL('../../', import.meta.url).pathname;
const START_TIMEOUT_MS = 60_000;

/** Program and leading arguments. */
export function filmroomCommand(): { readonly program: string; readonly args: readonly string[] } {
  const binary = process.env.FILMROOM_BINARY;
  return binary ? { program: binary, args: [] } : { program: process.execPath, args: [join(ROOT, 'app/main.ts')] };
}

/**
 * Starts the program and waits until it says that it is ready.
 *
 * @throws Error with everything it printed, where it ends instead
 */
export async function startFilmroom(options: FilmroomOptions = {}): Promise<Filmroom> {
  const ownFolder = mkdtempSync(join(tmpdir(), 'filmroom-test-'));
  if (options.uid !== undefined) chmodSync(ownFolder, 0o777);
  const dataFolder = options.dataFolder ?? join(ownFolder, 'data');
  const { program, args } = filmroomCommand();
  const removeOwn = () => rmSync(ownFolder, { recursive: true, force: true });
  const child = startChild(
    program,
    [...args, 'serve', '--config', writeConfig(ownFolder, options), '--data', dataFolder, ...(options.args ?? [])],
    {
      env: { ...process.env, ...options.env },
      ...(options.uid !== undefined && { uid: options.uid }),
    },
  );
  options.signal?.addEventListener('abort', () => void child.end('SIGKILL'), { once: true });
  try {
    await untilReady(child);
  } catch (error) {
    await child.end('SIGKILL');
    removeOwn();
    throw error;
  }
  const ports = [...child.stdout().matchAll(/^ +DICOM +\S+ port (\d+)/gm)].map(([, port]) => Number(port));
  const webUrl = /^ +Page +(http:\S+?)\/?$/m.exec(child.stdout())?.[1] ?? '';

  let cookie: Promise<string> | undefined;
  const signedIn = () => {
    cookie ??= signIn(webUrl, claimCodeIn(child.stdout()));
    return cookie;
  };

  return {
    pid: child.pid,
    dataFolder,
    dicomPort: ports[0]!,
    dicomPorts: ports,
    webUrl,
    cookie: signedIn,
    ask: async (path, init = {}) =>
      await fetch(webUrl + path, {
        ...init,
        headers: { origin: webUrl, cookie: await signedIn(), ...(init.headers as Record<string, string>) },
      }),
    log: () => child.stderr(),
    banner: () => child.stdout(),
    isAlive: async () => !child.hasExited() && (await answers(`${webUrl}/healthz`)),
    storedFile: (sopInstanceUid) => storedFile(dataFolder, sopInstanceUid),
    storedDataset(sopInstanceUid) {
      const file = storedFile(dataFolder, sopInstanceUid);
      return file === undefined ? undefined : datasetOf(readFileSync(file));
    },
    rssBytes: () => rssBytes(child.pid),
    peakRssBytes: () => peakRssBytes(child.pid),
    cpuSeconds: () => cpuSeconds(child.pid),
    async stop() {
      const exit = await child.end('SIGTERM', 30_000);
      removeOwn();
      return exit;
    },
    async kill() {
      const exit = await child.end('SIGKILL');
      if (options.dataFolder) removeOwn();
      return exit;
    },
    exited: child.exited,
  };
}

function writeConfig(folder: string, { config = {} }: FilmroomOptions): string {
  const listeners = (config.listeners ?? [{}]).map((listener) => ({ port: 0, ...listener }));
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify({ ...config, listeners, web: { port: 0, ...config.web } }));
  return file;
}

/** It prints its addresses last: the line that begins with Stop ends them. */
async function untilReady(child: Child): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!/^Stop with Ctrl-C/m.test(child.stdout())) {
    if (child.hasExited()) throw new Error(`filmroom ended at the start: ${child.stdout()}${child.stderr()}`);
    if (Date.now() > deadline) throw new Error(`filmroom is not ready after ${START_TIMEOUT_MS} ms: ${child.stdout()}${child.stderr()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** Every stored file: SOP Instance UID → path. */
export function storedFiles(dataFolder: string): Map<string, string> {
  const images = join(dataFolder, 'images');
  const names = existsSync(images) ? readdirSync(images, { recursive: true, encoding: 'utf8' }) : [];
  return new Map(
    names
      .filter((name) => name.endsWith('.dcm'))
      .map((name) => [name.slice(name.lastIndexOf('/') + 1).replace(/(~[0-9a-f]+)?\.dcm$/, ''), join(images, name)]),
  );
}

function storedFile(dataFolder: string, sopInstanceUid: string): string | undefined {
  return storedFiles(dataFolder).get(sopInstanceUid);
}

/** What follows the File Meta Information (PS3.10 §7.1): (0002,0000), the first element, tells its length. */
export function datasetOf(part10: Buffer): Buffer {
  const PREAMBLE_AND_DICM = 132;
  const GROUP_LENGTH_ELEMENT = 12;
  return part10.subarray(PREAMBLE_AND_DICM + GROUP_LENGTH_ELEMENT + part10.readUInt32LE(PREAMBLE_AND_DICM + 8));
}
