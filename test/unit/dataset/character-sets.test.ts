import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ESCAPES, TERMS } from '../../../app/dataset/character-set-terms.ts';
import { decodeText, parseSpecificCharacterSet } from '../../../app/dataset/dataset.ts';
import { csvRows } from '../../support/csv.ts';
import { bytesOf } from '../../support/notation.ts';

/** What a value reads as, without a fault. */
function read(characterSet: string, vr: string, notation: string): string {
  const { text, faults } = decodeText(bytesOf(notation), parseSpecificCharacterSet(characterSet), vr);
  assert.deepEqual(faults, []);
  return text;
}

describe('PS3.5 Annexes H to K: names as the standard writes them', () => {
  const names = [
    [
      'H.3.1',
      '\\ISO 2022 IR 87',
      'Yamada^Tarou=<1B2442 3B33 4544 1B2842>^<1B2442 4240 4F3A 1B2842>=<1B2442 2464 245E 2440 1B2842>^<1B2442 243F 246D 2426 1B2842>',
      'Yamada^Tarou=山田^太郎=やまだ^たろう',
    ],
    [
      'H.3.2',
      'ISO 2022 IR 13\\ISO 2022 IR 87',
      '<D4CFC0DE>^<C0DBB3>=<1B2442 3B33 4544 1B284A>^<1B2442 4240 4F3A 1B284A>=<1B2442 2464 245E 2440 1B284A>^<1B2442 243F 246D 2426 1B284A>',
      'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう',
    ],
    [
      'I.2',
      '\\ISO 2022 IR 149',
      'Hong^Gildong=<1B242943 FBF3>^<1B242943 D1CE D4D7>=<1B242943 C8AB>^<1B242943 B1E6 B5BF>',
      'Hong^Gildong=洪^吉洞=홍^길동',
    ],
    ['J.1', 'ISO_IR 192', 'Wang^XiaoDong=<E78E8B>^<E5B08F E69DB1>=', 'Wang^XiaoDong=王^小東='],
    ['J.3', 'GB18030', 'Wang^XiaoDong=<CDF5>^<D0A1 B6AB>=', 'Wang^XiaoDong=王^小东='],
    ['J.4', 'GBK', 'Wang^XiaoDong=<CDF5>^<D0A1 B6AB>=', 'Wang^XiaoDong=王^小东='],
    ['K.2', '\\ISO 2022 IR 58', 'Zhang^XiaoDong=<1B242941 D5C5>^<1B242941 D0A1 B6AB>=', 'Zhang^XiaoDong=张^小东='],
  ] as const;
  for (const [annex, characterSet, notation, text] of names)
    it(`${annex}: ${characterSet}`, () => assert.equal(read(characterSet, 'PN', notation), text));
});

describe('PS3.3 Table C.12-2: one character set without code extension', () => {
  const names = [
    ['', 'Smith^John', 'Smith^John'],
    ['ISO_IR 100', 'Buc^J<E9>r<F4>me', 'Buc^Jérôme'],
    ['ISO_IR 101', '<A6>wi<EA>cicki^Marek', 'Święcicki^Marek'],
    ['ISO_IR 109', '<C5>ensu^<D5>or<F5>', 'Ċensu^Ġorġ'],
    ['ISO_IR 110', 'J<E0>nis^B<BA>rzi<F1><B9>', 'Jānis^Bērziņš'],
    ['ISO_IR 144', '<BB EE DA>ce<DC D1>yp<D3>', 'Люкceмбypг'],
    ['ISO_IR 127', '<E2C8C7E6EA>^<E4E6D2C7D1>', 'قباني^لنزار'],
    ['ISO_IR 126', '<C4E9EFEDF5F3E9EFF2>', 'Διονυσιος'],
    ['ISO_IR 138', '<F9F8E5EF>^<E3E1E5F8E4>', 'שרון^דבורה'],
    ['ISO_IR 148', '<C7>avu<FE>o<F0>lu^<DE><FC>kr<FC>', 'Çavuşoğlu^Şükrü'],
    ['ISO_IR 166', '<B9D2C1CAA1D8C5>', 'นามสกุล'],
    ['ISO_IR 203', '<BC>uvre^Lo<EF>c<A4>', 'Œuvre^Loïc€'],
    ['ISO_IR 13', '<D4CFC0DE>^<C0DBB3>', 'ﾔﾏﾀﾞ^ﾀﾛｳ'],
  ] as const;
  for (const [characterSet, notation, text] of names)
    it(`${characterSet || 'absent'}: ${text}`, () => assert.equal(read(characterSet, 'PN', notation), text));
});

