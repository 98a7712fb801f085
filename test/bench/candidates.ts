import { freePort } from '../support/child.ts';
import { startStorescp } from '../support/dcmtk.ts';
import { startFilmroom } from '../support/filmroom.ts';
import { startOrthanc } from '../support/orthanc.ts';

export interface Running {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<unknown>;
}

export interface StartOptions {
  readonly folder: string;
  readonly port?: number;
  /** Peers as they come: without TCP_NODELAY. */
  readonly nagle?: boolean;
}

/** A storage SCP that is measured. Each measurement has a fresh one with an empty folder. */
export interface Candidate {
  readonly name: 'filmroom' | 'orthanc' | 'storescp';
  /** It has a process for each association. */
  readonly forks: boolean;
  start(options: StartOptions): Promise<Running>;
}

export const CANDIDATES: readonly Candidate[] = [
  {
    name: 'filmroom',
    forks: false,
    async start({ folder, port = 0 }) {
      const filmroom = await startFilmroom({ dataFolder: folder, config: { listeners: [{ port, calledAePolicy: 'any' }] } });
      return { port: filmroom.dicomPort, pid: filmroom.pid, stop: filmroom.stop };
    },
  },
  {
    name: 'orthanc',
    forks: false,
    async start({ folder, port, nagle = false }) {
      const orthanc = await startOrthanc({ folder, nagle, port: port ?? (await freePort()) });
      return { port: orthanc.dicomPort, pid: orthanc.pid, stop: orthanc.stop };
    },
  },
  {
    name: 'storescp',
    forks: true,
    start: async ({ folder, port, nagle = false }) => await startStorescp({ folder, nagle, port: port ?? (await freePort()) }),
  },
];
