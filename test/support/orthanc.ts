import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, freePort, startChild, untilListening } from './child.ts';
import { DCMTK_ENVIRONMENT } from './dcmtk.ts';

export interface OrthancOptions {
  /** Where it keeps images and index; without it, a temporary folder that `stop` removes. */
  readonly folder?: string;
  /** Peers to send to, by name. */
  readonly modalities?: Readonly<Record<string, { readonly aeTitle: string; readonly port: number }>>;
  /** Further settings of its configuration file. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** DICOM port; without it, a free one. */
  readonly port?: number;
  /** As it comes, without TCP_NODELAY. */
  readonly nagle?: boolean;
}

/** Orthanc as Debian packages it, with its defaults: SyncStorageArea, SQLite. */
export interface Orthanc {
  readonly dicomPort: number;
  readonly url: string;
  readonly pid: number;
  readonly child: Child;
  /** POST /instances; the identifier that Orthanc gave it. */
  upload(part10: Uint8Array): Promise<string>;
  /** POST /modalities/{name}/store: sends these instances over one association; throws with Orthanc's words where it fails. */
  store(modality: string, instances: readonly string[]): Promise<void>;
  instances(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Starts an archive on free ports of the loopback address. Ready when it answers on both. */
export async function startOrthanc(options: OrthancOptions = {}): Promise<Orthanc> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'filmroom-orthanc-'));
  mkdirSync(folder, { recursive: true });
  const [dicomPort, httpPort] = [options.port ?? (await freePort()), await freePort()];
  const configuration = {
    Name: 'Peer',
    StorageDirectory: join(folder, 'storage'),
    IndexDirectory: join(folder, 'storage'),
    Plugins: [],
    DicomAet: 'ORTHANC',
    DicomScuTimeout: 60, // a machine that has other work
    DicomPort: dicomPort,
    DicomCheckCalledAet: false,
    HttpPort: httpPort,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    DicomModalities: Object.fromEntries(
      Object.entries(options.modalities ?? {}).map(([name, { aeTitle, port }]) => [name, [aeTitle, '127.0.0.1', port]]),
    ),
    ...options.settings,
  };
  const file = join(folder, 'orthanc.json');
  writeFileSync(file, JSON.stringify(configuration, undefined, 2));
  const env = { ...DCMTK_ENVIRONMENT };
  if (options.nagle) delete env.TCP_NODELAY;
  const child = startChild('Orthanc', [file], { env });
  await untilListening(httpPort, child, 30_000);
  await untilListening(dicomPort, child, 30_000);
  const url = `http://127.0.0.1:${httpPort}`;

  async function ask(path: string, init?: RequestInit): Promise<unknown> {
    const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(120_000), ...init });
    const text = await response.text();
    if (!response.ok) throw new Error(`Orthanc answers ${response.status} to ${path}: ${text}`);
    return JSON.parse(text);
  }

  return {
    dicomPort,
    url,
    pid: child.pid,
    child,
    upload: async (part10) => ((await ask('/instances', { method: 'POST', body: new Uint8Array(part10) })) as { ID: string }).ID,
    store: async (modality, instances) => {
      const answer = (await ask(`/modalities/${modality}/store`, {
        method: 'POST',
        body: JSON.stringify({ Resources: instances, Synchronous: true }),
      })) as { FailedInstancesCount?: number };
      if (answer.FailedInstancesCount) throw new Error(`Orthanc could not send: ${JSON.stringify(answer)}`);
    },
    instances: async () => (await ask('/instances')) as string[],
    stop: async () => {
      await child.end('SIGTERM', 10_000);
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}
