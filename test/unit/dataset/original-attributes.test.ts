import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  type AttributeCorrection,
  correctAttributes,
  type DataElement,
  elementText,
  encodeFileMeta,
  readElements,
  writeElements,
} from '../../../app/dataset/dataset.ts';
import {
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
} from '../../../app/registry/registry.ts';
import { dcmtk, missing } from '../../support/dcmtk.ts';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const text = (tag: number, vr: string, value: string): DataElement => ({ tag, vr, bytes: Buffer.from(value, 'latin1') });
const PIXELS = Buffer.alloc(64, 7);
const IMAGE: readonly DataElement[] = [
  text(0x0008_0016, 'UI', CT),
  text(0x0008_0018, 'UI', '1.2.3.4'),
  text(0x0008_0020, 'DA', '20260102'),
  text(0x0008_0060, 'CS', 'CT'),
  { tag: 0x0008_1140, vr: 'SQ', bytes: new Uint8Array(), items: [[text(0x0008_1150, 'UI', CT), text(0x0008_1155, 'UI', '1.2.3.5')]] },
  text(0x0010_0010, 'PN', 'Typed^By Hand'),
  text(0x0010_0020, 'LO', 'X1'),
  text(0x0020_000d, 'UI', '1.2.3'),
  { tag: 0x0028_0010, vr: 'US', bytes: Uint8Array.of(8, 0) },
  { tag: 0x7fe0_0010, vr: 'OW', bytes: PIXELS },
];
const CORRECTION: AttributeCorrection = {
  values: { PatientName: 'Right^Name', PatientID: 'P7', AccessionNumber: 'A1' },
  at: '20261122050000.000000+0000',
  modifyingSystem: 'FILMROOM TEST',
  sourceOfPreviousValues: 'CT1',
  reason: 'COERCE',
};

async function corrected(bytes: Uint8Array, transferSyntaxUid: string, correction = CORRECTION, size = 7): Promise<Buffer> {
  async function* pieces() {
    const window = Buffer.alloc(size);
    for (let at = 0; at < bytes.byteLength; at += size) {
      const length = Math.min(size, bytes.byteLength - at);
      window.set(bytes.subarray(at, at + length));
      yield window.subarray(0, length);
      window.fill(0xee);
    }
  }
  const out: Buffer[] = [];
  for await (const piece of correctAttributes(pieces(), transferSyntaxUid, correction)) out.push(Buffer.from(piece));
  return Buffer.concat(out);
}

const at = (elements: readonly DataElement[], tag: number) => elements.find((each) => each.tag === tag);
const textAt = (elements: readonly DataElement[], tag: number, sets: readonly string[] = []) => elementText(at(elements, tag)!, sets);

