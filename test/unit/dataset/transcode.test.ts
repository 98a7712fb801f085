import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canTranscode, type DataElement, type DatasetError, readElements, transcode } from '../../../app/dataset/dataset.ts';
import {
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
} from '../../../app/registry/registry.ts';
import { FIXTURES, fixtureDataset } from '../../support/fixtures.ts';
import { bytesOf } from '../../support/notation.ts';

const IMPLICIT = IMPLICIT_VR_LITTLE_ENDIAN;
const LITTLE = EXPLICIT_VR_LITTLE_ENDIAN;
const BIG = EXPLICIT_VR_BIG_ENDIAN;
const DEFLATED = DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN;
const FOUR = [IMPLICIT, LITTLE, BIG, DEFLATED];
const NAMES: Readonly<Record<string, string>> = {
  [IMPLICIT]: 'implicit',
  [LITTLE]: 'explicit',
  [BIG]: 'big endian',
  [DEFLATED]: 'deflated',
};

/** In pieces of `size` out of one buffer that is used again and again, as the archive reads. */
async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < bytes.byteLength; at += size) {
    buffer.fill(0xee);
    buffer.set(bytes.subarray(at, at + size));
    yield buffer.subarray(0, Math.min(size, bytes.byteLength - at));
  }
}

async function recoded(bytes: Uint8Array, from: string, to: string, size = 65536): Promise<Buffer> {
  const out: Buffer[] = [];
  for await (const view of transcode(pieces(bytes, size), from, to)) out.push(Buffer.from(view));
  return Buffer.concat(out);
}

/** All values, one a line, without what re-encoding may change: group lengths, and VRs where implicit VR had none. */
function values(elements: readonly DataElement[], withVr: boolean, path = ''): string[] {
  return elements
    .filter(({ tag }) => (tag & 0xffff) !== 0 && tag !== 0x0008_0001)
    .flatMap(({ tag, vr, bytes, items }) => {
      const at = `${path}${tag.toString(16).padStart(8, '0')}`;
      if (items) return [`${at} ${items.length} items`, ...items.flatMap((item, n) => values(item, withVr, `${at}[${n}].`))];
      return [`${at}${withVr ? ` ${vr}` : ''} ${Buffer.from(bytes).toString('hex')}`];
    });
}

const uncompressed = FIXTURES.flatMap(({ file, expect, size }) => {
  const fixture = fixtureDataset(file);
  return fixture && expect === 'stored' && size < 3_000_000 && FOUR.includes(fixture.transferSyntaxUid) ? [{ file, ...fixture }] : [];
});

describe('every uncompressed fixture among the four transfer syntaxes', () => {
  for (const { file, dataset, transferSyntaxUid: from } of uncompressed) {
    for (const to of FOUR.filter((each) => each !== from)) {
      it(`${file}: ${NAMES[from]} to ${NAMES[to]}, and back`, async () => {
        const there = await recoded(dataset, from, to);
        const isImplicit = from === IMPLICIT || to === IMPLICIT;
        const known = (bytes: Uint8Array, transferSyntax: string) => values(readElements(bytes, transferSyntax), !isImplicit);
        assert.deepEqual(known(there, to), known(dataset, from));
        const back = await recoded(there, to, from);
        if (from !== DEFLATED && !isImplicit) assert.ok(back.equals(dataset), 'the same bytes');
        assert.ok((await recoded(back, from, to)).equals(there), 'the same bytes the second time');
      });
    }
  }
});

describe('cut anywhere, the same comes out', () => {
  for (const file of [
    'pydicom/nested_priv_SQ.dcm',
    'synthetic/odd/private_creator_un_sq.dcm',
    'pydicom/rtdose_1frame.dcm',
    'pydicom/rtdose_expb_1frame.dcm',
  ]) {
    const { dataset, transferSyntaxUid: from } = fixtureDataset(file)!;
    for (const to of FOUR.filter((each) => each !== from && each !== DEFLATED)) {
      it(`${file} to ${NAMES[to]}`, async () => {
        const whole = await recoded(dataset, from, to, dataset.length);
        for (const size of [1, 2, 3, 5, 7, 8, 11, 64]) assert.ok((await recoded(dataset, from, to, size)).equals(whole), `${size} bytes`);
      });
    }
  }
});

