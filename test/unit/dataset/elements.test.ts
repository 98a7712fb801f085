import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { type DataElement, DatasetError, ELEMENT_LIMITS, readElements, writeElements } from '../../../app/dataset/dataset.ts';
import {
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  TRANSFER_SYNTAXES,
} from '../../../app/registry/registry.ts';
import { FIXTURES, fixtureDataset } from '../../support/fixtures.ts';
import { bytesOf } from '../../support/notation.ts';

const FOUR = [IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN, DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN];
const name = (uid: string) => TRANSFER_SYNTAXES.get(uid)!.name;
const text = (value: string) => Buffer.from(value, 'latin1');

/** Elements with their bytes as hexadecimal, so that a failure can be read. */
function shown(elements: readonly DataElement[]): unknown {
  return elements.map(({ tag, vr, bytes, items }) => ({
    tag: tag.toString(16).padStart(8, '0'),
    vr,
    value: items ? items.map(shown) : Buffer.from(bytes).toString('hex'),
  }));
}

const IDENTIFIER: readonly DataElement[] = [
  { tag: 0x0008_0052, vr: 'CS', bytes: text('STUDY ') },
  { tag: 0x0008_1110, vr: 'SQ', bytes: new Uint8Array(), items: [] },
  { tag: 0x0010_0010, vr: 'PN', bytes: text('Smith^John') },
  { tag: 0x0020_000d, vr: 'UI', bytes: text('1.2.34') },
  { tag: 0x0028_0010, vr: 'US', bytes: Buffer.from('0002', 'hex') },
  { tag: 0x0028_0009, vr: 'AT', bytes: Buffer.from('18006310', 'hex') },
  {
    tag: 0x0040_0275,
    vr: 'SQ',
    bytes: new Uint8Array(),
    items: [[{ tag: 0x0040_0009, vr: 'SH', bytes: text('S1') }], [], [{ tag: 0x0040_1001, vr: 'SH', bytes: text('') }]],
  },
  { tag: 0x0066_0040, vr: 'OL', bytes: Buffer.from('01020304', 'hex') },
];

describe('a small data set', () => {
  for (const transferSyntax of FOUR) {
    it(`${name(transferSyntax)}: what is written is read back, in ascending order`, () => {
      const written = writeElements(IDENTIFIER, transferSyntax);
      assert.equal(written.byteLength % 2, 0);
      const expected = IDENTIFIER.toSorted((a, b) => a.tag - b.tag);
      assert.deepEqual(shown(readElements(written, transferSyntax)), shown(expected));
    });
  }
  it('has even lengths: text padded with a space, UI and bytes with NUL', () => {
    const odd: DataElement[] = [
      { tag: 0x0008_0018, vr: 'UI', bytes: text('1.2') },
      { tag: 0x0010_0020, vr: 'LO', bytes: text('P') },
    ];
    const written = Buffer.from(writeElements(odd, EXPLICIT_VR_LITTLE_ENDIAN)).toString('latin1');
    assert.equal(written, '\x08\0\x18\0UI\x04\x001.2\0\x10\0\x20\0LO\x02\0P ');
  });
  it('has UN where the value is too long for its VR (PS3.5 §6.2.2)', () => {
    const long: DataElement[] = [{ tag: 0x0020_000d, vr: 'UI', bytes: Buffer.alloc(70_000, '1') }];
    const written = Buffer.from(writeElements(long, EXPLICIT_VR_LITTLE_ENDIAN));
    assert.equal(written.toString('latin1', 4, 6), 'UN');
    assert.deepEqual(shown(readElements(written, EXPLICIT_VR_LITTLE_ENDIAN)), shown(long));
  });
});

describe('what peers write', () => {
  const read = (notation: string, transferSyntax: string = EXPLICIT_VR_LITTLE_ENDIAN) =>
    shown(readElements(bytesOf(notation), transferSyntax));
  it('sequences and items of undefined length', () => {
    assert.deepEqual(
      read(
        '<0800 1111>SQ<0000 FFFFFFFF FEFF 00E0 FFFFFFFF 0800 5011>UI<0200>1.<FEFF 0DE0 00000000 FEFF DDE0 00000000 1000 2000>LO<0200>AB',
      ),
      [
        { tag: '00081111', vr: 'SQ', value: [[{ tag: '00081150', vr: 'UI', value: '312e' }]] },
        { tag: '00100020', vr: 'LO', value: '4142' },
      ],
    );
  });
  it('UN of undefined length is a sequence in implicit VR (PS3.5 §6.2.2 note 4)', () => {
    const expected = [{ tag: '00091010', vr: 'SQ', value: [[{ tag: '00100020', vr: 'LO', value: '4142' }]] }];
    assert.deepEqual(read('<0900 1010>UN<0000 FFFFFFFF FEFF 00E0 0A000000 1000 2000 02000000>AB<FEFF DDE0 00000000>'), expected);
    assert.deepEqual(
      read('<0009 1010>UN<0000 FFFFFFFF FEFF 00E0 0A000000 1000 2000 02000000>AB<FEFF DDE0 00000000>', EXPLICIT_VR_BIG_ENDIAN),
      expected,
    );
  });
  it('UN of a known attribute has the VR of PS3.6', () => {
    assert.deepEqual(read('<1000 2000>UN<0000 02000000>AB'), [{ tag: '00100020', vr: 'LO', value: '4142' }]);
    assert.deepEqual(read('<0900 1010>UN<0000 02000000>AB'), [{ tag: '00091010', vr: 'UN', value: '4142' }]);
  });
  it('an item that only the delimiter of its sequence ends, and delimiters that end nothing', () => {
    assert.deepEqual(
      read(
        '<0800 1111>SQ<0000 FFFFFFFF FEFF 00E0 FFFFFFFF 0800 5011>UI<0200>1.<FEFF DDE0 00000000 FEFF 0DE0 00000000 1000 2000>LO<0200>AB',
      ),
      [
        { tag: '00081111', vr: 'SQ', value: [[{ tag: '00081150', vr: 'UI', value: '312e' }]] },
        { tag: '00100020', vr: 'LO', value: '4142' },
      ],
    );
  });
  it('no elements at all', () => assert.deepEqual(readElements(new Uint8Array(), IMPLICIT_VR_LITTLE_ENDIAN), []));
});

