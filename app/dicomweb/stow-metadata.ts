import { type DataElement, elementText, writeElements } from '../dataset/dataset.ts';
import { EXPLICIT_VR_LITTLE_ENDIAN, STATUS, TRANSFER_SYNTAXES } from '../registry/registry.ts';
import { DicomwebError } from './errors.ts';
import { compressedTransferSyntax } from './frame-forms.ts';
import { type MediaType, parseMediaType } from './media-types.ts';
import type { Part } from './multipart-reader.ts';
import { parseNativeModel } from './native-xml.ts';
import { type BulkOf, type BulkPart, parseObjects, type ReadObject, readObject } from './stow-json.ts';
import type { StowOutcome } from './stow-outcome.ts';
import type { Store, StowLimits } from './stow-store.ts';

export const METADATA_TYPES: ReadonlySet<string> = new Set(['application/dicom+json', 'application/json', 'application/dicom+xml']);

const SOP_CLASS_UID = 0x0008_0016;
const SOP_INSTANCE_UID = 0x0008_0018;
const PIXEL_DATA = 0x7fe0_0010;

/**
 * Stores instances whose metadata and bulk data come apart (PS3.18 §10.5.2): DICOM JSON or native XML, then what they name by Content-Location. All of it
 * is in memory at once, within its limits, since a data set has its elements in another order than the body.
 *
 * @throws DicomwebError DICOMWEB_BAD_METADATA, DICOMWEB_TOO_LARGE, and what the parts throw
 */
export async function storeMetadata(
  parts: AsyncIterable<Part>,
  store: Store,
  { baseUrl, limits }: { readonly baseUrl: string; readonly limits: Pick<StowLimits, 'maxMetadataBytes' | 'maxBulkBytes'> },
): Promise<readonly StowOutcome[]> {
  const objects: unknown[] = [];
  const bulk = new Map<string, BulkPart[]>();
  let metadataLeft = limits.maxMetadataBytes;
  let bulkLeft = limits.maxBulkBytes;
  for await (const { headers, body } of parts) {
    const type = parseMediaType(headers.get('content-type') ?? '');
    if (type && METADATA_TYPES.has(type.type)) {
      const bytes = await allOf(body, metadataLeft, 'Metadata');
      metadataLeft -= bytes.byteLength;
      objects.push(...objectsOf(type, bytes));
    } else {
      const bytes = await allOf(body, bulkLeft, 'Bulk data');
      bulkLeft -= bytes.byteLength;
      for (const address of addressesOf(headers, baseUrl)) {
        const present = bulk.get(address) ?? [];
        bulk.set(address, [...present, bulkPart(type, bytes)]);
      }
    }
  }
  if (objects.length === 0) throw new DicomwebError('DICOMWEB_BAD_METADATA', 'The body has no metadata.');
  const bulkOf: BulkOf = (uri) => bulk.get(uri) ?? bulk.get(absolute(uri, baseUrl));
  const outcomes: StowOutcome[] = [];
  for (const object of objects) outcomes.push(await storeObject(object, bulkOf, store));
  return outcomes;
}

/** @throws DicomwebError DICOMWEB_TOO_LARGE, and what the body throws */
export async function allOf(body: AsyncIterable<Uint8Array>, most: number, what: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.byteLength;
    if (bytes > most) throw new DicomwebError('DICOMWEB_TOO_LARGE', `${what} are longer than the ${most} bytes that may be here.`);
    pieces.push(Buffer.from(piece)); // a view of the reader's
  }
  return Buffer.concat(pieces);
}

/** @throws DicomwebError DICOMWEB_BAD_METADATA */
export function objectsOf({ type }: MediaType, bytes: Buffer): readonly unknown[] {
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  return type === 'application/dicom+xml' ? [parseNativeModel(text)] : parseObjects(text);
}

