import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EXPLICIT_VR_BIG_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from '../../../app/registry/registry.ts';
import { every, scan } from './scan.ts';

/** Bytes written as hex pairs; what stands in quotes is ASCII. */
function bytes(...parts: string[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) =>
      part
        .split(/('[^']*')/)
        .map((piece) =>
          piece.startsWith("'") ? Buffer.from(piece.slice(1, -1), 'latin1') : Buffer.from(piece.replaceAll(' ', ''), 'hex'),
        ),
    ),
  );
}

const explicit = (dataset: Uint8Array, limits = {}) => scan(dataset, EXPLICIT_VR_LITTLE_ENDIAN, [], limits);
const implicit = (dataset: Uint8Array) => scan(dataset, IMPLICIT_VR_LITTLE_ENDIAN);
const bigEndian = (dataset: Uint8Array) => scan(dataset, EXPLICIT_VR_BIG_ENDIAN);
const malformed = (message: RegExp) => ({ code: 'DATASET_MALFORMED', message });
const truncated = (message: RegExp) => ({ code: 'DATASET_TRUNCATED', message });

const MODALITY_CT = "08 00 60 00 'CS' 02 00 'CT'";
const ROWS_512 = "28 00 10 00 'US' 02 00 00 02";
const ITEM_UNDEFINED = 'fe ff 00 e0 ff ff ff ff';
const ITEM_END = 'fe ff 0d e0 00 00 00 00';
const SEQUENCE_END = 'fe ff dd e0 00 00 00 00';
const REQUEST_UNDEFINED = "40 00 75 02 'SQ' 00 00 ff ff ff ff"; // Request Attributes Sequence
const STEP_ID = (value: string) => `40 00 09 00 'SH' 02 00 '${value}'`; // Scheduled Procedure Step ID

