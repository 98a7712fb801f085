import { PixelsError } from './errors.ts';
import type { Grayscale, ImageHeader, VoiFunction, VoiWindow } from './image.ts';
import { lutOf, paletteOf } from './lut.ts';
import { overlaysOf } from './overlay.ts';
import type { Values } from './values.ts';

const SHARED_FUNCTIONAL_GROUPS = 0x52009229;
const PER_FRAME_FUNCTIONAL_GROUPS = 0x52009230;
const PIXEL_VALUE_TRANSFORMATION = 0x00289145;
const FRAME_VOI_LUT = 0x00289132;
const PIXEL_MEASURES = 0x00289110;

/**
 * What an image is drawn by, from the elements before its Pixel Data (PS3.3 C.7.6.3, C.11; multi-frame functional groups C.7.6.16).
 *
 * @param pixelTag where the values are: (7FE0,0008), (7FE0,0009) or (7FE0,0010)
 * @throws PixelsError PIXELS_BROKEN
 */
export function imageHeaderOf(values: Values, pixelTag: number): ImageHeader {
  const isFloat = pixelTag !== 0x7fe00010;
  const bitsAllocated = pixelTag === 0x7fe00009 ? 64 : pixelTag === 0x7fe00008 ? 32 : needed(values, 0x00280100, 'Bits Allocated');
  const bitsStored = isFloat ? bitsAllocated : (values.uint16(0x00280101) ?? bitsAllocated);
  const samplesPerPixel = values.uint16(0x00280002) ?? 1;
  const isSigned = values.uint16(0x00280103) === 1;
  const numberOfFrames = values.number(0x00280008) ?? 1;
  const highBit = isFloat ? bitsAllocated - 1 : (values.uint16(0x00280102) ?? bitsStored - 1);
  const palette = paletteOf(values, isSigned);
  const padding = paddingOf(values, isSigned);
  const frameMs = frameMsOf(values);
  const header: ImageHeader = {
    sopClassUid: values.text(0x00080016),
    rows: needed(values, 0x00280010, 'Rows'),
    columns: needed(values, 0x00280011, 'Columns'),
    ...{ samplesPerPixel, bitsAllocated, bitsStored, highBit, isFloat },
    pixelRepresentation: isSigned ? 1 : 0,
    planarConfiguration: values.uint16(0x00280006) === 1 ? 1 : 0,
    photometric: values.text(0x00280004) || (samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2'),
    numberOfFrames,
    grayscales: grayscalesOf(values, numberOfFrames, isSigned),
    isInverse: values.text(0x20500020) === 'INVERSE',
    ...(palette && { palette }),
    ...(padding && { padding }),
    aspect: aspectOf(values),
    overlays: overlaysOf(values),
    ...(frameMs && { frameMs }),
  };
  if (!(Number.isInteger(numberOfFrames) && numberOfFrames > 0))
    throw new PixelsError('PIXELS_BROKEN', `Number of Frames is ${numberOfFrames}`);
  if (bitsStored < 1 || bitsStored > bitsAllocated || highBit >= bitsAllocated || highBit + 1 < bitsStored)
    throw new PixelsError(
      'PIXELS_BROKEN',
      `Bits Allocated ${bitsAllocated}, Bits Stored ${bitsStored} and High Bit ${highBit} contradict one another`,
    );
  return header;
}

function needed(values: Values, tag: number, name: string): number {
  const value = values.uint16(tag);
  if (!value) throw new PixelsError('PIXELS_BROKEN', `${name} is missing or zero`);
  return value;
}

function paddingOf(values: Values, isSigned: boolean): ImageHeader['padding'] {
  const signed = (value: number) => (isSigned ? (value << 16) >> 16 : value);
  const from = values.uint16(0x00280120);
  if (from === undefined) return undefined;
  const to = values.uint16(0x00280121) ?? from;
  return { from: Math.min(signed(from), signed(to)), to: Math.max(signed(from), signed(to)) };
}

/** Frame Time, Recommended Display Frame Rate, Cine Rate (PS3.3 C.7.6.5). */
function frameMsOf(values: Values): number | undefined {
  const ms = [values.number(0x00181063), ...[0x00082144, 0x00180040].map((tag) => 1000 / (values.number(tag) ?? 0))];
  return ms.find((one) => one !== undefined && one > 0 && one <= 60_000);
}

function aspectOf(values: Values): number {
  const [shared] = values.items(SHARED_FUNCTIONAL_GROUPS);
  const spacings = [
    values.numbers(0x00280030), // Pixel Spacing: between rows, between columns
    values.numbers(0x00181164), // Imager Pixel Spacing
    shared?.items(PIXEL_MEASURES)[0]?.numbers(0x00280030) ?? [],
    values.numbers(0x00280034), // Pixel Aspect Ratio: vertical, horizontal
  ];
  for (const [vertical = 0, horizontal = 0] of spacings) {
    const aspect = vertical / horizontal;
    if (vertical > 0 && horizontal > 0 && aspect >= 0.01 && aspect <= 100) return aspect;
  }
  return 1;
}

function grayscalesOf(values: Values, numberOfFrames: number, isSigned: boolean): readonly Grayscale[] {
  const top = grayscaleOf([values], isSigned);
  const [shared] = values.items(SHARED_FUNCTIONAL_GROUPS);
  const perFrame = values.items(PER_FRAME_FUNCTIONAL_GROUPS);
  if (!shared && perFrame.length === 0) return [top];
  const groupsOf = (items: readonly (Values | undefined)[]): readonly Values[] =>
    items.flatMap((item) => (item ? [...item.items(PIXEL_VALUE_TRANSFORMATION), ...item.items(FRAME_VOI_LUT)] : []));
  if (perFrame.every((item) => !item.has(PIXEL_VALUE_TRANSFORMATION) && !item.has(FRAME_VOI_LUT)))
    return [grayscaleOf([...groupsOf([shared]), values], isSigned)];
  return Array.from({ length: Math.min(numberOfFrames, perFrame.length) }, (_, at) =>
    grayscaleOf([...groupsOf([perFrame[at], shared]), values], isSigned),
  );
}

/** @param places where an attribute is looked for, the first that has it wins */
function grayscaleOf(places: readonly Values[], isSigned: boolean): Grayscale {
  const first = (tag: number) => places.find((place) => place.has(tag));
  const modalityLut = lutIn(first(0x00283000)?.items(0x00283000)[0], isSigned);
  const ofWindow = first(0x00281050);
  return {
    slope: first(0x00281053)?.number(0x00281053) || 1, // 0 is no slope: each pixel would be alike
    intercept: first(0x00281052)?.number(0x00281052) ?? 0,
    ...(modalityLut && { modalityLut }),
    windows: ofWindow ? windowsOf(ofWindow) : [],
    voiLuts: (first(0x00283010)?.items(0x00283010) ?? [])
      .map((item) => lutIn(item, isSigned && !modalityLut))
      .filter((lut) => lut !== undefined),
  };
}

function lutIn(item: Values | undefined, isSigned: boolean) {
  return item && lutOf(item, 0x00283002, 0x00283006, isSigned);
}

function windowsOf(values: Values): VoiWindow[] {
  const widths = values.numbers(0x00281051);
  const functions = values.texts(0x00281056);
  return values
    .numbers(0x00281050)
    .map((center, at) => ({ center, width: widths[at] ?? 0, function: voiFunction(functions[at] ?? functions[0]) }))
    .filter((window) => isUsable(window));
}

/** PS3.3 C.11.2.1.2, C.11.2.1.3: LINEAR has widths of 1 and more, the others more than 0. */
export function isUsable({ width, function: name }: VoiWindow): boolean {
  return name === 'LINEAR' ? width >= 1 : width > 0;
}

function voiFunction(text: string | undefined): VoiFunction {
  return text === 'SIGMOID' || text === 'LINEAR_EXACT' ? text : 'LINEAR';
}
