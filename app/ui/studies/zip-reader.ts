/** A file in a ZIP. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  /** @throws ZipError where it cannot be unpacked, or is not what the directory says */
  read(): Promise<Blob>;
}

/** `what` is for the page to say. */
export class ZipError extends Error {
  readonly what: 'broken' | 'encrypted' | 'method';
  constructor(what: ZipError['what']) {
    super(what);
    this.what = what;
  }
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MOST_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;
const IN_ZIP64 = 0xffffffff;
const MOST_DIRECTORY = 256 * 1024 ** 2;

/**
 * The files of a ZIP (APPNOTE.TXT 6.3, with ZIP64), by its directory at the end: the browser reads those parts of the file that are asked for, so
 * that its size does not matter. Nothing is unpacked before it is asked for.
 *
 * @throws ZipError
 */
export async function readZip(file: Blob): Promise<readonly ZipEntry[]> {
  const { offset, size, count } = await endOf(file);
  if (size > MOST_DIRECTORY || offset + size > file.size) throw new ZipError('broken');
  const view = await viewOf(file, offset, size);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== ENTRY) throw new ZipError('broken');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => view.getUint16(at + place, true)) as [
      number,
      number,
      number,
    ];
    if (at + 46 + nameLength + extraLength > view.byteLength) throw new ZipError('broken');
    const isUtf8 = (view.getUint16(at + 8, true) & 0x800) !== 0;
    const name = new TextDecoder(isUtf8 ? 'utf-8' : 'latin1').decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength));
    entries.push(entryOf(file, view, at, name, at + 46 + nameLength, extraLength));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries.filter((entry) => !entry.name.endsWith('/'));
}

function entryOf(file: Blob, view: DataView, at: number, name: string, extraAt: number, extraLength: number): ZipEntry {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const crc = view.getUint32(at + 16, true);
  let packed = view.getUint32(at + 20, true);
  let size = view.getUint32(at + 24, true);
  let offset = view.getUint32(at + 42, true);
  for (let extra = extraAt; extra + 4 <= extraAt + extraLength; extra += 4 + view.getUint16(extra + 2, true)) {
    if (view.getUint16(extra, true) !== 1) continue; // APPNOTE 4.5.3: those that did not fit, in this order
    let value = extra + 4;
    const next = () => {
      if (value + 8 > extraAt + extraLength) throw new ZipError('broken');
      value += 8;
      return Number(view.getBigUint64(value - 8, true));
    };
    if (size === IN_ZIP64) size = next();
    if (packed === IN_ZIP64) packed = next();
    if (offset === IN_ZIP64) offset = next();
  }
  return {
    name,
    size,
    async read() {
      if (flags & 1) throw new ZipError('encrypted');
      if (method !== STORED && method !== DEFLATED) throw new ZipError('method');
      const local = await viewOf(file, offset, 30);
      if (local.getUint32(0, true) !== LOCAL) throw new ZipError('broken');
      const begin = offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
      if (begin + packed > file.size) throw new ZipError('broken');
      const content = file.slice(begin, begin + packed);
      const blob = method === STORED ? content : await inflated(content);
      if (blob.size !== size || (await crcOf(blob)) !== crc) throw new ZipError('broken');
      return blob;
    },
  };
}

function inflated(packed: Blob): Promise<Blob> {
  const stream = packed.stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).blob().catch(() => {
    throw new ZipError('broken');
  });
}

async function endOf(file: Blob): Promise<{ offset: number; size: number; count: number }> {
  const length = Math.min(file.size, END_BYTES + MOST_COMMENT);
  const tail = await viewOf(file, file.size - length, length);
  let at = length - END_BYTES;
  while (at >= 0 && tail.getUint32(at, true) !== END) at--;
  if (at < 0) throw new ZipError('broken');
  const end = { count: tail.getUint16(at + 10, true), size: tail.getUint32(at + 12, true), offset: tail.getUint32(at + 16, true) };
  const locatorAt = file.size - length + at - 20;
  if (locatorAt < 0) return end;
  const locator = await viewOf(file, locatorAt, 20);
  if (locator.getUint32(0, true) !== LOCATOR_64) return end;
  const place = Number(locator.getBigUint64(8, true));
  const end64 = await viewOf(file, place, 56);
  if (end64.getUint32(0, true) !== END_64) throw new ZipError('broken');
  const [count, size, offset] = [32, 40, 48].map((each) => Number(end64.getBigUint64(each, true))) as [number, number, number];
  return { count, size, offset };
}

async function viewOf(file: Blob, offset: number, length: number): Promise<DataView<ArrayBuffer>> {
  const bytes = await file.slice(offset, offset + length).arrayBuffer();
  if (bytes.byteLength !== length) throw new ZipError('broken');
  return new DataView(bytes);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

async function crcOf(blob: Blob): Promise<number> {
  let crc = 0xffffffff;
  const reader = blob.stream().getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read())
    for (const byte of next.value) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