describe('PS3.5 §7.1 data elements', () => {
  it('explicit VR: values, numbers as decimal text', async () => {
    const attributes = await explicit(bytes(MODALITY_CT, ROWS_512));
    assert.equal(attributes.text('Modality'), 'CT');
    assert.equal(attributes.text('Rows'), '512');
    assert.equal(attributes.text('Columns'), undefined);
    assert.deepEqual(attributes.faults, []);
    assert.equal(attributes.bytesScanned, 20);
  });
  it('implicit VR: the VR comes from the registry', async () => {
    const attributes = await implicit(bytes("08 00 60 00 02 00 00 00 'MR'", '28 00 10 00 02 00 00 00 00 02'));
    assert.equal(attributes.text('Modality'), 'MR');
    assert.deepEqual(attributes.raw.get('Rows'), { vr: 'US', bytes: Buffer.from([0x00, 0x02]) });
  });
  it('explicit VR big endian: numbers come out little endian', async () => {
    const attributes = await bigEndian(bytes("00 08 00 60 'CS' 00 02 'US'", "00 28 00 10 'US' 00 02 02 00"));
    assert.equal(attributes.text('Modality'), 'US');
    assert.deepEqual(attributes.raw.get('Rows'), { vr: 'US', bytes: Buffer.from([0x00, 0x02]) });
  });
  it('values without padding, joined by backslashes', async () => {
    const attributes = await explicit(bytes("08 00 08 00 'CS' 14 00 'DERIVED \\PRIMARY\\\\X '", "08 00 18 00 'UI' 06 00 '1.2.3' 00"));
    assert.deepEqual(attributes.values('ImageType'), ['DERIVED', 'PRIMARY', '', 'X']);
    assert.equal(attributes.text('ImageType'), 'DERIVED\\PRIMARY\\\\X');
    assert.equal(attributes.text('SOPInstanceUID'), '1.2.3');
  });
  it('an empty element is there and is empty', async () => {
    const attributes = await explicit(bytes("10 00 10 00 'PN' 00 00"));
    assert.equal(attributes.has('PatientName'), true);
    assert.equal(attributes.text('PatientName'), '');
    assert.deepEqual(attributes.values('PatientName'), []);
  });
  it('a catalogued value longer than the limit is left out, with a fault', async () => {
    const attributes = await explicit(bytes(MODALITY_CT, "10 00 20 00 'LO' 06 00 'ABCDEF'"), { maxValueBytes: 5 });
    assert.equal(attributes.text('Modality'), 'CT');
    assert.equal(attributes.has('PatientID'), false);
    assert.match(attributes.faults[0]!, /^\(0010,0020\) at byte 10 has 6 bytes, too many/);
  });
  it('7.1.2: an unknown VR has the long form', async () => {
    const attributes = await explicit(bytes("09 00 01 10 'ZZ' 00 00 02 00 00 00 'ab'", ROWS_512));
    assert.equal(attributes.text('Rows'), '512');
    assert.match(attributes.faults[0]!, /unknown VR 'ZZ'/);
  });
  it('an unknown VR whose reserved bytes are not zero was written in the short form', async () => {
    assert.equal((await explicit(bytes("09 00 01 10 'ZZ' 02 00 'ab'", ROWS_512))).text('Rows'), '512');
  });
  it("the VR '??' has the short form", async () => {
    const attributes = await explicit(bytes("08 00 60 00 '??' 02 00 'CT'", ROWS_512));
    assert.equal(attributes.text('Modality'), 'CT');
    assert.equal(attributes.text('Rows'), '512');
  });
  it('6.2.2: a catalogued value of VR UN is read by the VR of the catalogue, little endian even in big endian', async () => {
    const attributes = await bigEndian(bytes("00 08 00 60 'CS' 00 02 'US'", "00 28 00 10 'UN' 00 00 00 00 00 02 00 02"));
    assert.equal(attributes.text('Rows'), '512');
  });
  it('out of order, twice and odd: read, each a fault', async () => {
    const attributes = await explicit(bytes(ROWS_512, MODALITY_CT, "08 00 60 00 'CS' 01 00 'X'"));
    assert.equal(attributes.text('Modality'), 'CT');
    assert.deepEqual(attributes.faults, [
      '(0008,0060) at byte 10 comes after (0028,0010)',
      '(0008,0060) at byte 20 occurs twice',
      '(0008,0060) at byte 20 has the odd length 1',
    ]);
  });
  it('twice, the first empty: the first counts all the same', async () => {
    assert.equal((await explicit(bytes("08 00 60 00 'CS' 00 00", MODALITY_CT))).text('Modality'), '');
  });
  it('a million faults are not kept', async () => {
    const attributes = await explicit(bytes(...new Array(1000).fill(MODALITY_CT)));
    assert.equal(attributes.faults.length, 33);
    assert.equal(attributes.faults.at(-1), 'and more');
  });
  it('no bytes', () => assert.rejects(explicit(bytes('')), { code: 'DATASET_EMPTY' }));
  it('bytes that are no VR', () =>
    assert.rejects(
      explicit(bytes(MODALITY_CT, "10 00 10 00 'pn' 02 00 'ab'")),
      malformed(/^\(0010,0010\) at byte 10 has no VR: bytes 70H 6EH/),
    ));
  it('undefined length where the VR has none', () =>
    assert.rejects(
      explicit(bytes(MODALITY_CT, "10 00 00 40 'UT' 00 00 ff ff ff ff")),
      malformed(/^\(0010,4000\) at byte 10 has undefined length/),
    ));
  it('ends in a header', () => assert.rejects(explicit(bytes(MODALITY_CT, '10 00 10 00')), truncated(/header, at byte 14/)));
  it('ends in a value', () =>
    assert.rejects(explicit(bytes("08 00 60 00 'CS' 04 00 'CT'")), truncated(/at byte 10 inside \(0008,0060\): 2 bytes/)));
});

