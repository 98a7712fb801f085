import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseCharacterSet, decodeText, encodeText, parseSpecificCharacterSet } from '../../../app/dataset/dataset.ts';
import { csvRows } from '../../support/csv.ts';
import { bytesOf } from '../../support/notation.ts';

const write = (text: string, characterSet: string, vr = 'PN') => encodeText(text, parseSpecificCharacterSet(characterSet), vr);
const hex = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : Buffer.from(bytes).toString('hex'));

/** Names, places and remarks in what each set is for. */
const SAMPLES = [
  ...[
    'Smith^John',
    'Buc^Jérôme',
    'Äneas^Rüdiger',
    'Święcicki^Marek',
    'Ċensu^Ġorġ',
    'Jānis^Bērziņš',
    'Люкceмбypг',
    'قباني^لنزار',
    'Διονυσιος',
  ],
  ...[
    'שרון^דבורה',
    'Çavuşoğlu^Şükrü',
    'นามสกุล',
    'Œuvre^Loïc€',
    'ﾔﾏﾀﾞ^ﾀﾛｳ',
    '山田^太郎',
    'やまだ^たろう',
    'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう',
    '赤^丂',
  ],
  ...[
    'Hong^Gildong=洪^吉洞=홍^길동',
    'Zhang^XiaoDong=张^小东=',
    'Wang^XiaoDong=王^小東=',
    '乗\\縗',
    '㐀𠮷田',
    'Müller\\Иван',
    'Müller^Иван=Ω^é',
    '김A희 b중',
  ],
  ...['one\r\ntwo 山\ttab', '100¥‾ﾔ', 'a\\b^c=d~', '−〜¢', ' ', '', '\u00a0', '😀'],
];

describe('character-sets.csv: what is written is read back, letter for letter', () => {
  const terms = csvRows('spec/character-sets.csv')
    .map((row) => row.defined_term!)
    .map((term) => (term.startsWith('(') ? '' : term));
  const several = [
    ...['\\ISO 2022 IR 87', 'ISO 2022 IR 13\\ISO 2022 IR 87', '\\ISO 2022 IR 87\\ISO 2022 IR 159', '\\ISO 2022 IR 149', '\\ISO 2022 IR 58'],
    ...[
      'ISO 2022 IR 6\\ISO 2022 IR 144',
      'ISO 2022 IR 100\\ISO 2022 IR 144\\ISO 2022 IR 126',
      'ISO 2022 IR 148\\ISO 2022 IR 87\\ISO 2022 IR 149',
    ],
  ];
  for (const characterSet of [...terms, ...several]) {
    it(characterSet || 'absent', () => {
      const terms = parseSpecificCharacterSet(characterSet);
      let written = 0;
      for (const vr of ['PN', 'LO', 'LT']) {
        for (const sample of SAMPLES) {
          const bytes = encodeText(sample, terms, vr);
          if (bytes === undefined) continue;
          const { text, faults } = decodeText(bytes, terms, vr);
          assert.equal(text, sample);
          assert.deepEqual(
            faults.filter((fault) => !fault.includes('no defined term')),
            [],
          );
          written++;
        }
      }
      assert.ok(written > 3 * 2, `${written}`);
    });
  }

  it('has a set for each sample', () => {
    for (const sample of SAMPLES) {
      const terms = chooseCharacterSet([sample], []);
      assert.equal(decodeText(encodeText(sample, terms, 'PN')!, terms, 'PN').text, sample);
    }
  });
});

