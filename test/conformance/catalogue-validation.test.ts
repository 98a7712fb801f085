import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { newUid } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { cStoreRq, element, IMPLICIT_LE, rawAssociate, statusOf } from '../support/raw-peer.ts';

const CLASSES = {
  CT: '1.2.840.10008.5.1.4.1.1.2',
  CR: '1.2.840.10008.5.1.4.1.1.1',
  SR: '1.2.840.10008.5.1.4.1.1.88.11',
  ECG: '1.2.840.10008.5.1.4.1.1.9.1.1',
} as const;
const ROWS = 0x00280010;
const MODALITY = 0x00080060;

/** What Image Plane, Frame of Reference and Image Pixel Modules demand (PS3.3 Tables C.7-6, C.7-10, C.7-11c). */
const IMAGE: readonly (readonly [number, string | number])[] = [
  [0x00200032, '0\\0\\0'],
  [0x00200037, '1\\0\\0\\0\\1\\0'],
  [0x00200052, '1.2.826.0.1.3680043.10.1.9'],
  [0x00280002, 1],
  [0x00280004, 'MONOCHROME2'],
  [ROWS, 1],
  [0x00280011, 1],
  [0x00280030, '1\\1'],
  [0x00280100, 16],
  [0x00280101, 12],
  [0x00280102, 11],
  [0x00280103, 0],
];
const PLANE = [0x00200032, 0x00200037, 0x00200052, 0x00280030];

/** An object with everything that its class demands, but for the tags left out. */
function objectOf(kind: keyof typeof CLASSES, without: readonly number[] = []) {
  const sopInstanceUid = newUid();
  const image = kind === 'CT' ? IMAGE : kind === 'CR' ? IMAGE.filter(([tag]) => !PLANE.includes(tag)) : [];
  const elements: readonly (readonly [number, string | number])[] = [
    [0x00080016, CLASSES[kind]],
    [0x00080018, sopInstanceUid],
    [MODALITY, kind],
    [0x0020000d, newUid()],
    [0x0020000e, newUid()],
    ...image,
  ];
  const wanted = elements.filter(([tag]) => !without.includes(tag)).sort(([a], [b]) => a - b);
  const isUid = (tag: number): boolean => [0x00080016, 0x00080018, 0x0020000d, 0x0020000e, 0x00200052].includes(tag);
  const dataset = Buffer.concat(wanted.map(([tag, value]) => (isUid(tag) ? element(tag, value) : element(tag, value, 0x20))));
  return { sopClassUid: CLASSES[kind], sopInstanceUid, dataset };
}

const CASES = [
  ['a CT with all that its IOD demands', objectOf('CT'), { lenient: '0000', iod: '0000', strict: '0000' }],
  ['a CT without Rows', objectOf('CT', [ROWS]), { lenient: '0000', iod: 'A900', strict: 'A900' }],
  ['a CT without its position', objectOf('CT', PLANE), { lenient: '0000', iod: 'A900', strict: 'A900' }],
  ['a CR, which has no position', objectOf('CR'), { lenient: '0000', iod: '0000', strict: '0000' }],
  ['a CR without Rows', objectOf('CR', [ROWS]), { lenient: '0000', iod: 'A900', strict: 'A900' }],
  ['an SR', objectOf('SR'), { lenient: '0000', iod: '0000', strict: '0000' }],
  ['an ECG', objectOf('ECG'), { lenient: '0000', iod: '0000', strict: '0000' }],
  ['an SR without Modality', objectOf('SR', [MODALITY]), { lenient: '0000', iod: '0000', strict: 'A900' }],
] as const;

for (const catalogueValidation of ['lenient', 'iod', 'strict'] as const)
  describe(`catalogueValidation ${catalogueValidation} (X-13, I-44)`, () => {
    let filmroom: Filmroom;
    before(async () => {
      filmroom = await startFilmroom({ config: { storage: { catalogueValidation } } });
    });
    after(() => filmroom.stop());

    for (const [what, { sopClassUid, sopInstanceUid, dataset }, statuses] of CASES) {
      const expected = statuses[catalogueValidation];
      it(`${what}: ${expected}H`, async () => {
        const contexts = Object.values(CLASSES).map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] }));
        const peer = await rawAssociate(filmroom.dicomPort, { contexts });
        const contextId = 1 + 2 * Object.values(CLASSES).indexOf(sopClassUid);
        const { command } = await peer.ask(contextId, cStoreRq(sopClassUid, sopInstanceUid), dataset);
        await peer.release();
        assert.equal(statusOf(command), Number.parseInt(expected, 16));
        assert.equal(filmroom.storedDataset(sopInstanceUid) !== undefined, statusOf(command) === 0x0000);
        if (statusOf(command) !== 0x0000) assert.match(command.get(0x00000902)?.toString('latin1') ?? '', /missing or empty: [A-Z]/);
      });
    }
  });
