import { ByteWriter } from '../base/base.ts';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME, tagText } from '../registry/registry.ts';
import { DatasetError } from './errors.ts';
import { VR_INVALID, VR_KIND, VR_PLACEHOLDER, VR_SHORT } from './vr.ts';

/** What a file says of the data set in it (PS3.10 §7.1). */
export interface FileMeta {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  /** Who wrote the file: the AE that sent the data set, where a network brought it. */
  readonly sourceAeTitle?: string;
  /** (0002,0017): AE title that the sender went by in the association. */
  readonly sendingAeTitle?: string;
  /** (0002,0018): AE title that we were called by. */
  readonly receivingAeTitle?: string;
}

/** As read: a UID that the file lacks is ''. */
export interface ReadFileMeta extends FileMeta {
  readonly implementationClassUid?: string;
  readonly implementationVersionName?: string;
  /** Where the data set begins, in bytes from the start of the file. */
  readonly datasetOffset: number;
}

const PREAMBLE_BYTES = 128;
const GROUP_LENGTH = 0x00020000;
const MEDIA_STORAGE_SOP_CLASS_UID = 0x00020002;
const MEDIA_STORAGE_SOP_INSTANCE_UID = 0x00020003;
const TRANSFER_SYNTAX_UID = 0x00020010;
const IMPLEMENTATION_CLASS = 0x00020012;
const IMPLEMENTATION_VERSION = 0x00020013;
const SOURCE_AE_TITLE = 0x00020016;
const SENDING_AE_TITLE = 0x00020017;
const RECEIVING_AE_TITLE = 0x00020018;

/** Preamble, DICM and File Meta Information (PS3.10 §7.1), our implementation named in it; Explicit VR Little Endian always. */
export function encodeFileMeta(meta: FileMeta): Uint8Array {
  const writer = new ByteWriter(512);
  writer.text('', PREAMBLE_BYTES, 0).text('DICM');
  header(writer, GROUP_LENGTH, 'UL', 4).uint32(0);
  const begin = writer.length;
  header(writer, 0x00020001, 'OB', 2).uint8(0).uint8(1); // File Meta Information Version
  text(writer, MEDIA_STORAGE_SOP_CLASS_UID, 'UI', meta.sopClassUid);
  text(writer, MEDIA_STORAGE_SOP_INSTANCE_UID, 'UI', meta.sopInstanceUid);
  text(writer, TRANSFER_SYNTAX_UID, 'UI', meta.transferSyntaxUid);
  text(writer, IMPLEMENTATION_CLASS, 'UI', IMPLEMENTATION_CLASS_UID);
  text(writer, IMPLEMENTATION_VERSION, 'SH', IMPLEMENTATION_VERSION_NAME);
  if (meta.sourceAeTitle) text(writer, SOURCE_AE_TITLE, 'AE', meta.sourceAeTitle);
  if (meta.sendingAeTitle) text(writer, SENDING_AE_TITLE, 'AE', meta.sendingAeTitle);
  if (meta.receivingAeTitle) text(writer, RECEIVING_AE_TITLE, 'AE', meta.receivingAeTitle);
  writer.patchUint32(begin - 4, writer.length - begin, true);
  return writer.bytes();
}

function header(writer: ByteWriter, tag: number, vr: string, length: number): ByteWriter {
  writer
    .uint16(tag >>> 16, true)
    .uint16(tag & 0xffff, true)
    .text(vr);
  return vr === 'OB' ? writer.uint16(0).uint32(length, true) : writer.uint16(length, true);
}

function text(writer: ByteWriter, tag: number, vr: string, value: string): void {
  const length = value.length + (value.length & 1); // PS3.5 §6.2: UI is padded with NUL, text with a space
  header(writer, tag, vr, length).text(value, length, vr === 'UI' ? 0 : 0x20);
}

/**
 * Reads the File Meta Information at the head of a file (PS3.10 §7.1). Tolerant, since files come from everywhere: the preamble may be
 * missing, the group length missing or wrong, the group in implicit VR; the group ends where another begins.
 *
 * @param head the first bytes of the file; 4 kB hold any sane group, more are never wrong
 * @throws DatasetError DATASET_FILE_META_MALFORMED
 */
export function readFileMeta(head: Uint8Array): ReadFileMeta {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const values = new Map<number, string>();
  let at = beginOf(bytes);
  while (at + 8 <= bytes.length && bytes.readUInt16LE(at) === 0x0002) {
    const tag = 0x00020000 + bytes.readUInt16LE(at + 2);
    const { size, length } = readHeader(bytes, at, tag);
    const end = at + size + length;
    if (end > bytes.length)
      throw malformed(`${tagText(tag)} at byte ${at} of ${length} bytes reaches beyond the ${bytes.length} bytes there are`);
    if (!values.has(tag))
      values.set(
        tag,
        bytes
          .toString('latin1', at + size, end)
          .replace(/[\0 ]+$/, '')
          .trimStart(),
      );
    at = end;
  }
  if (values.size === 0) throw malformed('no File Meta Information at the start of the file');
  const optional = (name: keyof ReadFileMeta, tag: number) => (values.get(tag) ? { [name]: values.get(tag) } : {});
  return {
    sopClassUid: values.get(MEDIA_STORAGE_SOP_CLASS_UID) ?? '',
    sopInstanceUid: values.get(MEDIA_STORAGE_SOP_INSTANCE_UID) ?? '',
    transferSyntaxUid: values.get(TRANSFER_SYNTAX_UID) ?? '',
    ...optional('implementationClassUid', IMPLEMENTATION_CLASS),
    ...optional('implementationVersionName', IMPLEMENTATION_VERSION),
    ...optional('sourceAeTitle', SOURCE_AE_TITLE),
    ...optional('sendingAeTitle', SENDING_AE_TITLE),
    ...optional('receivingAeTitle', RECEIVING_AE_TITLE),
    datasetOffset: at,
  };
}

/** After the preamble and DICM, after DICM alone, or at once. */
function beginOf(bytes: Buffer): number {
  if (bytes.toString('latin1', PREAMBLE_BYTES, PREAMBLE_BYTES + 4) === 'DICM') return PREAMBLE_BYTES + 4;
  return bytes.toString('latin1', 0, 4) === 'DICM' ? 4 : 0;
}

function readHeader(bytes: Buffer, at: number, tag: number): { size: number; length: number } {
  const kind = VR_KIND[bytes.readUInt16BE(at + 4)]!;
  if (kind === VR_INVALID || kind === VR_PLACEHOLDER) return { size: 8, length: bytes.readUInt32LE(at + 4) };
  if (kind === VR_SHORT) return { size: 8, length: bytes.readUInt16LE(at + 6) };
  if (at + 12 > bytes.length) throw malformed(`${tagText(tag)} at byte ${at} is cut off`);
  return { size: 12, length: bytes.readUInt32LE(at + 8) };
}

function malformed(words: string): DatasetError {
  return new DatasetError('DATASET_FILE_META_MALFORMED', words);
}