describe('a data set that is not what its transfer syntax says', () => {
  it('implicit, and is explicit', () =>
    assert.rejects(implicit(bytes(MODALITY_CT)), malformed(/is in explicit VR, its transfer syntax says implicit/)));
  it('explicit, and is implicit', () =>
    assert.rejects(
      explicit(bytes("08 00 60 00 02 00 00 00 'MR'")),
      malformed(/looks like implicit VR, its transfer syntax says explicit/),
    ));
  it('little endian, and is big endian', () =>
    assert.rejects(explicit(bytes("00 08 00 60 'CS' 00 02 'US'")), malformed(/looks big endian/)));
  it('big endian, and is little endian', () => assert.rejects(bigEndian(bytes(MODALITY_CT)), malformed(/looks little endian/)));
  it('a transfer syntax that nobody knows', () =>
    assert.rejects(scan(bytes(MODALITY_CT), '1.2.3'), { code: 'DATASET_UNKNOWN_TRANSFER_SYNTAX' }));
});

describe('PS3.10 §7.1: what belongs to a file does not belong to a data set', () => {
  const hasMeta = { code: 'DATASET_HAS_FILE_META' };
  const meta = "02 00 10 00 'UI' 14 00 '1.2.840.10008.1.2.1' 00";
  for (const [name, read] of [
    ['explicit', explicit],
    ['implicit', implicit],
  ] as const) {
    it(`preamble (${name})`, () => assert.rejects(read(Buffer.concat([Buffer.alloc(128), bytes("'DICM'", meta)])), hasMeta));
    it(`DICM alone (${name})`, () => assert.rejects(read(bytes("'DICM'", meta)), hasMeta));
    it(`the preamble of a TIFF file (${name})`, () => assert.rejects(read(bytes("'II*' 00 08 00 00 00", '00'.repeat(120))), hasMeta));
  }
  it('group 0002', () => assert.rejects(explicit(bytes(meta, MODALITY_CT)), hasMeta));
  it('group 0000', () => assert.rejects(implicit(bytes('00 00 00 00 04 00 00 00 38 00 00 00')), malformed(/command group/)));
});

