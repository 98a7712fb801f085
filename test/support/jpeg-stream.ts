/** A JPEG bit stream of 4 × 4 pixels of one component, written out: each value one code of one bit, so that any bits decode. */
export function jpegStream(about: {
  readonly process: 1 | 3;
  readonly precision: number;
  readonly selection: number;
  readonly restartInterval?: number;
}): Buffer {
  const { process, precision, selection, restartInterval } = about;
  const segment = (marker: number, ...bytes: readonly number[]) =>
    Buffer.of(0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 0xff, ...bytes);
  const counts = (...first: readonly number[]) => Array.from({ length: 16 }, (_, at) => first[at] ?? 0);
  /** 0 = no difference, 10 = a difference of 1 bit, 11 … beyond */
  const dc = segment(0xc4, 0x00, ...counts(1, 1), 0, 1);
  /** 0 = end of block */
  const ac = segment(0xc4, 0x10, ...counts(1, 1), 0, 1);
  const steps = segment(0xdb, 0x00, ...new Array<number>(64).fill(1));
  const interval = restartInterval === undefined ? Buffer.alloc(0) : segment(0xdd, 0, restartInterval);
  const frame = segment(0xc0 + process, precision, 0, 4, 0, 4, 1, 1, 0x11, 0);
  const scan = segment(0xda, 1, 1, 0x00, selection, process === 3 ? 0 : 63, 0);
  const restarts = restartInterval === undefined ? 0 : 16 / restartInterval - 1;
  const data = Buffer.concat([
    Buffer.of(0x94, 0x8a, 0x01, 0x00),
    ...Array.from({ length: restarts }, (_, at) => Buffer.of(0xff, 0xd0 + at, 0x94, 0x20)),
  ]);
  return Buffer.concat([Buffer.of(0xff, 0xd8), steps, dc, ac, interval, frame, scan, data, Buffer.of(0xff, 0xd9)]);
}