describe('PS3.5 Annex A, by hand', () => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  for (const [what, from, to, before, after] of [
    ['numbers by their width', LITTLE, BIG, '<2800 1000>US<0400 0102 0304>', '<0028 0010>US<0004 0201 0403>'],
    ['OW by 16 bits', LITTLE, BIG, '<E07F 1000>OW<0000 04000000 01020304>', '<7FE0 0010>OW<0000 00000004 02010403>'],
    ['OB not at all', LITTLE, BIG, '<E07F 1000>OB<0000 04000000 01020304>', '<7FE0 0010>OB<0000 00000004 01020304>'],
    ['AT as two of 16 bits', LITTLE, BIG, '<2800 0900>AT<0400 1800 6310>', '<0028 0009>AT<0004 0018 1063>'],
    ['FD by 64 bits', BIG, LITTLE, '<0018 9087>FD<0008 0102030405060708>', '<1800 8790>FD<0800 0807060504030201>'],
    ['no whole numbers as they are', LITTLE, BIG, '<2800 1000>US<0300 010203>', '<0028 0010>US<0003 010203>'],
    ['UN never', LITTLE, BIG, '<0900 1010>UN<0000 04000000 01020304>', '<0009 1010>UN<0000 00000004 01020304>'],
    ['an unknown tag becomes UN', IMPLICIT, LITTLE, '<0900 1010 04000000 01020304>', '<0900 1010>UN<0000 04000000 01020304>'],
    ['a private creator LO', IMPLICIT, LITTLE, '<0900 1000 04000000>ACME', '<0900 1000>LO<0400>ACME'],
    ['group lengths go', IMPLICIT, LITTLE, '<1000 0000 04000000 0A000000 1000 2000 02000000>AB', '<1000 2000>LO<0200>AB'],
    [
      'group lengths stay where no length changes',
      LITTLE,
      BIG,
      '<1000 0000>UL<0400 0A000000 1000 2000>LO<0200>AB',
      '<0010 0000>UL<0004 0000000A 0010 0020>LO<0002>AB',
    ],
    [
      'US or SS by Pixel Representation',
      IMPLICIT,
      LITTLE,
      '<2800 0301 02000000 0100 2800 0601 02000000 FFFF>',
      '<2800 0301>US<0200 0100 2800 0601>SS<0200 FFFF>',
    ],
    ['US or SS, US where nothing says so', IMPLICIT, LITTLE, '<2800 0601 02000000 FFFF>', '<2800 0601>US<0200 FFFF>'],
    [
      'a waveform of 8 bits is OB',
      IMPLICIT,
      BIG,
      '<0054 0410 02000000 0800 0054 1010 02000000 0102>',
      '<5400 1004>US<0002 0008 5400 1010>OB<0000 00000002 0102>',
    ],
    [
      'a waveform of 16 bits is OW',
      IMPLICIT,
      BIG,
      '<0054 0410 02000000 1000 0054 1010 02000000 0102>',
      '<5400 1004>US<0002 0010 5400 1010>OW<0000 00000002 0201>',
    ],
    [
      'sequences get delimiters where lengths change',
      LITTLE,
      IMPLICIT,
      '<0800 1111>SQ<0000 12000000 FEFF 00E0 0A000000 0800 5011>UI<0200>1.',
      '<0800 1111 FFFFFFFF FEFF 00E0 FFFFFFFF 0800 5011 02000000>1.<FEFF 0DE0 00000000 FEFF DDE0 00000000>',
    ],
    ['an empty sequence stays empty', LITTLE, IMPLICIT, '<0800 1111>SQ<0000 00000000>', '<0800 1111 00000000>'],
    [
      'an empty item too',
      IMPLICIT,
      LITTLE,
      '<0800 1111 08000000 FEFF 00E0 00000000>',
      '<0800 1111>SQ<0000 FFFFFFFF FEFF 00E0 00000000 FEFF DDE0 00000000>',
    ],
    [
      'UN of undefined length stays in implicit VR little endian (§6.2.2 note 4)',
      LITTLE,
      BIG,
      '<0900 1010>UN<0000 FFFFFFFF FEFF 00E0 0A000000 2800 1000 02000000 0102 FEFF DDE0 00000000 2800 1000>US<0200 0102>',
      '<0009 1010>UN<0000 FFFFFFFF FEFF 00E0 0A000000 2800 1000 02000000 0102 FEFF DDE0 00000000 0028 0010>US<0002 0201>',
    ],
    [
      'an item without its own delimiter gets one',
      LITTLE,
      IMPLICIT,
      '<0800 1111>SQ<0000 FFFFFFFF FEFF 00E0 FFFFFFFF 0800 5011>UI<0200>1.<FEFF DDE0 00000000>',
      '<0800 1111 FFFFFFFF FEFF 00E0 FFFFFFFF 0800 5011 02000000>1.<FEFF 0DE0 00000000 FEFF DDE0 00000000>',
    ],
  ] as const) {
    it(what, async () => assert.equal(hex(await recoded(bytesOf(before), from, to)), hex(bytesOf(after))));
  }
  it('what is too long for its VR becomes UN (§6.2.2 note 5)', async () => {
    const long = Buffer.concat([bytesOf('<1000 2000 00000100>'), Buffer.alloc(65536, 'A')]);
    const out = await recoded(long, IMPLICIT, LITTLE);
    assert.equal(hex(out.subarray(0, 12)), hex(bytesOf('<1000 2000>UN<0000 00000100>')));
    assert.equal(out.length, 12 + 65536);
  });
});