describe('bad input', () => {
  const code = (bytes: Uint8Array, expected: string, transferSyntax: string = EXPLICIT_VR_LITTLE_ENDIAN, limits = ELEMENT_LIMITS) =>
    assert.throws(
      () => readElements(bytes, transferSyntax, limits),
      (error: unknown) => error instanceof DatasetError && error.code === expected,
    );

  it('cut anywhere, is truncated or ends between two elements', () => {
    for (const transferSyntax of FOUR.slice(0, 3)) {
      const whole = writeElements(IDENTIFIER, transferSyntax);
      let accepted = 0;
      for (let length = 0; length < whole.byteLength; length++) {
        try {
          readElements(whole.subarray(0, length), transferSyntax);
          accepted++;
        } catch (error) {
          assert.match((error as DatasetError).code, /^DATASET_(TRUNCATED|MALFORMED)$/);
        }
      }
      assert.equal(accepted, IDENTIFIER.length);
    }
  });
  it('a length beyond the end, beyond the item', () => {
    code(bytesOf('<1000 2000>LO<FF00>AB'), 'DATASET_TRUNCATED');
    code(bytesOf('<0800 1111>SQ<0000 12000000 FEFF 00E0 0A000000 0800 5011>UI<0900>1.<1000 2000>LO<0200>AB'), 'DATASET_MALFORMED');
    code(bytesOf('<0800 1111>OB<0000 FFFFFFFF>'), 'DATASET_MALFORMED');
  });
  it('more bytes than are taken, deflated or not', () => {
    code(new Uint8Array(17 * 1024 * 1024), 'DATASET_TOO_LARGE');
    code(deflateRawSync(Buffer.alloc(17 * 1024 * 1024)), 'DATASET_INFLATED_TOO_LARGE', DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
    code(deflateRawSync(Buffer.alloc(1000)).subarray(0, 5), 'DATASET_TRUNCATED', DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
    code(Buffer.alloc(20, 0xff), 'DATASET_INFLATE_FAILED', DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN);
  });
  it('10 MB of tiny elements or empty items: refused in little time', () => {
    const begin = performance.now();
    code(Buffer.concat(Array(1_250_000).fill(bytesOf('<1000 2000 00000000>'))), 'DATASET_TOO_LARGE', IMPLICIT_VR_LITTLE_ENDIAN);
    const items = Buffer.concat(Array(1_250_000).fill(bytesOf('<FEFF 00E0 00000000>')));
    code(Buffer.concat([bytesOf('<0800 1111 FFFFFFFF>'), items]), 'DATASET_TOO_LARGE', IMPLICIT_VR_LITTLE_ENDIAN);
    assert.ok(performance.now() - begin < 5000);
  });
  it('sequences a million deep', () => {
    const nested = Buffer.concat(Array(400_000).fill(bytesOf('<0800 1111 FFFFFFFF FEFF 00E0 FFFFFFFF>')));
    code(nested, 'DATASET_TOO_DEEP', IMPLICIT_VR_LITTLE_ENDIAN);
  });
  it('64 deep is read', () => {
    const open = Buffer.concat(Array(64).fill(bytesOf('<0800 1111 FFFFFFFF FEFF 00E0 FFFFFFFF>')));
    const close = Buffer.concat(Array(64).fill(bytesOf('<FEFF 0DE0 00000000 FEFF DDE0 00000000>')));
    assert.equal(readElements(Buffer.concat([open, close]), IMPLICIT_VR_LITTLE_ENDIAN).length, 1);
  });
  it('an unknown transfer syntax', () => code(bytesOf('<1000 2000>LO<0200>AB'), 'DATASET_UNKNOWN_TRANSFER_SYNTAX', '1.2.3'));
});

describe('every uncompressed fixture up to 1 MB', () => {
  for (const { file, expect, size } of FIXTURES) {
    const fixture = fixtureDataset(file);
    if (!fixture || expect !== 'stored' || size > 1_000_000 || !FOUR.includes(fixture.transferSyntaxUid)) continue;
    it(`${file}: written and read again, it has the same elements`, () => {
      const elements = readElements(fixture.dataset, fixture.transferSyntaxUid);
      const again = readElements(writeElements(elements, EXPLICIT_VR_LITTLE_ENDIAN), EXPLICIT_VR_LITTLE_ENDIAN);
      assert.deepEqual(
        again.map(({ tag }) => tag),
        elements.map(({ tag }) => tag).toSorted((a, b) => a - b),
      );
    });
  }
});
