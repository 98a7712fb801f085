import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BytesMissing, type DataElement, writeElements } from '../../../app/dataset/dataset.ts';
import { DICOMWEB_LIMITS } from '../../../app/dicomweb/dicomweb.ts';
import { datasetJson } from '../../../app/dicomweb/json-dataset.ts';
import { EXPLICIT_VR_BIG_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../../../app/registry/registry.ts';

const BULK = 'http://box/bulkdata';
const SYNTAXES = [EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN];
const text = (tag: number, vr: string, value: string | Uint8Array): DataElement => ({
  tag,
  vr,
  bytes: Buffer.from(value as string, 'latin1'),
});
const sequence = (tag: number, ...items: DataElement[][]): DataElement => ({ tag, vr: 'SQ', bytes: Buffer.alloc(0), items });

function json(bytes: Uint8Array, transferSyntaxUid: string, limits = DICOMWEB_LIMITS): Record<string, unknown> {
  return JSON.parse(datasetJson({ bytes: bytes.byteLength, pieces: [{ at: 0, bytes }] }, transferSyntaxUid, BULK, limits)) as Record<
    string,
    unknown
  >;
}
const of = (elements: readonly DataElement[], transferSyntaxUid = EXPLICIT_VR_LITTLE_ENDIAN) =>
  json(writeElements(elements, transferSyntaxUid), transferSyntaxUid);

describe('PS3.18 §F.2 a data set as DICOM JSON', () => {
  for (const syntax of SYNTAXES)
    it(`is the same from ${syntax}: text, numbers of each VR, sequences`, () =>
      assert.deepEqual(
        of(
          [
            text(0x0008_0005, 'CS', 'ISO_IR 100'),
            text(0x0008_0060, 'CS', 'CT'),
            sequence(0x0008_1110, [text(0x0008_1155, 'UI', '1.2.3')], []),
            sequence(0x0008_1115),
            text(0x0010_0010, 'PN', Buffer.from('M\xfcller^J\xf6rg ', 'latin1')),
            text(0x0010_0020, 'LO', ''),
            text(0x0020_0013, 'IS', '7 '),
            { tag: 0x0028_0010, vr: 'US', bytes: Uint8Array.of(0x00, 0x02) },
            { tag: 0x0018_9073, vr: 'FD', bytes: Buffer.from(new Float64Array([0.5]).buffer) },
            { tag: 0x0028_0009, vr: 'AT', bytes: Uint8Array.of(0x18, 0x00, 0x63, 0x10) },
          ],
          syntax,
        ),
        {
          '00080005': { vr: 'CS', Value: ['ISO_IR 192'] }, // all of it is UTF-8 here
          '00080060': { vr: 'CS', Value: ['CT'] },
          '00081110': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2.3'] } }, {}] },
          '00081115': { vr: 'SQ' },
          '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Müller^Jörg' }] },
          '00100020': { vr: 'LO' },
          '00189073': { vr: 'FD', Value: [0.5] },
          '00200013': { vr: 'IS', Value: [7] },
          '00280009': { vr: 'AT', Value: ['00181063'] },
          '00280010': { vr: 'US', Value: [512] },
        },
      ));

  it('an item is read by its own character set, and the next by that of the data set (PS3.3 C.12.1.1.2)', () => {
    const cyrillic = [text(0x0008_0005, 'CS', 'ISO_IR 144'), text(0x0008_0104, 'LO', Buffer.from('\xbb\xee', 'latin1'))];
    const latin = [text(0x0008_0104, 'LO', Buffer.from('\xe9', 'latin1'))];
    const elements = [
      text(0x0008_0005, 'CS', 'ISO_IR 100'),
      sequence(0x0008_1032, cyrillic, latin),
      text(0x0010_0010, 'PN', Buffer.from('\xe9', 'latin1')),
    ];
    const items = (of(elements)['00081032'] as { Value: Record<string, unknown>[] }).Value;
    assert.deepEqual(
      items.map((item) => item['00080104']),
      [
        { vr: 'LO', Value: ['Лю'] },
        { vr: 'LO', Value: ['é'] },
      ],
    );
    assert.deepEqual(of(elements)['00100010'], { vr: 'PN', Value: [{ Alphabetic: 'é' }] });
  });

  it('of an element that comes twice the first counts, as an object has each name once', () => {
    const bytes = (...elements: DataElement[]) => elements.map((element) => writeElements([element], EXPLICIT_VR_LITTLE_ENDIAN));
    const inner = [text(0x0008_1155, 'UI', '1.2')];
    const twice = Buffer.concat(
      bytes(sequence(0x0008_1110, inner), text(0x0010_0020, 'LO', 'A'), sequence(0x0008_1110, inner, inner), text(0x0010_0020, 'LO', 'B')),
    );
    assert.deepEqual(json(twice, EXPLICIT_VR_LITTLE_ENDIAN), {
      '00081110': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2'] } }] },
      '00100020': { vr: 'LO', Value: ['A'] },
    });
  });

  it('group lengths are left out (§F.2.2)', () => assert.deepEqual(of([{ tag: 0x0008_0000, vr: 'UL', bytes: Buffer.alloc(4) }]), {}));

  for (const [representation, vr, value] of [
    [0, 'US', 0xfff0],
    [1, 'SS', -16],
  ] as const)
    it(`in implicit VR ${vr} of (0028,0120) follows Pixel Representation ${representation} (PS3.5 §A.1)`, () =>
      assert.deepEqual(
        of(
          [
            { tag: 0x0028_0103, vr: 'US', bytes: Uint8Array.of(representation, 0) },
            { tag: 0x0028_0120, vr, bytes: Uint8Array.of(0xf0, 0xff) },
          ],
          IMPLICIT_VR_LITTLE_ENDIAN,
        )['00280120'],
        { vr, Value: [value] },
      ));

  it('private attributes: the creator as LO, a value without VR as UN, inline (§F.2.7)', () =>
    assert.deepEqual(of([text(0x0009_0010, 'LO', 'ACME 1.1'), text(0x0009_1001, 'UN', 'ab')], IMPLICIT_VR_LITTLE_ENDIAN), {
      '00090010': { vr: 'LO', Value: ['ACME 1.1'] },
      '00091001': { vr: 'UN', InlineBinary: 'YWI=' },
    }));

  it('UN of an attribute that PS3.6 has is read as that (PS3.5 §6.2.2 note 2)', () =>
    assert.deepEqual(of([text(0x0010_0020, 'UN', 'P1')]), { '00100020': { vr: 'LO', Value: ['P1'] } }));

  it('binary values up to the limit are inline, longer ones are a BulkDataURI with the way to them (§F.2.6)', () => {
    const icon = { tag: 0x7fe0_0010, vr: 'OW', bytes: Buffer.alloc(DICOMWEB_LIMITS.maxInlineBytes + 2) };
    const found = of([
      { tag: 0x0028_1201, vr: 'OW', bytes: Buffer.alloc(DICOMWEB_LIMITS.maxInlineBytes) },
      sequence(0x0088_0200, [], [icon]),
      { tag: 0x7fe0_0010, vr: 'OW', bytes: Buffer.alloc(4096) },
    ]);
    assert.equal(typeof (found['00281201'] as { InlineBinary: string }).InlineBinary, 'string');
    assert.deepEqual(found['00880200'], {
      vr: 'SQ',
      Value: [{}, { '7FE00010': { vr: 'OW', BulkDataURI: `${BULK}/00880200.2.7FE00010` } }],
    });
    assert.deepEqual(found['7FE00010'], { vr: 'OW', BulkDataURI: `${BULK}/7FE00010` });
  });

  it('encapsulated Pixel Data is a BulkDataURI, whatever its length (PS3.5 §A.4)', () => {
    const head = writeElements([text(0x0008_0060, 'CS', 'CT')], EXPLICIT_VR_LITTLE_ENDIAN);
    const fragments = Buffer.from('e07f10004f420000ffffffff' + 'feff00e000000000' + 'feff00e002000000aabb' + 'feffdde000000000', 'hex');
    assert.deepEqual(json(Buffer.concat([head, fragments]), '1.2.840.10008.1.2.4.50')['7FE00010'], {
      vr: 'OB',
      BulkDataURI: `${BULK}/7FE00010`,
    });
  });

  it('asks for bytes beyond a long value by their place, and goes on with them', () => {
    const elements = [{ tag: 0x0009_1001, vr: 'OB', bytes: Buffer.alloc(20_000) }, text(0x0010_0020, 'LO', 'P1')];
    const bytes = writeElements(elements, EXPLICIT_VR_LITTLE_ENDIAN);
    const first = { at: 0, bytes: bytes.subarray(0, 100) };
    const write = (...pieces: { at: number; bytes: Uint8Array }[]) =>
      datasetJson({ bytes: bytes.byteLength, pieces }, EXPLICIT_VR_LITTLE_ENDIAN, BULK, DICOMWEB_LIMITS);
    assert.throws(
      () => write(first),
      (error) => error instanceof BytesMissing && error.at === 20_012 && error.length === 8,
    );
    assert.match(write(first, { at: 20_012, bytes: bytes.subarray(20_012) }), /"P1"/);
  });

  for (const [why, bytes, code] of [
    ['is cut in a value', Buffer.from('080060004353' + '0400' + '4354', 'hex'), 'DATASET_TRUNCATED'],
    ['has an item where none belongs', Buffer.from('080060004353' + '0200' + '4354' + 'feff00e000000000', 'hex'), 'DATASET_MALFORMED'],
    ['has a sequence without its end', Buffer.from('08001011' + '5351' + '0000' + 'ffffffff', 'hex'), 'DATASET_TRUNCATED'],
  ] as const)
    it(`refuses one that ${why}`, () => assert.throws(() => json(bytes, EXPLICIT_VR_LITTLE_ENDIAN), { code }));

  it('refuses sequences inside one another beyond the limit', () => {
    let deepest: DataElement[] = [];
    for (let depth = 0; depth < 4; depth++) deepest = [sequence(0x0008_1110, deepest)];
    const bytes = writeElements(deepest, EXPLICIT_VR_LITTLE_ENDIAN);
    assert.throws(() => json(bytes, EXPLICIT_VR_LITTLE_ENDIAN, { ...DICOMWEB_LIMITS, maxDepth: 3 }), { code: 'DATASET_TOO_DEEP' });
    assert.throws(() => json(bytes, EXPLICIT_VR_LITTLE_ENDIAN, { ...DICOMWEB_LIMITS, maxElements: 5 }), { code: 'DATASET_TOO_LARGE' });
  });
});
