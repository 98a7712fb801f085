import { locateFrames, memorySource, readFrame } from '../../../app/pixels/pixels.ts';
import { encapsulatedDataset, imageDataset } from '../../support/pixels-under-test.ts';
import type { Target } from '../target.ts';

const SYNTAXES = [
  '1.2.840.10008.1.2',
  '1.2.840.10008.1.2.1',
  '1.2.840.10008.1.2.2',
  '1.2.840.10008.1.2.4.50',
  '1.2.840.10008.1.2.5',
] as const;
const TWO_FRAMES = [0x00280008, 'IS', '2'] as const;
const words = (...values: number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer);

/** PS3.5 §8, §A.4: whatever stands in a data set, its frames are found, or refused in words. */
export const target: Target = {
  name: 'pixels-frames',
  seeds: () => {
    const values = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const stream = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 1);
    const palette = [1, 2, 3].flatMap(
      (colour) =>
        [
          [0x00281100 + colour, 'US', '4\\0\\16'],
          [0x00281220 + colour, 'OW', words(0, 2, 10, 20, 1, 2, 40)],
        ] as const,
    );
    const groups = [
      [
        0x00289132,
        'SQ',
        [
          [
            [0x00281050, 'DS', '40'],
            [0x00281051, 'DS', '400'],
          ],
        ],
      ],
    ] as const;
    return [
      [0, imageDataset([TWO_FRAMES, ...palette], values, SYNTAXES[0])] as const,
      [1, imageDataset([TWO_FRAMES, [0x52009230, 'SQ', [groups, groups]]], values, SYNTAXES[1])] as const,
      [2, imageDataset([TWO_FRAMES], values, SYNTAXES[2])] as const,
      [3, encapsulatedDataset([TWO_FRAMES], [new Uint8Array(Uint32Array.of(0, 14).buffer), stream, stream])] as const,
      [4, encapsulatedDataset([TWO_FRAMES], [new Uint8Array(), stream, stream])] as const,
    ].map(([syntax, dataset]) => Buffer.concat([Buffer.of(syntax), dataset]));
  },
  async run(input) {
    const source = memorySource(input.subarray(1));
    const frames = await locateFrames(source, SYNTAXES[(input[0] ?? 0) % SYNTAXES.length]!, {
      ...{ maxHeaderBytes: 1 << 20, maxElements: 10_000, maxFragments: 1000 },
    });
    for (const frame of [1, 2]) await readFrame(source, frames, frame, { maxFrameBytes: 1 << 20 });
  },
};