/** Content-Location as it stands and as an address, Content-ID as `cid:` (RFC 2392). */
function addressesOf(headers: Part['headers'], baseUrl: string): readonly string[] {
  const location = headers.get('content-location');
  const id = headers.get('content-id');
  const addresses = new Set<string>();
  if (location !== undefined) addresses.add(location).add(absolute(location, baseUrl));
  if (id !== undefined) addresses.add(`cid:${id.replace(/^<|>$/g, '')}`);
  return [...addresses];
}

function absolute(address: string, baseUrl: string): string {
  return URL.parse(address, `${baseUrl}/`)?.href ?? address;
}

function bulkPart(type: MediaType | undefined, bytes: Buffer): BulkPart {
  return { mediaType: type?.type ?? 'application/octet-stream', transferSyntaxUid: type?.parameters.get('transfer-syntax'), bytes };
}

async function storeObject(object: unknown, bulkOf: BulkOf, store: Store): Promise<StowOutcome> {
  let ids: { readonly sopClassUid: string; readonly sopInstanceUid: string } | undefined;
  try {
    const read = readObject(object, bulkOf);
    const { elements } = read;
    ids = { sopClassUid: textOf(elements, SOP_CLASS_UID), sopInstanceUid: textOf(elements, SOP_INSTANCE_UID) };
    const transferSyntaxUid = syntaxOf(read);
    return await store.dataset(once(datasetOf(read)), { ...ids, transferSyntaxUid });
  } catch (error) {
    if (!(error instanceof DicomwebError) || error.code !== 'DICOMWEB_BAD_METADATA') throw error;
    return { kind: 'failed', ids, failureReason: STATUS.CANNOT_UNDERSTAND, words: error.message };
  }
}

function textOf(elements: readonly DataElement[], tag: number): string {
  const element = elements.find((one) => one.tag === tag);
  return element ? elementText(element, []) : '';
}

/** Of compressed frames that which they say, or the default of their media type (PS3.18 Table 8.7.3-5); of everything else Explicit VR Little Endian. */
function syntaxOf({ frames, transferSyntaxUid }: ReadObject): string {
  const [first] = frames ?? [];
  if (!first) return EXPLICIT_VR_LITTLE_ENDIAN;
  const uid = first.transferSyntaxUid ?? transferSyntaxUid ?? compressedTransferSyntax(first.mediaType);
  if (uid !== undefined && TRANSFER_SYNTAXES.get(uid)?.encapsulated === true) return uid;
  throw new DicomwebError('DICOMWEB_BAD_METADATA', `Pixel Data came as ${first.mediaType} without a transfer syntax that it may have.`);
}

function datasetOf({ elements, frames }: ReadObject): readonly Uint8Array[] {
  if (!frames) return [writeElements(elements, EXPLICIT_VR_LITTLE_ENDIAN)];
  const before = elements.filter(({ tag }) => tag < PIXEL_DATA);
  const after = elements.filter(({ tag }) => tag > PIXEL_DATA);
  return [writeElements(before, EXPLICIT_VR_LITTLE_ENDIAN), ...encapsulated(frames), writeElements(after, EXPLICIT_VR_LITTLE_ENDIAN)];
}

/** PS3.5 §A.4: a fragment for each frame, the Basic Offset Table empty. */
function encapsulated(frames: readonly BulkPart[]): readonly Uint8Array[] {
  const begin = Buffer.from('e07f1000' + '4f420000' + 'ffffffff' + 'feff00e0' + '00000000', 'hex'); // (7FE0,0010) OB, undefined length; the table
  const end = Buffer.from('feffdde0' + '00000000', 'hex');
  const fragments = frames.flatMap(({ bytes }) => {
    const padding = bytes.byteLength % 2;
    const item = Buffer.from('feff00e000000000', 'hex');
    item.writeUInt32LE(bytes.byteLength + padding, 4);
    return [item, bytes, Buffer.alloc(padding)];
  });
  return [begin, ...fragments, end];
}

async function* once(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces.filter(({ byteLength }) => byteLength > 0);
}