describe('PS3.5 Annexes H to K: names as the standard writes them', () => {
  for (const [annex, characterSet, text, notation] of [
    [
      'H.3.1',
      '\\ISO 2022 IR 87',
      'Yamada^Tarou=山田^太郎=やまだ^たろう',
      'Yamada^Tarou=<1B2442 3B33 4544 1B2842>^<1B2442 4240 4F3A 1B2842>=<1B2442 2464 245E 2440 1B2842>^<1B2442 243F 246D 2426 1B2842>',
    ],
    [
      'H.3.2',
      'ISO 2022 IR 13\\ISO 2022 IR 87',
      'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう',
      '<D4CFC0DE>^<C0DBB3>=<1B2442 3B33 4544 1B284A>^<1B2442 4240 4F3A 1B284A>=<1B2442 2464 245E 2440 1B284A>^<1B2442 243F 246D 2426 1B284A>',
    ],
    [
      'I.2',
      '\\ISO 2022 IR 149',
      'Hong^Gildong=洪^吉洞=홍^길동',
      'Hong^Gildong=<1B242943 FBF3>^<1B242943 D1CE D4D7>=<1B242943 C8AB>^<1B242943 B1E6 B5BF>',
    ],
    ['J.1', 'ISO_IR 192', 'Wang^XiaoDong=王^小東=', 'Wang^XiaoDong=<E78E8B>^<E5B08F E69DB1>='],
    ['J.3', 'GB18030', 'Wang^XiaoDong=王^小东=', 'Wang^XiaoDong=<CDF5>^<D0A1 B6AB>='],
    ['K.2', '\\ISO 2022 IR 58', 'Zhang^XiaoDong=张^小东=', 'Zhang^XiaoDong=<1B242941 D5C5>^<1B242941 D0A1 B6AB>='],
  ] as const) {
    it(annex, () => assert.equal(hex(write(text, characterSet)), hex(bytesOf(notation))));
  }
});

describe('PS3.5 §6.1.2.5.3: the initial state returns', () => {
  const TWO = 'ISO 2022 IR 100\\ISO 2022 IR 126';
  for (const [vr, text, notation] of [
    ['PN', 'Ω^é', '<1B2D46 D9 1B2D41>^<E9>'],
    ['LO', 'Ω^é', '<1B2D46 D9>^<1B2D41 E9>'],
    ['LO', 'Ω\\é', '<1B2D46 D9 1B2D41>\\<E9>'],
    ['LT', 'Ω\\Ω', '<1B2D46 D9>\\<D9 1B2D41>'],
    ['LT', 'Ω\r\né', '<1B2D46 D9 1B2D41 0D0A E9>'],
  ] as const) {
    it(`${vr} ${JSON.stringify(text)}`, () => assert.equal(hex(write(text, TWO, vr)), hex(bytesOf(notation))));
  }
  it('before a space amid kanji, which some readers take for half a kanji', () => {
    assert.equal(hex(write('山 田', '\\ISO 2022 IR 87', 'LO')), hex(bytesOf('<1B2442 3B33 1B2842> <1B2442 4544 1B2842>')));
  });
});

describe('a letter that has no place', () => {
  for (const [text, characterSet, vr] of [
    ['Müller', '', 'PN'],
    ['Święcicki', 'ISO_IR 100', 'PN'],
    ['€', 'ISO_IR 100', 'LO'], // at 80H in windows-1252, which TextDecoder takes for ISO 8859-1
    ['…', 'ISO_IR 166', 'LO'],
    ['Ω', 'ISO_IR 144', 'LO'],
    ['髙', '\\ISO 2022 IR 87', 'PN'], // NEC's row 13 and IBM's are not of JIS X 0208
    ['①', '\\ISO 2022 IR 87', 'LO'],
    ['～', '\\ISO 2022 IR 87', 'LO'],
    ['ⅰ', '\\ISO 2022 IR 58', 'LO'],
    ['똠', '\\ISO 2022 IR 149', 'LO'],
    ['㐀', 'GBK', 'PN'],
    ['€', 'GBK', 'LO'], // GB 18030's
    ['é', 'ISO_IR 13', 'LO'],
    ['~', 'ISO_IR 13', 'LO'],
    ['¥', 'ISO_IR 13', 'LO'], // 5CH separates values there
    ['\\', 'ISO_IR 13', 'LT'], // and is a yen sign there
    ['Ж', 'ISO_IR 100\0', 'LO'],
    ['Ж', 'windows-1251', 'LO'], // no defined term: read, never written
    ['a\u001b(B', 'ISO 2022 IR 100', 'LO'],
  ] as const) {
    it(`${JSON.stringify(text)} in ${characterSet || 'the default repertoire'}: undefined`, () =>
      assert.equal(write(text, characterSet, vr), undefined));
  }
  it('goes in with code extension where the term allows it', () => {
    assert.equal(write('Ω', 'ISO_IR 100'), undefined);
    assert.equal(hex(write('Ω', 'ISO 2022 IR 100\\ISO 2022 IR 126')), hex(bytesOf('<1B2D46 D9 1B2D41>')));
  });
});