describe('character-sets.csv', () => {
  const rows = csvRows('spec/character-sets.csv').filter((row) => !row.defined_term!.startsWith('('));
  const escapeOf = (hex: string) =>
    String.fromCharCode(
      ...hex
        .split('(')[0]!
        .trim()
        .split(' ')
        .slice(1)
        .map((byte) => Number.parseInt(byte, 16)),
    );

  for (const row of rows) {
    it(`has ${row.defined_term}`, () => assert.ok(TERMS.has(row.defined_term!)));
    for (const hex of [row.esc_g0_hex!, row.esc_g1_hex!].filter(Boolean)) {
      it(`${row.defined_term} is designated by ${hex}`, () => {
        const element = ESCAPES.get(escapeOf(hex));
        const term = TERMS.get(row.defined_term!);
        assert.ok(element === term?.g0 || element === term?.g1);
      });
    }
  }
});

describe('PS3.3 Table C.12-3: single-byte sets with code extension, by their escape sequences', () => {
  const sets = [
    ['ISO 2022 IR 100', '<1B2D41>', 'J<E9>r<F4>me', 'Jérôme'],
    ['ISO 2022 IR 101', '<1B2D42>', '<A6>wi<EA>cicki', 'Święcicki'],
    ['ISO 2022 IR 109', '<1B2D43>', '<C5>ensu', 'Ċensu'],
    ['ISO 2022 IR 110', '<1B2D44>', 'B<BA>rzi<F1><B9>', 'Bērziņš'],
    ['ISO 2022 IR 144', '<1B2D4C>', '<BB EE DA>ce<DC D1>yp<D3>', 'Люкceмбypг'],
    ['ISO 2022 IR 127', '<1B2D47>', '<E2C8C7E6EA>', 'قباني'],
    ['ISO 2022 IR 126', '<1B2D46>', '<C4E9EFEDF5F3E9EFF2>', 'Διονυσιος'],
    ['ISO 2022 IR 138', '<1B2D48>', '<F9F8E5EF>', 'שרון'],
    ['ISO 2022 IR 148', '<1B2D4D>', '<C7>avu<FE>o<F0>lu', 'Çavuşoğlu'],
    ['ISO 2022 IR 13', '<1B2949>', '<D4CFC0DE>', 'ﾔﾏﾀﾞ'],
    ['ISO 2022 IR 166', '<1B2D54>', '<B9D2C1CAA1D8C5>', 'นามสกุล'],
  ] as const;
  for (const [term, designation, notation, text] of sets) {
    it(`${term} beside the default repertoire: ${text}`, () =>
      assert.equal(read(`ISO 2022 IR 6\\${term}`, 'LO', `Ab ${designation}${notation}`), `Ab ${text}`));
  }
  it('all of them in one value', () => {
    const terms = ['ISO 2022 IR 6', ...sets.map(([term]) => term)].join('\\');
    const value = sets.map(([, designation, notation]) => designation + notation).join(' ');
    assert.equal(read(terms, 'LO', value), sets.map(([, , , text]) => text).join(' '));
  });
});

