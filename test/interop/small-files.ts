import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFileMeta, readFileMeta } from '../../app/dataset/dataset.ts';
import { newUid, type SmallImage, smallImage } from '../support/dataset-bytes.ts';
import { fixturePath } from '../support/fixtures.ts';

export const IMPLICIT_LE = '1.2.840.10008.1.2';
export const EXPLICIT_LE = '1.2.840.10008.1.2.1';
export const EXPLICIT_BE = '1.2.840.10008.1.2.2';

export interface SmallFile {
  readonly path: string;
  readonly uid: string;
}

/** A copy of a fixture under a SOP Instance UID of the same length, and a transfer syntax of the same length where one is given: nothing else of the file changes. */
export function copyWithNewUid(folder: string, fixture: string, transferSyntaxUid?: string): SmallFile {
  const bytes = readFileSync(fixturePath(fixture));
  const meta = readFileMeta(bytes);
  const digits = newUid().replaceAll('.', '').slice(0, 12);
  const uid = `${meta.sopInstanceUid.slice(0, -12).replace(/\.$/, '1')}${digits}`;
  const path = join(folder, `${uid}.dcm`);
  const text = bytes.toString('latin1').replaceAll(meta.sopInstanceUid, uid);
  const relabelled = transferSyntaxUid ? text.replace(meta.transferSyntaxUid, transferSyntaxUid) : text;
  if (relabelled.length !== bytes.byteLength) throw new Error(`${transferSyntaxUid} is not as long as ${meta.transferSyntaxUid}`);
  writeFileSync(path, relabelled, 'latin1');
  return { path, uid };
}

/** A small image in Implicit VR Little Endian as a Part 10 file. */
export function smallFile(path: string, image: SmallImage = {}): SmallFile {
  const { dataset, sopClassUid, sopInstanceUid } = smallImage(image);
  const meta = encodeFileMeta({ sopClassUid, sopInstanceUid, transferSyntaxUid: IMPLICIT_LE });
  writeFileSync(path, Buffer.concat([meta, dataset]));
  return { path, uid: sopInstanceUid };
}