describe('all of GB18030', () => {
  it('is written as it is read', () => {
    for (let code = 0x80; code < 0x110000; code += code < 0x10000 ? 13 : 997) {
      const text = String.fromCodePoint(code);
      if (/\p{Cs}|\p{Co}|\ufffd/u.test(text)) continue;
      assert.equal(decodeText(write(text, 'GB18030', 'LO')!, ['GB18030'], 'LO').text, text);
    }
  });
});

describe('chooseCharacterSet', () => {
  const choose = (texts: readonly string[], ...preferred: readonly string[]) =>
    chooseCharacterSet(texts, preferred.map(parseSpecificCharacterSet)).join('\\');
  it('takes the first preferred one that holds every letter', () => {
    assert.equal(choose(['Müller', '山田'], 'ISO_IR 100', 'ISO_IR 192'), 'ISO_IR 192');
    assert.equal(choose(['Müller'], 'ISO_IR 100', 'ISO_IR 192'), 'ISO_IR 100');
    assert.equal(choose(['Smith'], ''), '');
  });
  it('else the smallest', () => {
    for (const [text, terms] of [
      ['Smith', ''],
      ['Müller', 'ISO_IR 100'],
      ['Święcicki', 'ISO_IR 101'],
      ['Иванов', 'ISO_IR 144'],
      ['Διονυσιος', 'ISO_IR 126'],
      ['Doğan', 'ISO_IR 148'],
      ['นามสกุล', 'ISO_IR 166'],
      ['ﾔﾏﾀﾞ', 'ISO_IR 13'],
      ['Müller Иван', 'ISO 2022 IR 100\\ISO 2022 IR 144'],
      ['山田', '\\ISO 2022 IR 87'],
      ['ﾔﾏﾀﾞ=山田', 'ISO 2022 IR 13\\ISO 2022 IR 87'],
      ['홍', '\\ISO 2022 IR 149'],
      ['张', '\\ISO 2022 IR 58'],
      ['𠮷田', 'ISO_IR 192'],
      ['Müller 山田 홍', 'ISO_IR 192'],
    ] as const) {
      assert.equal(choose([text]), terms, text);
    }
  });
  it('writes defined terms, whatever the request has', () => {
    assert.equal(choose(['Müller'], 'ISO_IR_100'), 'ISO_IR 100');
    assert.equal(choose(['山田'], 'ISO_IR 87'), '\\ISO 2022 IR 87');
    assert.equal(choose(['Müller Иван'], 'ISO_IR 100\\ISO_IR 144'), 'ISO 2022 IR 100\\ISO 2022 IR 144');
    assert.equal(choose(['山田'], 'ISO 2022 IR 87\\ISO 2022 IR 100'), '\\ISO 2022 IR 87\\ISO 2022 IR 100');
    assert.equal(choose(['山田'], 'ISO_IR 192\\ISO 2022 IR 87'), 'ISO_IR 192');
    assert.equal(choose(['Smith'], 'ISO_IR 6'), '');
  });
  it('leaves out what it does not know', () => {
    assert.equal(choose(['Müller'], 'windows-1252'), 'ISO_IR 100');
    assert.equal(choose(['Müller'], 'KLINGON'), 'ISO_IR 100');
  });
});