describe('PS3.5 §7.5 sequences', () => {
  it('undefined lengths: the first item is read', async () => {
    const attributes = await explicit(
      bytes(REQUEST_UNDEFINED, ITEM_UNDEFINED, STEP_ID('S1'), ITEM_END, ITEM_UNDEFINED, STEP_ID('S2'), ITEM_END, SEQUENCE_END),
    );
    assert.equal(attributes.text('RequestAttributesSequence.ScheduledProcedureStepID'), 'S1');
    assert.deepEqual(attributes.faults, []);
  });
  it('what the first item lacks is not taken from the second', async () => {
    const attributes = await explicit(
      bytes(REQUEST_UNDEFINED, ITEM_UNDEFINED, ITEM_END, ITEM_UNDEFINED, STEP_ID('S2'), ITEM_END, SEQUENCE_END),
    );
    assert.equal(attributes.text('RequestAttributesSequence.ScheduledProcedureStepID'), undefined);
  });
  it('defined lengths', async () => {
    const attributes = await explicit(
      bytes("40 00 75 02 'SQ' 00 00 12 00 00 00", 'fe ff 00 e0 0a 00 00 00', STEP_ID('S1'), "40 00 80 02 'ST' 02 00 'ab'"),
    );
    assert.equal(attributes.text('RequestAttributesSequence.ScheduledProcedureStepID'), 'S1');
  });
  it('defined lengths in implicit VR', async () => {
    const attributes = await implicit(bytes('40 00 75 02 12 00 00 00', 'fe ff 00 e0 0a 00 00 00', "40 00 09 00 02 00 00 00 'S1'"));
    assert.equal(attributes.text('RequestAttributesSequence.ScheduledProcedureStepID'), 'S1');
  });
  it('an item of undefined length in a sequence of defined length', async () => {
    const attributes = await explicit(
      bytes("40 00 75 02 'SQ' 00 00 1a 00 00 00", ITEM_UNDEFINED, STEP_ID('S1'), ITEM_END, "40 00 80 02 'ST' 02 00 'ab'"),
    );
    assert.equal(attributes.text('RequestAttributesSequence.ScheduledProcedureStepID'), 'S1');
    assert.deepEqual(attributes.faults, []);
  });
  it('what a nested sequence has of the same tag is not taken for the root’s', async () => {
    const nested = "10 00 20 00 'LO' 02 00 'NO'";
    const attributes = await explicit(
      bytes("08 00 40 11 'SQ' 00 00 ff ff ff ff", ITEM_UNDEFINED, nested, ITEM_END, SEQUENCE_END, "10 00 20 00 'LO' 04 00 'ROOT'"),
    );
    assert.equal(attributes.text('PatientID'), 'ROOT');
  });
  it('empty sequence, empty item', async () => {
    assert.deepEqual(
      (await explicit(bytes("08 00 40 11 'SQ' 00 00 00 00 00 00", REQUEST_UNDEFINED, 'fe ff 00 e0 00 00 00 00', SEQUENCE_END))).faults,
      [],
    );
  });
  it('functional groups: shared before per frame, the root before both', async () => {
    const group = (tag: string, position: string) =>
      bytes(
        `00 52 ${tag} 'SQ' 00 00 ff ff ff ff`,
        ITEM_UNDEFINED,
        "20 00 13 91 'SQ' 00 00 ff ff ff ff",
        ITEM_UNDEFINED,
        `20 00 32 00 'DS' 06 00 '${position}'`,
        ITEM_END,
        SEQUENCE_END,
        ITEM_END,
        SEQUENCE_END,
      );
    const shared = group('29 92', '1\\1\\1 ');
    const perFrame = group('30 92', '2\\2\\2 ');
    const root = bytes("20 00 32 00 'DS' 06 00 '0\\0\\0 '");
    const position = async (...parts: Buffer[]) => (await explicit(Buffer.concat(parts))).text('ImagePositionPatient');
    assert.equal(await position(shared, perFrame), '1\\1\\1');
    assert.equal(await position(perFrame), '2\\2\\2');
    assert.equal(await position(root, shared, perFrame), '0\\0\\0');
    assert.equal(await position(bytes("20 00 32 00 'DS' 00 00"), perFrame), '2\\2\\2', 'a place without a value gives way');
  });
  it('6.2.2 note 4: UN of undefined length is a sequence in implicit VR little endian', async () => {
    const inner = bytes('09 00 02 10 02 00 00 00', "'ab'", ITEM_END, SEQUENCE_END);
    assert.equal(
      (await explicit(bytes("09 00 01 10 'UN' 00 00 ff ff ff ff", ITEM_UNDEFINED, inner.toString('hex'), ROWS_512))).text('Rows'),
      '512',
    );
    assert.equal(
      (
        await bigEndian(bytes("00 09 10 01 'UN' 00 00 ff ff ff ff", ITEM_UNDEFINED, inner.toString('hex'), "00 28 00 10 'US' 00 02 02 00"))
      ).text('Rows'),
      '512',
    );
  });
  it('needless delimiters are a fault', async () => {
    const { faults } = await explicit(
      bytes(REQUEST_UNDEFINED, ITEM_UNDEFINED, STEP_ID('S1'), SEQUENCE_END, ITEM_END, SEQUENCE_END, MODALITY_CT),
    );
    assert.match(faults.join(), /ends an item that has no delimiter of its own.*nothing is to be ended.*nothing is to be ended/);
  });
  it('an element longer than its item', () =>
    assert.rejects(
      explicit(bytes("40 00 75 02 'SQ' 00 00 14 00 00 00", 'fe ff 00 e0 0a 00 00 00', "40 00 09 00 'SH' 04 00 'S1  '")),
      malformed(/^\(0040,0009\) at byte 20 of 4 bytes reaches beyond the item of \(0040,0275\) around it, which ends at byte 30/),
    ));
  it('an item longer than its sequence', () =>
    assert.rejects(
      explicit(bytes("40 00 75 02 'SQ' 00 00 12 00 00 00", 'fe ff 00 e0 0c 00 00 00')),
      malformed(/^\(FFFE,E000\) at byte 12 of 12 bytes reaches beyond the sequence/),
    ));
  it('an element where an item must begin', () =>
    assert.rejects(
      explicit(bytes(REQUEST_UNDEFINED, MODALITY_CT)),
      malformed(/^\(0008,0060\) at byte 12 stands where an item of \(0040,0275\)/),
    ));
  it('an item outside of a sequence', () => assert.rejects(explicit(bytes(ITEM_UNDEFINED)), malformed(/outside of a sequence/)));
  it('a sequence that does not end', () =>
    assert.rejects(
      explicit(bytes(REQUEST_UNDEFINED, ITEM_UNDEFINED, STEP_ID('S1'), ITEM_END)),
      truncated(/inside the sequence \(0040,0275\) that began at byte 0/),
    ));
  it('as deep as the limit, and one deeper', async () => {
    const deep = (depth: number) =>
      bytes(`${REQUEST_UNDEFINED} ${ITEM_UNDEFINED}`.repeat(depth), `${ITEM_END} ${SEQUENCE_END}`.repeat(depth));
    await explicit(deep(5), { maxDepth: 5 });
    await assert.rejects(explicit(deep(6), { maxDepth: 5 }), {
      code: 'DATASET_TOO_DEEP',
      message: /^\(0040,0275\) at byte 100: sequences 6 deep/,
    });
  });
});