describe('what cannot be re-encoded', () => {
  const code = (bytes: Uint8Array, from: string, to: string, expected: string) =>
    assert.rejects(recoded(bytes, from, to), (error: DatasetError) => error.code === expected);
  const JPEG = '1.2.840.10008.1.2.4.50';
  it('compressed transfer syntaxes', async () => {
    assert.equal(canTranscode(JPEG, LITTLE), false);
    assert.equal(canTranscode(LITTLE, JPEG), false);
    assert.equal(canTranscode('1.2.3', LITTLE), false);
    await code(Buffer.alloc(8), JPEG, LITTLE, 'DATASET_CANNOT_TRANSCODE');
  });
  it('all else can', () => {
    for (const from of FOUR) for (const to of FOUR) assert.equal(canTranscode(from, to), true);
    assert.equal(canTranscode(JPEG, JPEG), true);
  });
  it('Pixel Data in fragments', async () => {
    await code(bytesOf('<E07F 1000>OB<0000 FFFFFFFF FEFF 00E0 00000000>'), LITTLE, IMPLICIT, 'DATASET_CANNOT_TRANSCODE');
    await code(bytesOf('<E07F 1000 FFFFFFFF FEFF 00E0 00000000>'), IMPLICIT, LITTLE, 'DATASET_CANNOT_TRANSCODE');
  });
  it('broken structures', async () => {
    await code(bytesOf('<1000 2000>LO<0800>AB'), LITTLE, BIG, 'DATASET_TRUNCATED');
    await code(bytesOf('<1000 2000>LO'), LITTLE, BIG, 'DATASET_TRUNCATED');
    await code(bytesOf('<0800 1111>SQ<0000 FFFFFFFF>'), LITTLE, BIG, 'DATASET_TRUNCATED');
    await code(bytesOf('<0800 1111>SQ<0000 0C000000 FEFF 00E0 FFFF0000 00000000>'), LITTLE, BIG, 'DATASET_MALFORMED');
    await code(bytesOf('<0800 1111>UT<0000 FFFFFFFF>'), LITTLE, BIG, 'DATASET_MALFORMED');
    await code(bytesOf('<FEFF 00E0 00000000>'), LITTLE, BIG, 'DATASET_MALFORMED');
    const nested = Buffer.concat(Array(1000).fill(bytesOf('<0800 1111 FFFFFFFF FEFF 00E0 FFFFFFFF>')));
    await code(nested, IMPLICIT, LITTLE, 'DATASET_TOO_DEEP');
  });
});

describe('memory', () => {
  async function* large(bytes: number): AsyncGenerator<Uint8Array> {
    const view = Buffer.alloc(256 * 1024);
    const header = bytesOf('<0800 6000>CS<0200>CT<E07F 1000>OW<0000 00000000>');
    Buffer.from(header.buffer, header.byteOffset).writeUInt32LE(bytes, header.byteLength - 4);
    yield header;
    for (let at = 0; at < bytes; at += view.length) yield view;
  }
  for (const to of [IMPLICIT, BIG, DEFLATED]) {
    it(`of 256 MB to ${NAMES[to]} is constant, and so on the way back`, async () => {
      const before = process.memoryUsage.rss();
      let most = 0;
      let bytes = 0;
      const size = 256 * 1024 * 1024;
      const there = transcode(large(size), LITTLE, to);
      for await (const view of transcode(there, to, LITTLE)) {
        bytes += view.byteLength;
        assert.ok(view.byteLength < 32 * 1024 * 1024);
        most = Math.max(most, process.memoryUsage.rss());
      }
      assert.equal(bytes, size + 22);
      assert.ok(most - before < 64 * 1024 * 1024, `${(most - before) / 1024 / 1024} MB`);
    });
  }
});
