import { CT_IMAGE_STORAGE, cStoreRq, element, IMPLICIT_LE, rawAssociate, statusOf } from './raw-peer.ts';
import { sequence } from './raw-query.ts';

export const uid = (tail: string): string => `1.2.826.0.1.3680043.10.78.${tail}`;

interface StoredSeries {
  readonly patient: string;
  readonly name: string | Buffer;
  readonly study: string;
  readonly series: string;
  readonly modality: string;
  readonly date: string;
  readonly time: string;
  readonly set?: string;
}

/** Five studies of three patients; two images in each series. UIDs follow from `study` and `series` by `uid`. */
export const STORED_SERIES: readonly StoredSeries[] = [
  { patient: 'P1', name: 'Garcia^Ana', study: '1', series: '1.1', modality: 'CT', date: '20260102', time: '101500' },
  { patient: 'P1', name: 'Garcia^Ana', study: '1', series: '1.2', modality: 'SR', date: '20260102', time: '101500' },
  { patient: 'P1', name: 'Garcia^Ana', study: '2', series: '2.1', modality: 'MR', date: '20260305', time: '081500' },
  {
    patient: 'P2',
    name: Buffer.from('M\xfcller^J\xf6rg', 'latin1'),
    study: '3',
    series: '3.1',
    modality: 'CT',
    date: '20260306',
    time: '1200',
    set: 'ISO_IR 100',
  },
  {
    patient: 'P3',
    name: Buffer.from('Wang^XiaoDong=王^小东', 'utf8'),
    study: '4',
    series: '4.1',
    modality: 'US',
    date: '20260307',
    time: '235959',
    set: 'ISO_IR 192',
  },
  { patient: '', name: '', study: '5', series: '5.1', modality: 'OT', date: '', time: '' },
];
export const IMAGES_OF_A_SERIES = ['1', '2'];

/** One image of these, in implicit VR. */
export function storedImage(row: StoredSeries, image: string): { readonly dataset: Buffer; readonly sopInstanceUid: string } {
  const sopInstanceUid = uid(`${row.series}.${image}`);
  const dataset = Buffer.concat([
    ...(row.set ? [element(0x0008_0005, row.set, 0x20)] : []),
    element(0x0008_0016, CT_IMAGE_STORAGE),
    element(0x0008_0018, sopInstanceUid),
    element(0x0008_0020, row.date, 0x20),
    element(0x0008_0030, row.time, 0x20),
    element(0x0008_0050, `A${row.study}`, 0x20),
    element(0x0008_0060, row.modality, 0x20),
    element(0x0008_1030, `Study ${row.study}`, 0x20),
    element(0x0009_0010, 'FILMROOM TEST', 0x20),
    element(0x0009_1001, Buffer.from('private!')),
    element(0x0010_0010, row.name, 0x20),
    element(0x0010_0020, row.patient, 0x20),
    element(0x0018_0050, '2.50', 0x20),
    element(0x0018_1160, `filter ${image}`, 0x20), // Filter Type: the index does not keep it
    element(0x0020_000d, uid(row.study)),
    element(0x0020_000e, uid(row.series)),
    element(0x0020_0013, image, 0x20),
    element(0x0028_0002, 1),
    element(0x0028_0010, 32),
    element(0x0028_0011, 32),
    element(0x0028_0100, 16),
    element(0x0028_0103, 1),
    element(0x0028_0120, Buffer.from([0x30, 0xf8])), // -2000 by Pixel Representation
    sequence(0x0040_0275, element(0x0040_1001, `RP${row.study}`, 0x20)),
    element(0x7fe0_0010, Buffer.alloc(32 * 32 * 2)),
  ]);
  return { dataset, sopInstanceUid };
}

/** Stores all of them over one association. */
export async function storeStudies(dicomPort: number): Promise<void> {
  const peer = await rawAssociate(dicomPort, { contexts: [{ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [IMPLICIT_LE] }] });
  for (const row of STORED_SERIES)
    for (const image of IMAGES_OF_A_SERIES) {
      const { dataset, sopInstanceUid } = storedImage(row, image);
      const { command } = await peer.ask(1, cStoreRq(CT_IMAGE_STORAGE, sopInstanceUid), dataset);
      if (statusOf(command) !== 0) throw new Error(`${sopInstanceUid} was not stored: ${statusOf(command).toString(16)}`);
    }
  await peer.release();
}