describe('PS3.3 §C.12.1.1.9 Original Attributes Sequence', () => {
  const SYNTAXES = [IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN, DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN];
  for (const syntax of SYNTAXES)
    it(`has what was there before, in ${syntax}; all else stays`, async () => {
      const elements = readElements(await corrected(writeElements(IMAGE, syntax), syntax), syntax);
      assert.equal(textAt(elements, 0x0010_0010), 'Right^Name');
      assert.equal(textAt(elements, 0x0010_0020), 'P7');
      assert.equal(textAt(elements, 0x0008_0050), 'A1');
      const [item] = at(elements, 0x0400_0561)!.items!;
      assert.equal(textAt(item!, 0x0400_0562), CORRECTION.at);
      assert.equal(textAt(item!, 0x0400_0563), 'FILMROOM TEST');
      assert.equal(textAt(item!, 0x0400_0564), 'CT1');
      assert.equal(textAt(item!, 0x0400_0565), 'COERCE');
      const [modified] = at(item!, 0x0400_0550)!.items!;
      assert.deepEqual(
        modified!.map(({ tag, vr, bytes }) => [tag, elementText({ vr, bytes }, [])]),
        [
          [0x0008_0050, ''],
          [0x0010_0010, 'Typed^By Hand'],
          [0x0010_0020, 'X1'],
        ],
      );
      const changed = new Set([0x0008_0050, 0x0010_0010, 0x0010_0020, 0x0400_0561]);
      const rest = (some: readonly DataElement[]) => some.filter(({ tag }) => !changed.has(tag)).map((each) => JSON.stringify(each));
      assert.deepEqual(rest(elements), rest(readElements(writeElements(IMAGE, syntax), syntax)));
    });

  it('adds an item behind those that are there, and leaves out group lengths that would be wrong', async () => {
    const lengths = [0x0008_0000, 0x0010_0000, 0x0028_0000].map((tag) => ({ tag, vr: 'UL', bytes: Uint8Array.of(9, 0, 0, 0) }));
    const before = await corrected(writeElements([...IMAGE, ...lengths], EXPLICIT_VR_LITTLE_ENDIAN), EXPLICIT_VR_LITTLE_ENDIAN);
    const elements = readElements(
      await corrected(before, EXPLICIT_VR_LITTLE_ENDIAN, { ...CORRECTION, values: { PatientSex: 'F' }, reason: 'CORRECT' }),
      EXPLICIT_VR_LITTLE_ENDIAN,
    );
    assert.deepEqual(
      at(elements, 0x0400_0561)!.items!.map((item) => textAt(item, 0x0400_0565)),
      ['COERCE', 'CORRECT'],
    );
    assert.deepEqual(
      elements.filter(({ tag }) => (tag & 0xffff) === 0).map(({ tag }) => tag),
      [0x0028_0000],
    );
  });

  it('a data set that has these values comes out as it is', async () => {
    const bytes = writeElements(IMAGE, EXPLICIT_VR_LITTLE_ENDIAN);
    const same = { ...CORRECTION, values: { PatientName: 'Typed^By Hand', AccessionNumber: '' } };
    assert.deepEqual(await corrected(bytes, EXPLICIT_VR_LITTLE_ENDIAN, same), Buffer.from(bytes));
  });

  it('keeps the character set where it has a place for every letter', async () => {
    const latin = [
      text(0x0008_0005, 'CS', 'ISO_IR 100'),
      ...IMAGE.filter(({ tag }) => tag !== 0x0010_0010),
      text(0x0010_0010, 'PN', 'M\xfcller'),
    ];
    const out = await corrected(writeElements(latin, IMPLICIT_VR_LITTLE_ENDIAN), IMPLICIT_VR_LITTLE_ENDIAN, {
      ...CORRECTION,
      values: { PatientName: 'Müller^Jörg' },
    });
    const elements = readElements(out, IMPLICIT_VR_LITTLE_ENDIAN);
    assert.equal(textAt(elements, 0x0008_0005), 'ISO_IR 100');
    assert.equal(textAt(elements, 0x0010_0010, ['ISO_IR 100']), 'Müller^Jörg');
  });

  it('becomes ISO_IR 192 where it has none; what was before keeps its own, so that its bytes stay', async () => {
    const latin = [
      text(0x0008_0005, 'CS', 'ISO_IR 100'),
      ...IMAGE.filter(({ tag }) => tag !== 0x0010_0010),
      text(0x0010_0010, 'PN', 'M\xfcller'),
      text(0x0008_1030, 'LO', 'Sch\xe4del'),
      { tag: 0x0040_0275, vr: 'SQ', bytes: new Uint8Array(), items: [[text(0x0040_0007, 'LO', 'Sch\xe4del nativ')]] },
    ];
    const out = await corrected(writeElements(latin, EXPLICIT_VR_LITTLE_ENDIAN), EXPLICIT_VR_LITTLE_ENDIAN, {
      ...CORRECTION,
      values: { PatientName: 'Иванов^Иван' },
    });
    const elements = readElements(out, EXPLICIT_VR_LITTLE_ENDIAN);
    assert.equal(textAt(elements, 0x0008_0005), 'ISO_IR 192');
    assert.equal(textAt(elements, 0x0010_0010, ['ISO_IR 192']), 'Иванов^Иван');
    assert.equal(textAt(elements, 0x0008_1030, ['ISO_IR 192']), 'Schädel');
    assert.equal(textAt(at(elements, 0x0040_0275)!.items![0]!, 0x0040_0007, ['ISO_IR 192']), 'Schädel nativ');
    const [modified] = at(at(elements, 0x0400_0561)!.items![0]!, 0x0400_0550)!.items!;
    assert.equal(textAt(modified!, 0x0008_0005), 'ISO_IR 100');
    assert.equal(Buffer.from(at(modified!, 0x0010_0010)!.bytes).toString('latin1').trim(), 'M\xfcller');
  });

  describe('Request Attributes Sequence (PS3.3 Table 10-9)', () => {
    const request = {
      ...{ AccessionNumber: 'A1', RequestedProcedureID: 'RP1', RequestedProcedureDescription: 'Head', ScheduledProcedureStepID: 'SP1' },
      RequestedProcedureCodeSequence: [{ CodeValue: 'HEAD', CodingSchemeDesignator: '99LOCAL', CodeMeaning: 'Head CT' }],
    };
    const item = (accession: string, procedure: string, ...more: readonly DataElement[]) => [
      text(0x0008_0050, 'SH', accession),
      ...more,
      text(0x0040_1001, 'SH', procedure),
    ];
    const requests = (...items: readonly (readonly DataElement[])[]): DataElement => ({
      ...{ tag: 0x0040_0275, vr: 'SQ', bytes: new Uint8Array(), items },
    });
    const withRequests = (sequence: DataElement, ...more: readonly DataElement[]) =>
      [...more, ...IMAGE, sequence].toSorted((a, b) => a.tag - b.tag);
    const numbersIn = (elements: readonly DataElement[], tag = 0x0040_0275) =>
      at(elements, tag)?.items?.map((each) => [textAt(each, 0x0008_0050), textAt(each, 0x0040_1001)]);
    const modifiedIn = (elements: readonly DataElement[]) => at(at(elements, 0x0400_0561)!.items!.at(-1)!, 0x0400_0550)!.items![0]!;
    const SYNTAX = EXPLICIT_VR_LITTLE_ENDIAN;
    const after = async (image: readonly DataElement[], correction: Partial<AttributeCorrection>) =>
      readElements(await corrected(writeElements(image, SYNTAX), SYNTAX, { ...CORRECTION, ...correction }), SYNTAX);

    for (const syntax of SYNTAXES)
      it(`is the request of the order where there was none, in ${syntax}`, async () => {
        const elements = readElements(await corrected(writeElements(IMAGE, syntax), syntax, { ...CORRECTION, request }), syntax);
        assert.deepEqual(numbersIn(elements), [['A1', 'RP1']]);
        const [one] = at(elements, 0x0040_0275)!.items!;
        assert.equal(textAt(one!, 0x0040_0009), 'SP1');
        assert.equal(textAt(at(one!, 0x0032_1064)!.items![0]!, 0x0008_0100), 'HEAD');
        assert.deepEqual(at(modifiedIn(elements), 0x0040_0275)?.items, []);
      });
    it('takes the place of another request, which is kept as what was there', async () => {
      const elements = await after(withRequests(requests(item('WRONG', 'RP9'))), { request });
      assert.deepEqual(numbersIn(elements), [['A1', 'RP1']]);
      assert.deepEqual(numbersIn(modifiedIn(elements)), [['WRONG', 'RP9']]);
    });
    it('of several requests that which is meant gets its number, and the others stay', async () => {
      const elements = await after(withRequests(requests(item('WRONG', 'RP1', text(0x0009_0010, 'LO', 'OURS')), item('A2', 'RP2'))), {
        request,
      });
      assert.deepEqual(numbersIn(elements), [
        ['A1', 'RP1'],
        ['A2', 'RP2'],
      ]);
      assert.equal(textAt(at(elements, 0x0040_0275)!.items![0]!, 0x0009_0010), 'OURS');
    });
    it('comes out as it is where it is of that request already', async () => {
      const bytes = writeElements(withRequests(requests(item('A1', 'RP1'))), SYNTAX);
      assert.deepEqual(await corrected(bytes, SYNTAX, { ...CORRECTION, values: {}, request }), Buffer.from(bytes));
    });
    it('a number that was typed by hand is that of the requests too which had the old one', async () => {
      const report = { ...requests(item('OLD', 'RP1')), tag: 0x0040_a370 };
      const image = withRequests(requests(item('OLD', 'RP1'), item('A2', 'RP2')), text(0x0008_0050, 'SH', 'OLD'), report);
      const elements = await after(image, { values: { AccessionNumber: 'NEW' } });
      assert.deepEqual(numbersIn(elements), [
        ['NEW', 'RP1'],
        ['A2', 'RP2'],
      ]);
      assert.deepEqual(numbersIn(elements, 0x0040_a370), [['NEW', 'RP1']]);
      assert.deepEqual(numbersIn(modifiedIn(elements))?.[0], ['OLD', 'RP1']);
    });
    it('in letters that the image has no place for, all becomes ISO_IR 192', async () => {
      const image = withRequests(
        requests(item('A1', 'RP1', text(0x0032_1060, 'LO', 'Sch\xe4del')), item('A2', 'RP2')),
        text(0x0008_0005, 'CS', 'ISO_IR 100'),
      );
      const other = { ...request, RequestedProcedureID: 'RP7', RequestedProcedureDescription: 'Голова' };
      const elements = await after(image, { values: {}, request: other });
      assert.equal(textAt(elements, 0x0008_0005), 'ISO_IR 192');
      assert.equal(textAt(at(elements, 0x0040_0275)!.items![0]!, 0x0032_1060, ['ISO_IR 192']), 'Голова');
      const [was] = at(modifiedIn(elements), 0x0040_0275)!.items!;
      assert.equal(textAt(was!, 0x0032_1060, ['ISO_IR 100']), 'Schädel');
    });
  });

  it('refuses more before the Pixel Data than it may hold, and a data set that is cut off', async () => {
    const bytes = writeElements([...IMAGE, text(0x0009_1001, 'UN', 'x'.repeat(5000))], EXPLICIT_VR_LITTLE_ENDIAN);
    const read = async (from: Uint8Array, maxBytes: number) => {
      async function* one() {
        for (let at = 0; at < from.byteLength; at += 512) yield from.subarray(at, at + 512);
      }
      for await (const _ of correctAttributes(one(), EXPLICIT_VR_LITTLE_ENDIAN, CORRECTION, { maxBytes, maxDepth: 8 }));
    };
    await assert.rejects(read(bytes, 2000), { code: 'DATASET_TOO_LARGE' });
    await assert.rejects(read(bytes.subarray(0, 200), 1_000_000), { code: 'DATASET_TRUNCATED' });
  });

  it('DCMTK reads it', { skip: missing('dcmdump') }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'filmroom-original-'));
    t.after(() => rmSync(folder, { recursive: true }));
    for (const syntax of [IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN]) {
      const file = join(folder, `${syntax}.dcm`);
      const meta = encodeFileMeta({ sopClassUid: CT, sopInstanceUid: '1.2.3.4', transferSyntaxUid: syntax });
      writeFileSync(file, Buffer.concat([meta, await corrected(writeElements(IMAGE, syntax), syntax)]));
      const { output: dump } = await dcmtk('dcmdump', ['-q', '+L', file]);
      assert.match(dump, /\(0010,0010\) PN \[Right\^Name\]/);
      assert.match(
        dump,
        /\(0400,0561\) SQ[\s\S]*\(0400,0550\) SQ[\s\S]*\(0010,0010\) PN \[Typed\^By Hand\][\s\S]*\(0400,0565\) CS \[COERCE\]/,
      );
    }
  });
});
