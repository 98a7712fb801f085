import { type DataElement, encodeValue, writeElements } from '../../app/dataset/dataset.ts';
import { inflatedSource, type LocatedImage, locateFrames, memorySource, PIXELS_LIMITS } from '../../app/pixels/pixels.ts';
import { DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN } from '../../app/registry/registry.ts';
import { fixtureDataset } from './fixtures.ts';

export type Attribute = readonly [tag: number, vr: string, value: string | Uint8Array | readonly (readonly Attribute[])[]];

/** Elements from text as PS3.5 has it (numbers in decimal), bytes, or items. */
export function elementsOf(attributes: readonly Attribute[]): DataElement[] {
  return attributes.map(([tag, vr, value]) => {
    if (typeof value === 'string') return { tag, vr, bytes: encodeValue(value, vr, [])! };
    if (value instanceof Uint8Array) return { tag, vr, bytes: value };
    return { tag, vr: 'SQ', bytes: new Uint8Array(), items: value.map(elementsOf) };
  });
}

/** An image of 2 × 2 values of 8 bits, unless said otherwise. */
const IMAGE: readonly Attribute[] = [
  [0x00280002, 'US', '1'],
  [0x00280004, 'CS', 'MONOCHROME2'],
  [0x00280010, 'US', '2'],
  [0x00280011, 'US', '2'],
  [0x00280100, 'US', '8'],
  [0x00280101, 'US', '8'],
  [0x00280102, 'US', '7'],
  [0x00280103, 'US', '0'],
];

function changed(changes: readonly Attribute[]): DataElement[] {
  return elementsOf([...IMAGE.filter(([tag]) => !changes.some((change) => change[0] === tag)), ...changes]);
}

/** An uncompressed image: that above with these changes, and Pixel Data. */
export function imageDataset(
  changes: readonly Attribute[],
  pixelData: Uint8Array,
  transferSyntaxUid = EXPLICIT_VR_LITTLE_ENDIAN,
): Uint8Array {
  return writeElements([...changed(changes), { tag: 0x7fe00010, vr: 'OW', bytes: pixelData }], transferSyntaxUid);
}

/** An image in fragments; the first item is the Basic Offset Table. */
export function encapsulatedDataset(changes: readonly Attribute[], items: readonly Uint8Array[]): Buffer {
  const head = writeElements(changed(changes), EXPLICIT_VR_LITTLE_ENDIAN);
  const item = (element: number, bytes: Uint8Array): Buffer => {
    const header = Buffer.from([0xfe, 0xff, element & 0xff, element >> 8, 0, 0, 0, 0]);
    header.writeUInt32LE(bytes.byteLength, 4);
    return Buffer.concat([header, bytes]);
  };
  const pixelData = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]); // (7FE0,0010) OB, undefined length
  return Buffer.concat([head, pixelData, ...items.map((bytes) => item(0xe000, bytes)), item(0xe0dd, new Uint8Array())]);
}

/** The frames of a fixture, found. */
export async function locatedFixture(file: string): Promise<LocatedImage> {
  const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
  return located(dataset, transferSyntaxUid);
}

export async function located(dataset: Uint8Array, transferSyntaxUid = EXPLICIT_VR_LITTLE_ENDIAN): Promise<LocatedImage> {
  const stored = memorySource(dataset);
  const source =
    transferSyntaxUid === DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN ? await inflatedSource(stored, PIXELS_LIMITS.maxInflatedBytes) : stored;
  return { source, frames: await locateFrames(source, transferSyntaxUid) };
}
