import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Archive, openArchive } from '../../app/archive/archive.ts';
import { systemClock as clock } from '../../app/base/base.ts';
import { type DataElement, encodeFileMeta, tagOf, vrOf, writeElements } from '../../app/dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../../app/registry/registry.ts';
import { createAeTable, createScuAssociations, createSendJobs, type RemoteAe, type SendJobs } from '../../app/services/services.ts';
import { connect } from '../../app/ul/ul.ts';
import type { WebOptions } from '../../app/web/web.ts';
import { createFakeSources } from './fake-sources.ts';
import { gatheredLog } from './gathered-log.ts';
import { startTestWeb, type TestWeb } from './web-under-test.ts';

export interface StudiesWeb extends AsyncDisposable {
  readonly web: TestWeb;
  readonly archive: Archive;
  readonly sends: SendJobs;
  readonly folder: string;
  readonly log: ReturnType<typeof gatheredLog>;
  /** Uploads bytes by the page's route. */
  upload(bytes: Uint8Array): Promise<Response>;
}

/** The page's server with an archive of its own. */
export async function startStudiesWeb(remoteAes: readonly RemoteAe[] = [], more: Partial<WebOptions> = {}): Promise<StudiesWeb> {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-studies-'));
  const log = gatheredLog();
  const archive = await openArchive({ folder, log: log.log, clock, duplicatePolicy: 'overwrite', reserveBytes: 0 });
  const aeTable = createAeTable(remoteAes, { log: log.log });
  const associations = createScuAssociations({
    ...{ connect, ownAeTitle: 'FILMROOM', clock, log: log.log, maxPduLength: 131_072, maxAssociations: 8 },
    identity: { implementationClassUid: IMPLEMENTATION_CLASS_UID, implementationVersionName: IMPLEMENTATION_VERSION_NAME },
    ...{ connectTimeoutMs: 5000, responseTimeoutMs: 10_000 },
  });
  const sends = createSendJobs({ archive, aeTable, associations, clock, log: log.log });
  const sources = {
    ...createFakeSources({ studies: [] }),
    archived: { archive, sends, ownAeTitle: () => 'FILMROOM' },
    aeTable: {
      list: () => aeTable.list(),
      get: (title: string) => aeTable.get(title),
      check: () => [],
      put: async () => 'added' as const,
      remove: async () => false,
    },
  };
  const web = await startTestWeb({ log: log.log, ...more, sources });
  return {
    ...{ web, archive, sends, folder, log },
    upload: (bytes) =>
      web.ask('/api/uploads', { method: 'POST', body: Uint8Array.from(bytes), headers: { 'content-type': 'application/dicom' } }),
    async [Symbol.asyncDispose]() {
      await sends.close();
      await web[Symbol.asyncDispose]();
      await archive.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until what was stored is found. */
export async function untilFound({ archive }: Pick<StudiesWeb, 'archive'>, studies: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const { studies: found, due } = await archive.studies.find({ text: '', modalities: [], limit: 200 });
    if (found.length === studies && due === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${studies} studies are not found`);
}

export const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/dicom/${name}`, import.meta.url));

const CT = '1.2.840.10008.5.1.4.1.1.2';

/** A Part 10 file in UTF-8, of these values by keyword. */
export function part10(values: Readonly<Record<string, string>>, pixels = 64): Buffer {
  const all = { SOPClassUID: CT, Modality: 'CT', SpecificCharacterSet: 'ISO_IR 192', StudyDate: '20260102', ...values };
  const elements: DataElement[] = Object.entries(all).map(([keyword, value]) => {
    const tag = tagOf(keyword)!;
    return { tag, vr: vrOf(tag)!, bytes: Buffer.from(value) };
  });
  const pixelData = { tag: 0x7fe00010, vr: 'OW', bytes: Buffer.alloc(pixels) };
  const sopInstanceUid = values.SOPInstanceUID ?? '1.2.3';
  const meta = encodeFileMeta({ sopClassUid: values.SOPClassUID ?? CT, sopInstanceUid, transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN });
  return Buffer.concat([meta, writeElements([...elements, pixelData], EXPLICIT_VR_LITTLE_ENDIAN)]);
}

/** The UIDs of an image by its place: study, series, image. */
export const uidsOf = (study: number, series = 1, image = 1) => ({
  StudyInstanceUID: `1.2.826.0.1.3680043.10.9.${study}`,
  SeriesInstanceUID: `1.2.826.0.1.3680043.10.9.${study}.${series}`,
  SOPInstanceUID: `1.2.826.0.1.3680043.10.9.${study}.${series}.${image}`,
});
