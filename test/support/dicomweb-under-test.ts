import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Archive, type ArchiveOptions, openArchive } from '../../app/archive/archive.ts';
import { systemClock as clock } from '../../app/base/base.ts';
import { createMetadataTexts, DICOMWEB_LIMITS, type DicomwebParts, dicomwebRoutes } from '../../app/dicomweb/dicomweb.ts';
import { createPixels } from '../../app/pixels/pixels.ts';
import { isStored } from '../../app/services/services.ts';
import type { WebOptions } from '../../app/web/web.ts';
import { createFakeSources } from './fake-sources.ts';
import { gatheredLog } from './gathered-log.ts';
import { startTestWeb, type TestWeb } from './web-under-test.ts';

/** DICOMweb with an archive of its own behind the page's server, as an administrator asks it. */
export interface DicomwebUnderTest extends AsyncDisposable {
  readonly archive: Archive;
  readonly folder: string;
  readonly web: TestWeb;
  readonly log: ReturnType<typeof gatheredLog>;
  /** `http://…/dicom-web` */
  readonly baseUrl: string;
  /** @param path below /dicom-web */
  ask(path: string, init?: RequestInit): Promise<Response>;
  get(path: string, accept?: string, headers?: Readonly<Record<string, string>>): Promise<Got>;
}

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

export async function startDicomweb(
  options: { readonly archive?: Partial<ArchiveOptions>; readonly parts?: Partial<DicomwebParts>; readonly web?: Partial<WebOptions> } = {},
): Promise<DicomwebUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-dicomweb-'));
  const log = gatheredLog();
  const archive = await openArchive({ folder, log: log.log, clock, duplicatePolicy: 'overwrite', reserveBytes: 0, ...options.archive });
  const pixels = createPixels({ clock });
  const stores = (sopClassUid: string) => isStored(sopClassUid, { privateSopClasses: new Set(), acceptRetired: true });
  const parts = {
    ...{ archive, pixels, stores, clock, log: log.log, limits: DICOMWEB_LIMITS, version: '0' },
    ...{ ownAeTitle: () => 'FILMROOM', removeReasons: ['test'] },
    ...options.parts,
  };
  const metadata = createMetadataTexts(parts);
  const dicomweb = { routes: dicomwebRoutes({ metadata, ...parts }), corsOrigins: () => [] };
  const web = await startTestWeb({ log: log.log, ...options.web, sources: { ...createFakeSources({ studies: [] }), dicomweb } });
  const ask = (path: string, init?: RequestInit) => web.ask(`/dicom-web${path}`, init);
  return {
    ...{ archive, folder, web, log, ask, baseUrl: `${web.url}/dicom-web` },
    async get(path, accept, headers = {}) {
      const answer = await ask(path, { headers: { ...(accept !== undefined && { accept }), ...headers } });
      return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
    },
    async [Symbol.asyncDispose]() {
      await web[Symbol.asyncDispose]();
      await metadata.close();
      await pixels.close();
      await archive.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const DICOM_PARTS = 'multipart/related; type="application/dicom"';
export const BOUNDARY = 'a-boundary-of-the-test';

/** A body of multipart/related, written out. */
export function multipartBody(
  parts: readonly { readonly headers?: Readonly<Record<string, string>>; readonly content: Uint8Array | string }[],
  boundary = BOUNDARY,
): Buffer {
  const written = parts.flatMap(({ headers = { 'Content-Type': 'application/dicom' }, content }) => [
    Buffer.from(
      `--${boundary}\r\n${Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\n`,
    ),
    Buffer.from(content as Uint8Array),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...written, Buffer.from(`--${boundary}--\r\n`)]);
}

/** The parts of an answer of multipart/related, found by hand. */
export function partsOf({ headers, bytes }: Pick<Got, 'headers' | 'bytes'>): { readonly head: string; readonly content: Buffer }[] {
  const boundary = /boundary="?([^";]+)"?/.exec(headers.get('content-type') ?? '')?.[1] ?? '';
  const parts: { head: string; content: Buffer }[] = [];
  const delimiter = `--${boundary}`;
  for (let at = bytes.indexOf(delimiter); at !== -1; ) {
    const begin = at + delimiter.length;
    const next = bytes.indexOf(`\r\n${delimiter}`, begin);
    if (next === -1) break;
    const headEnd = bytes.indexOf('\r\n\r\n', begin);
    parts.push({ head: bytes.toString('latin1', begin + 2, headEnd), content: bytes.subarray(headEnd + 4, next) });
    at = next + 2;
  }
  return parts;
}
