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
  /** AE titles that a C-MOVE may name, and where they listen. */
  readonly destinations?: readonly { readonly aeTitle: string; readonly port: number }[];
}

/** Filmroom lets everybody ask too, as the bench sets it up. */
const ANYBODY_MAY_ASK = { DicomAlwaysAllowFind: true, DicomAlwaysAllowMove: true, DicomAlwaysAllowGet: true };

/** A program that is measured. Each measurement has a fresh one with an empty folder. */
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
    async start({ folder, port = 0, destinations = [] }) {
      const remoteAes = destinations.map(({ aeTitle, port }) => ({ title: aeTitle, host: '127.0.0.1', port }));
      const config = { listeners: [{ port, calledAePolicy: 'any' }], remoteAes };
      const filmroom = await startFilmroom({ dataFolder: folder, config });
      return { port: filmroom.dicomPort, pid: filmroom.pid, stop: filmroom.stop };
    },
  },
  {
    name: 'orthanc',
    forks: false,
    async start({ folder, port, nagle = false, destinations = [] }) {
      const modalities = Object.fromEntries(destinations.map((each) => [each.aeTitle, each]));
      const orthanc = await startOrthanc({ folder, nagle, port: port ?? (await freePort()), modalities, settings: ANYBODY_MAY_ASK });
      return { port: orthanc.dicomPort, pid: orthanc.pid, stop: orthanc.stop };
    },
  },
  {
    name: 'storescp',
    forks: true,
    start: async ({ folder, port, nagle = false }) => await startStorescp({ folder, nagle, port: port ?? (await freePort()) }),
  },
];

/** Filmroom and the archive that it is measured against. */
export const [FILMROOM, ORTHANC] = CANDIDATES as readonly [Candidate, Candidate, Candidate];
