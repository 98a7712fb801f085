import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeText, parseSpecificCharacterSet } from '../../../app/dataset/dataset.ts';
import { bytesOf } from '../../support/notation.ts';

function readWrong(characterSet: string, vr: string, notation: string, assumed: readonly string[] = []) {
  return decodeText(bytesOf(notation), parseSpecificCharacterSet(characterSet), vr, assumed);
}

describe('terms that are none', () => {
  const meant = [
    ['ISO_IR_100', 'M<FC>ller', 'Müller', 'ISO_IR 100'],
    ['ISO-IR 100', 'M<FC>ller', 'Müller', 'ISO_IR 100'],
    ['ISO IR 100', 'M<FC>ller', 'Müller', 'ISO_IR 100'],
    ['ISO_IR100', 'M<FC>ller', 'Müller', 'ISO_IR 100'],
    ['iso_ir 100', 'M<FC>ller', 'Müller', 'ISO_IR 100'],
    ['ISO 8859-1', 'M<FC>ller', 'Müller', 'ISO_IR 100'],
    ['LATIN1', 'M<FC>ller', 'Müller', 'ISO_IR 100'],
    ['100', 'M<FC>ller', 'Müller', 'ISO_IR 100'],
    ['ISO8859-5', '<B8D2D0DD>', 'Иван', 'ISO_IR 144'],
    ['UTF-8', 'M<C3BC>ller', 'Müller', 'ISO_IR 192'],
    ['utf8', 'M<C3BC>ller', 'Müller', 'ISO_IR 192'],
    ['ISO 2022 IR 192', 'M<C3BC>ller', 'Müller', 'ISO_IR 192'],
    ['ISO_IR 87', '<1B2442 3B33 1B2842>', '山', 'ISO 2022 IR 87'],
    ['ISO_IR_87', '<1B2442 3B33 1B2842>', '山', 'ISO 2022 IR 87'],
    ['ISO2022 IR 87', '<1B2442 3B33 1B2842>', '山', 'ISO 2022 IR 87'],
    ['ISO_2022_IR_87', '<1B2442 3B33 1B2842>', '山', 'ISO 2022 IR 87'],
    ['ISO_IR 149', '<1B242943 C8AB>', '홍', 'ISO 2022 IR 149'],
    ['ISO 2022 GBK', '<CDF5>', '王', 'GBK'],
    ['ISO_IR 14', '<D4>', 'ﾔ', 'ISO_IR 13'],
    ['WINDOWS-1251', '<C8E2E0ED>', 'Иван', 'windows-1251'],
    ['SHIFT_JIS', '<8E52>', '山', 'shift_jis'],
    ['Big5', '<A4A4>', '中', 'BIG5'],
  ] as const;
  for (const [written, notation, text, term] of meant) {
    it(`${written} is read as ${term}, and said to be wrong`, () => {
      const answer = readWrong(written, 'LO', notation);
      assert.equal(answer.text, text);
      assert.deepEqual(answer.faults, [`Specific Character Set: ${written} is no defined term, read as ${term}`]);
    });
  }

  it('names a term that nobody knows, and reads as if none were declared', () => {
    const { text, faults } = readWrong('ISO_IR 999', 'LO', 'M<FC>ller');
    assert.equal(text, 'Müller');
    assert.deepEqual(faults, [
      'Specific Character Set: ISO_IR 999 is no known character set',
      'bytes above 7F without a declared character set, read as windows-1252',
    ]);
  });
  it('shows no control characters of a peer in the fault', () => {
    assert.match(readWrong('X\x1b[31m', 'LO', '<FC>').faults[0]!, /X\?\[31m is no known/);
  });
  it('takes ISO_IR 6 as the default repertoire', () => {
    assert.deepEqual(readWrong('ISO_IR 6', 'LO', 'abc'), { text: 'abc', faults: [] });
  });
  it('reads GB18030, GBK and ISO_IR 192 alone where others stand beside them', () => {
    assert.deepEqual(readWrong('ISO 2022 IR 6\\ISO_IR 192', 'LO', '<C3BC>'), {
      text: 'ü',
      faults: ['Specific Character Set: ISO_IR 192 must be the only value'],
    });
  });
  it('extends a term without code extension where several values say that it is meant', () => {
    const { text, faults } = readWrong('ISO_IR 100\\ISO 2022 IR 87', 'PN', '<FC>=<1B2442 3B33 1B2842>');
    assert.equal(text, 'ü=山');
    assert.equal(faults.length, 1);
  });
});

describe('bytes that the declaration does not explain', () => {
  const cases = [
    ['nothing declared, UTF-8', '', 'M<C3BC>ller', 'Müller', /read as UTF-8/],
    ['nothing declared, Latin 1', '', 'M<FC>ller', 'Müller', /read as windows-1252/],
    ['nothing declared, escape sequences', '', '<1B2442 3B33 1B2842>', '山', /ISO-IR 87 is designated but not declared/],
    ['Windows letters in Latin 1', 'ISO_IR 100', 'O<92>Brien', 'O’Brien', /bytes 80 to 9F have no meaning in ISO-IR 100/],
    ['Latin 1 in UTF-8', 'ISO_IR 192', 'M<FC>ller', 'Müller', /no ISO_IR 192/],
    ['UTF-8 cut off amid a character', 'ISO_IR 192', '<E5B08F E69D>', '小�', /no ISO_IR 192/],
    ['UTF-8 in GB18030', 'GB18030', '<E5B08F FF>', '灏�', /no GB18030/],
    ['Korean without escape sequence', '\\ISO 2022 IR 149', '<C8AB>^<B1E6>', '홍^길', /without the escape sequence/],
    ['UTF-8 in Korean', '\\ISO 2022 IR 149', '<ED998D>', '홍', /without the escape sequence/],
    ['Shift JIS in Japanese', '\\ISO 2022 IR 87', '<8E52 93 63>', '山田', /without the escape sequence/],
    ['Korean not designated again after ^', '\\ISO 2022 IR 149', '<1B242943 C8AB>^<B1E6>', '홍^길', /not designated again/],
    [
      'one of two sets not designated again',
      '\\ISO 2022 IR 149\\ISO 2022 IR 58',
      '<1B242941 CDF5>^<D0A1>',
      '王^小',
      /ISO-IR 58 is not designated again/,
    ],
    ['kanji without the way back', '\\ISO 2022 IR 87', '<1B2442 3B33>^<1B2442 4240>', '山^太', /left without its escape sequence/],
    ['an escape sequence nobody knows', 'ISO 2022 IR 100', 'a<1B24 29 5A>b<FC>', 'abü', /unknown escape sequence 1B 24 29 5A/],
    ['an escape at the end', 'ISO 2022 IR 100', 'ab<1B>', 'ab', /unknown escape sequence 1B$/],
    ['half a Korean letter', '\\ISO 2022 IR 149', '<1B242943 C8>', '�', /half a character of ISO-IR 149/],
    ['a code without a character', '\\ISO 2022 IR 87', '<1B2442 7E7E 1B2842>', '�', /a code that ISO-IR 87 does not have/],
  ] as const;
  for (const [words, characterSet, notation, text, fault] of cases) {
    it(words, () => {
      const answer = readWrong(characterSet, 'PN', notation);
      assert.equal(answer.text, text);
      assert.match(answer.faults.join('\n'), fault);
    });
  }

  it('reads with the assumed set where none is declared', () => {
    assert.equal(readWrong('', 'PN', '<C8E2E0ED>', ['WINDOWS-1251']).text, 'Иван');
    assert.equal(readWrong('', 'PN', 'M<C3BC>ller', ['WINDOWS-1251']).text, 'Müller');
    assert.equal(readWrong('', 'PN', '<B8D2D0DD>', ['ISO_IR 144']).text, 'Иван');
  });
});

describe('no input makes it throw', () => {
  /** Marsaglia's xorshift: the same bytes in each run. */
  function* bytesFrom(seed: number): Generator<number> {
    for (let state = seed; ; ) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      yield state & 0xff;
    }
  }
  const sets = [
    '',
    'ISO_IR 13',
    'ISO_IR 192',
    'GBK',
    '\\ISO 2022 IR 87\\ISO 2022 IR 159',
    '\\ISO 2022 IR 149',
    '\\'.repeat(1000),
    '\0\xff',
  ];
  for (const characterSet of sets) {
    it(JSON.stringify(characterSet.slice(0, 40)), () => {
      const next = bytesFrom(0x5eed);
      for (let round = 0; round < 300; round++) {
        const bytes = Uint8Array.from({ length: round % 40 }, () => {
          const byte = next.next().value as number;
          return byte < 60 ? [0x1b, 0x24, 0x28, 0x29, 0x42, 0x5c][byte % 6]! : byte;
        });
        for (const vr of ['PN', 'LO', 'UT'])
          assert.equal(typeof decodeText(bytes, parseSpecificCharacterSet(characterSet), vr).text, 'string');
      }
    });
  }
});
