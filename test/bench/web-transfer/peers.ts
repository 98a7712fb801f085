import { existsSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { startFilmroom } from '../../support/filmroom.ts';
import { startOrthanc } from '../../support/orthanc.ts';

/** Debian's orthanc-dicomweb, or where it was unpacked. */
const PLUGIN = process.env.ORTHANC_DICOMWEB ?? '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';

/** A DICOMweb origin server that is measured. */
export interface WebPeer {
  readonly name: 'filmroom' | 'orthanc';
  readonly pid: number;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  stop(): Promise<unknown>;
}

export async function startFilmroomWeb(folder: string): Promise<WebPeer> {
  const filmroom = await startFilmroom({ dataFolder: folder });
  const headers = { cookie: await filmroom.cookie(), origin: filmroom.webUrl };
  return { name: 'filmroom', pid: filmroom.pid, baseUrl: `${filmroom.webUrl}/dicom-web`, headers, stop: filmroom.stop };
}

/** @returns undefined where the plug-in is not installed */
export async function startOrthancWeb(folder: string): Promise<WebPeer | undefined> {
  if (!existsSync(PLUGIN)) return undefined;
  const orthanc = await startOrthanc({ folder, settings: { Plugins: [PLUGIN], DicomWeb: { Enable: true, Root: '/dicom-web/' } } });
  return { name: 'orthanc', pid: orthanc.pid, baseUrl: `${orthanc.url}/dicom-web`, headers: {}, stop: orthanc.stop };
}

/** What an answer was, without keeping it: the client must not be what is measured. */
export interface Taken {
  readonly status: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** @param body in pieces, sent as fast as they are taken; chunked */
export function ask(
  { baseUrl, headers }: WebPeer,
  path: string,
  more: { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: Iterable<Uint8Array> } = {},
): Promise<Taken> {
  const { promise, resolve, reject } = Promise.withResolvers<Taken>();
  const begun = performance.now();
  const asked = httpRequest(`${baseUrl}${path}`, { method: more.method ?? 'GET', headers: { ...headers, ...more.headers } }, (answer) => {
    let bytes = 0;
    answer.on('data', (piece: Buffer) => {
      bytes += piece.byteLength;
    });
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes, seconds: (performance.now() - begun) / 1000 }));
    answer.on('error', reject);
  });
  asked.on('error', reject);
  const pieces = (more.body ?? [])[Symbol.iterator]();
  const write = (): void => {
    for (let next = pieces.next(); !next.done; next = pieces.next()) {
      if (asked.write(next.value)) continue;
      asked.once('drain', write);
      return;
    }
    asked.end();
  };
  write();
  return promise;
}