describe('PS3.5 §6.1.2.5 code extension', () => {
  it('takes JIS X 0212 and JIS X 0208 in turn (Aka^Ryo)', () => {
    assert.equal(read('\\ISO 2022 IR 159\\ISO 2022 IR 87', 'PN', 'A^R=<1B2442 4056 1B2842>^<1B242844 3021 1B2842>'), 'A^R=赤^丂');
  });
  it('takes two single-byte sets in one value', () => {
    assert.equal(read('ISO 2022 IR 100\\ISO 2022 IR 144', 'LO', 'M<FC>ller <1B2D4C B8D2D0DD>'), 'Müller Иван');
  });
  it('puts ASCII between Korean without a further escape, for G0 never changed', () => {
    assert.equal(read('\\ISO 2022 IR 149', 'LO', '<1B242943 B1E8>A<C8F1>b<C1DF>'), '김A희b중');
  });
  it('returns to the first value at ^ and = in PN (§6.1.2.5.3)', () => {
    assert.equal(read('ISO 2022 IR 100\\ISO 2022 IR 126', 'PN', '<1B2D46 D9>^<E9>=<1B2D46 D9>=<E9>'), 'Ω^é=Ω=é');
  });
  it('does not return there in other VRs', () => {
    assert.equal(read('ISO 2022 IR 100\\ISO 2022 IR 126', 'LO', '<1B2D46 D9>^<D9>=<D9>'), 'Ω^Ω=Ω');
  });
  it('returns at the backslash between values', () => {
    assert.equal(read('ISO 2022 IR 100\\ISO 2022 IR 126', 'LO', '<1B2D46 D9>\\<E9>'), 'Ω\\é');
  });
  it('does not return at a backslash in ST, LT and UT, where it is text', () => {
    for (const vr of ['ST', 'LT', 'UT']) assert.equal(read('ISO 2022 IR 100\\ISO 2022 IR 126', vr, '<1B2D46 D9>\\<D9>'), 'Ω\\Ω');
  });
  for (const control of ['0D', '0A', '0C', '09']) {
    it(`returns at ${control}H`, () => {
      const text = read('ISO 2022 IR 100\\ISO 2022 IR 126', 'LT', `<1B2D46 D9 ${control} E9>`);
      assert.equal(text, `Ω${String.fromCharCode(Number.parseInt(control, 16))}é`);
    });
  }
  it("takes Unicode's tables of the registered sets where TextDecoder has Microsoft's", () => {
    assert.equal(read('\\ISO 2022 IR 87', 'LO', '<1B2442 2141 215D 2171 1B2842>'), '〜−¢');
    assert.equal(read('\\ISO 2022 IR 149', 'LO', '<1B242943 A2E6>'), '€');
  });
  it('reads delimiters amid kanji as half a kanji (5CH, 5EH, 3DH)', () => {
    assert.equal(read('\\ISO 2022 IR 87', 'PN', '<1B2442 245C 245E 243D 1B2842>'), 'ぼまそ');
  });
});

describe('a backslash is a delimiter only where it stands for itself', () => {
  it('is the second byte of a character in GBK and GB18030', () => {
    assert.deepEqual(read('GBK', 'LO', '<815C>\\<BF5C>').split('\\'), ['乗', '縗']);
    assert.deepEqual(read('GB18030', 'LO', '<815C>\\<8139EE39>').split('\\'), ['乗', '㐀']);
  });
  it('is a yen sign in text of ISO_IR 13, a delimiter between its values', () => {
    assert.equal(read('ISO_IR 13', 'LT', '100\\<7E D4>'), '100¥‾ﾔ');
    assert.equal(read('ISO_IR 13', 'LT', '100\\'), '100¥');
    assert.deepEqual(read('ISO_IR 13', 'LO', '<D4>\\<CF>').split('\\'), ['ﾔ', 'ﾏ']);
  });
});

describe('Specific Character Set', () => {
  it('is split and trimmed; a first empty value stays', () => {
    assert.deepEqual(parseSpecificCharacterSet('\\ISO 2022 IR 87 '), ['', 'ISO 2022 IR 87']);
    assert.deepEqual(parseSpecificCharacterSet('ISO_IR 100\0'), ['ISO_IR 100']);
    assert.deepEqual(parseSpecificCharacterSet(' '), []);
  });
});
