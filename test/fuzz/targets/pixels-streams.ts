import { decodeLossless } from '../../../app/pixels/codecs/jpeg-lossless.ts';
import { readJpegFrame } from '../../../app/pixels/codecs/jpeg-markers.ts';
import { decodeSequential } from '../../../app/pixels/codecs/jpeg-sequential.ts';
import { decodeRle } from '../../../app/pixels/codecs/rle.ts';
import type { PixelFormat } from '../../../app/pixels/pixels.ts';
import { jpegStream } from '../../support/jpeg-stream.ts';
import type { Target } from '../target.ts';

const MOST_PIXELS = 4096;
const FORMAT: PixelFormat = {
  ...{ rows: 4, columns: 4, samplesPerPixel: 1, bitsAllocated: 16, bitsStored: 16, highBit: 15 },
  ...{ pixelRepresentation: 0, planarConfiguration: 0, photometric: 'MONOCHROME2', isFloat: false },
};

/** T.81, PS3.5 Annex G: the decoders that are our own. */
export const target: Target = {
  name: 'pixels-streams',
  seeds: () => {
    const rle = Buffer.alloc(64 + 6);
    rle.writeUInt32LE(2, 0);
    rle.writeUInt32LE(64, 4);
    rle.writeUInt32LE(67, 8);
    rle.set([0xf1, 5, 0x80, 0xf1, 9, 0x80], 64);
    return [
      Buffer.concat([Buffer.of(0), jpegStream({ process: 3, precision: 12, selection: 1 })]),
      Buffer.concat([Buffer.of(0), jpegStream({ process: 3, precision: 16, selection: 7, restartInterval: 4 })]),
      Buffer.concat([Buffer.of(1), jpegStream({ process: 1, precision: 12, selection: 0 })]),
      Buffer.concat([Buffer.of(2), rle]),
    ];
  },
  run(input) {
    const stream = input.subarray(1);
    const which = (input[0] ?? 0) % 3;
    if (which === 2) return void decodeRle(stream, FORMAT);
    const frame = readJpegFrame(stream);
    // what `checkSize` and `decodeJpeg` have looked at before
    if (frame.rows * frame.columns * frame.components.length > MOST_PIXELS || frame.precision < 2 || frame.precision > 16) return;
    if (which === 0) decodeLossless(stream, frame);
    else decodeSequential(stream, { ...frame, precision: 12 });
  },
};