describe('PS3.5 §A.4 encapsulated Pixel Data', () => {
  const pixelData = "e0 7f 10 00 'OB' 00 00 ff ff ff ff";
  const offsetTable = 'fe ff 00 e0 00 00 00 00';
  it('fragments to the delimiter, whatever is in them', async () => {
    const fragment = `fe ff 00 e0 0a 00 00 00 ${SEQUENCE_END} 00 01`;
    const { faults, bytesScanned } = await explicit(bytes(MODALITY_CT, pixelData, offsetTable, fragment, SEQUENCE_END));
    assert.deepEqual(faults, []);
    assert.equal(bytesScanned, 10 + 12 + 8 + 18 + 8);
  });
  it('trailing padding (FFFC,FFFC)', async () => {
    assert.deepEqual(
      (await explicit(bytes(MODALITY_CT, pixelData, offsetTable, SEQUENCE_END, "fc ff fc ff 'OB' 00 00 04 00 00 00 00 00 00 00"))).faults,
      [],
    );
  });
  it('no delimiter', () => assert.rejects(explicit(bytes(pixelData, offsetTable)), truncated(/inside the fragments of \(7FE0,0010\)/)));
  it('a fragment of undefined length', () =>
    assert.rejects(explicit(bytes(pixelData, ITEM_UNDEFINED)), malformed(/fragment of undefined length/)));
  it('no fragments', () =>
    assert.rejects(explicit(bytes(pixelData, '01 02 03 04 05 06 07 08')), malformed(/stands where an item of \(7FE0,0010\)/)));
});

describe('large values', () => {
  it('are counted, whatever their size: 3 GB in 48 k chunks', async () => {
    const chunk = Buffer.alloc(65536);
    const { createIndexScanner } = await import('../../../app/dataset/dataset.ts');
    const scanner = createIndexScanner({ transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN });
    scanner.scan(bytes(MODALITY_CT));
    assert.equal(scanner.headDone, false);
    scanner.scan(bytes("e0 7f 10 00 'OW' 00 00 00 00 00 c0"));
    assert.equal(scanner.headDone, true);
    for (let count = 0; count < 0xc000; count++) scanner.scan(chunk);
    assert.equal((await scanner.end()).bytesScanned, 22 + 3 * 1024 ** 3);
  });
  it('of the catalogue are gathered from any pieces', async () => {
    const value = 'x'.repeat(5000);
    const dataset = bytes(MODALITY_CT, `10 00 00 40 'LT' 88 13 '${value}'`);
    assert.equal((await scan(dataset, EXPLICIT_VR_LITTLE_ENDIAN, every(97, dataset.length))).text('PatientComments'), value);
  });
});
