import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type KeyOptions, MatchingError, type MatchKey, matches, matchesDateTime, parseKey } from '../../../app/dataset/dataset.ts';

/** Whether a key as it is typed finds these values. */
function finds(vr: string, key: string, values: string, options: KeyOptions = {}): boolean {
  const list = values === '' ? [] : vr === 'LT' ? [values] : values.split('\\');
  return matches(parseKey('Key', vr, key, options), list, vr, { fuzzy: options.fuzzy ?? false });
}

type Row = readonly [key: string, found: readonly string[], left: readonly string[]];

function table(vr: string, rows: readonly Row[], options: KeyOptions = {}): void {
  for (const [key, found, left] of rows) {
    for (const value of found) it(`${vr} ${key} finds ${value || 'nothing'}`, () => assert.equal(finds(vr, key, value, options), true));
    for (const value of left) it(`${vr} ${key} leaves ${value || 'nothing'}`, () => assert.equal(finds(vr, key, value, options), false));
  }
}

describe('PS3.4 §C.2.2.2.1 single value', () => {
  table('PN', [
    [
      'Smith^John',
      ['Smith^John', 'SMITH^JOHN^^', 'smith^john', 'Smith^John=史密斯', 'Doe^Jane\\Smith^John'],
      ['Smith', 'Smith^Johnny', ''],
    ],
    ['SMITH^JOHN^^', ['Smith^John'], ['Smith^John^^Dr']],
    ['müller', ['MÜLLER', 'Mu\u0308ller^^'], ['Muller', 'Müller^Hans']],
    ['山田^太郎', ['Yamada^Tarou=山田^太郎=やまだ^たろう'], ['Yamada^Tarou']],
    ['ﾔﾏﾀﾞ', ['ヤマダ'], ['やまだ']],
    ['Yamada^Tarou=山田^太郎', ['Yamada^Tarou=山田^太郎=やまだ^たろう'], ['Yamada^Tarou', '山田^太郎=Yamada^Tarou']],
    ['=山田^太郎', ['Yamada^Tarou=山田^太郎'], ['山田^太郎']],
    ['straße', ['STRASSE'], []],
  ]);
  table('LO', [
    ['ct chest', ['CT CHEST', 'CT  CHEST ', 'x\\CT CHEST'], ['CT CHEST 2', '']],
    ['10 % [x]', ['10 % [X]'], ['10 % x']],
  ]);
  table('CS', [
    ['CT', ['CT', 'MR\\CT'], ['ct', 'CTA', '']],
    ['CT\\MR', ['MR', 'CT'], ['US']],
  ]);
  table('IS', [['7', ['7', '+7', '007 ', '1\\7'], ['70', '-7', 'seven', '']]]);
  table('DS', [['1.50', ['1.5', '15e-1'], ['1.51']]]);
  table('UV', [['18446744073709551615', ['18446744073709551615'], ['18446744073709551614']]]);
  table('DA', [['20260102', ['20260102', '2026.01.02'], ['20260103', '202601', '']]]);
  table('DA', [['2026.01.02', ['20260102'], []]]);
  table('TM', [
    ['1015', ['1015', '101500', '10:15:00', '101500.25'], ['101501', '10', '']],
    ['10', ['10', '1000', '100000.000'], ['1001']],
    ['101530.25', ['101530.250000'], ['101530', '101530.26']],
  ]);
  table('DT', [
    ['2026', ['20260709', '202607091015'], ['2025']],
    ['20260102101500+0100', ['20260102091500+0000', '20260102101500'], ['20260102101500+0000']],
  ]);
  table('LT', [['a\\b', ['A\\B'], ['a', 'b']]]);
});

describe('PS3.4 §C.2.2.2.2 list of UID', () => {
  table('UI', [
    ['1.2.3', ['1.2.3'], ['1.2.30', '1.2', '']],
    ['1.2.3\\1.2.4', ['1.2.3', '1.2.4'], ['1.2.5']],
  ]);
  it('holds each once', () => assert.deepEqual(parseKey('Key', 'UI', '1.2\\1.3\\1.2\0'), { kind: 'uids', uids: ['1.2', '1.3'] }));
  it('takes ten thousand', () => {
    const key = parseKey('Key', 'UI', Array.from({ length: 10_000 }, (_, n) => `1.2.${n}`).join('\\'));
    assert.equal(matches(key, ['1.2.9999'], 'UI', { fuzzy: false }), true);
  });
});

describe('PS3.4 §C.2.2.2.3 universal', () => {
  for (const [vr, key] of [
    ['PN', ''],
    ['PN', '*'],
    ['PN', '^^'],
    ['PN', '**'],
    ['DA', ''],
    ['DA', '*'],
    ['UI', '*'],
    ['UI', '\\'],
    ['LO', 'x\\'],
  ] as const) {
    it(`${vr} '${key}' finds those without a value too`, () => assert.equal(finds(vr, key, ''), true));
  }
});

describe('PS3.4 §C.2.2.2.4 wildcards', () => {
  table('PN', [
    ['müller*', ['Müller^Hans', 'MÜLLERIN', 'Mueller=Müller'], ['Muller^Hans', 'Hans^Müller', '']],
    ['王*', ['Wang^XiaoDong=王^小東', '王'], ['小東^王', 'Wang']],
    ['*王*', ['小王'], []],
    ['Smith^*', ['Smith', 'SMITH^JOHN'], ['Smithson^A']],
    ['Sm?th^J*', ['Smith^John', 'SMYTH^J'], ['Smth^J', 'Smith^']],
    ['?', ['王', '𠮷'], ['王王']],
    ['Wang*=王*', ['Wang^XiaoDong=王^小東'], ['Wang^XiaoDong', 'Li=王']],
    ['*^john', ['Smith^John'], ['Smith^Johnny', 'John']],
  ]);
  table('LO', [
    ['*chest*', ['CT CHEST', 'chest'], ['ches']],
    ['a*b?c', ['axxbyc', 'ABXC'], ['abc', 'abxcd']],
    ['[a]*', ['[A]x'], ['a']],
    ['a*a', ['aa', 'aba'], ['a']],
  ]);
  table('CS', [['C*', ['CT', 'CR'], ['ct', 'XC']]]);
  it('takes no more time than the product of the lengths', () => {
    const key = parseKey('Key', 'LO', `${'*a'.repeat(400)}?*b`);
    const begin = performance.now();
    assert.equal(matches(key, ['a'.repeat(10_000)], 'LO', { fuzzy: false }), false);
    assert.ok(performance.now() - begin < 1000);
  });
});

describe('fuzzy matching of names, where it was negotiated', () => {
  const fuzzy = { fuzzy: true };
  table(
    'PN',
    [
      ['MULLER*', ['Müller^Hans', 'Mu\u0308ller', 'muller'], ['Möller']],
      ['müller*', ['Muller^Hans'], []],
      ['łucja', ['LUCJA'], []],
      ["O'Neil", ['O’Neil'], ['ONeil']],
      ['王*', ['王^小東'], ['玉']],
    ],
    fuzzy,
  );
  table('LO', [['muller', ['MULLER'], ['Müller']]], fuzzy);
});

describe('PS3.4 §C.2.2.2.5 ranges', () => {
  table('DA', [
    ['20260101-20260131', ['20260101', '2026.01.31', '20251231\\20260115'], ['20251231', '20260201', '', 'x']],
    ['20260101-', ['20260101', '99991231'], ['20251231']],
    ['-20260101', ['20260101', '19000101'], ['20260102']],
    [' 20260101 - 20260102 ', ['20260102'], []],
  ]);
  table('TM', [
    ['10-1030', ['100000', '10:30', '103059.999999'], ['095959', '1031']],
    ['1015-', ['101500', '2359'], ['1014']],
    ['-10', ['105959', '00'], ['110000']],
    ['101500.5-101500.6', ['101500.5', '101500.699999'], ['101500', '101500.7']],
  ]);
  table('DT', [
    ['2026-202702', ['20260101', '20270228235959'], ['20251231', '20270301']],
    ['20260101-0500', ['20260101'], ['20260102']],
    ['2020-2025', ['2023'], ['2026', '2019']],
    ['-2025', ['20251231'], ['2026']],
    ['20260101+0100-20260102+0100', ['20251231230000+0000'], ['20260102230000+0000']],
  ]);
  it('are kept in canonical form', () => {
    assert.deepEqual(parseKey('Key', 'DA', '2026.01.02-'), { kind: 'range', from: '20260102' });
    assert.deepEqual(parseKey('Key', 'TM', '10-1030'), { kind: 'range', from: '100000.000000', to: '103059.999999' });
    assert.deepEqual(parseKey('Key', 'DT', '2026-202702'), { kind: 'range', from: '20260101000000.000000', to: '20270228235959.999999' });
  });
});

describe('PS3.4 §C.2.2.2.5.1 combined date and time', () => {
  const combined = (date: string, time: string, dates: string, times: string) => {
    const range = (vr: string, text: string) => parseKey('Key', vr, text) as MatchKey & { kind: 'range' };
    return matchesDateTime(range('DA', date), range('TM', time), [dates], times === '' ? [] : [times]);
  };
  for (const [date, time, found] of [
    ['20260101', '2200', true],
    ['20260101', '2159', false],
    ['20260102', '0000', true],
    ['20260103', '055959', true],
    ['20260103', '0601', false],
    ['20260102', '', true],
    ['20260101', '', false],
    ['', '2300', false],
  ] as const) {
    it(`20260101-20260103 at 22-0600 ${found ? 'finds' : 'leaves'} ${date} ${time}`, () =>
      assert.equal(combined('20260101-20260103', '22-0600', date, time), found));
  }
  it('is open where the dates are', () => {
    assert.equal(combined('-20260103', '-06', '19700101', '2359'), true);
    assert.equal(combined('20260103-', '06-', '20260103', '0559'), false);
  });
});

describe('PS3.4 §C.2.2.2.7 empty value', () => {
  it('finds those without a value, where it was negotiated', () => {
    assert.equal(finds('LO', '""', '', { emptyValue: true }), true);
    assert.equal(finds('LO', '""', 'x', { emptyValue: true }), false);
  });
  it('is text where it was not', () => {
    assert.equal(finds('LO', '""', '""'), true);
    assert.equal(finds('LO', '""', ''), false);
  });
});

describe('keys that cannot be read', () => {
  for (const [vr, key, code] of [
    ['DA', '2026*', 'MATCHING_WILDCARD_NOT_ALLOWED'],
    ['UI', '1.2.*', 'MATCHING_WILDCARD_NOT_ALLOWED'],
    ['IS', '1?', 'MATCHING_WILDCARD_NOT_ALLOWED'],
    ['DA', '2026x-20260305', 'MATCHING_BROKEN_RANGE'],
    ['DA', '-', 'MATCHING_BROKEN_RANGE'],
    ['DA', '20260101-20260102-20260103', 'MATCHING_BROKEN_RANGE'],
    ['DA', '20260201-20260101', 'MATCHING_BROKEN_RANGE'],
    ['TM', '25-26', 'MATCHING_BROKEN_RANGE'],
    ['DT', '20261301-', 'MATCHING_BROKEN_RANGE'],
    ['DT', '2027-2026', 'MATCHING_BROKEN_RANGE'],
    ['DA', '20260230', 'MATCHING_INVALID_VALUE'],
    ['TM', 'noon', 'MATCHING_INVALID_VALUE'],
    ['DT', 'now', 'MATCHING_INVALID_VALUE'],
    ['IS', 'one', 'MATCHING_INVALID_VALUE'],
    ['UI', 'abc', 'MATCHING_INVALID_VALUE'],
    ['LO', 'x'.repeat(20_000), 'MATCHING_INVALID_VALUE'],
  ] as const) {
    it(`${vr} ${key.slice(0, 30)}: ${code}, without the value`, () => {
      assert.throws(
        () => parseKey('StudyKey', vr, key),
        (error: unknown) => {
          assert.ok(error instanceof MatchingError);
          assert.equal(error.code, code);
          assert.match(error.message, /^StudyKey: /);
          assert.ok(error.message.length < 60, error.message); // an Error Comment has 64 characters
          assert.ok(!error.message.includes(key.slice(0, 30)));
          return true;
        },
      );
    });
  }
});

describe('whatever a peer sends', () => {
  const PIECES = [
    '*',
    '?',
    '\\',
    '^',
    '=',
    '-',
    '+',
    '.',
    '"',
    '2026',
    '0102',
    '1015',
    '99',
    'é',
    '王',
    '𠮷',
    '＊',
    '＝',
    ' ',
    '\0',
    'a',
    '\ud800',
    '\u200b',
  ];
  const VRS = ['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'LO', 'LT', 'PN', 'SH', 'SV', 'TM', 'UC', 'UI', 'UR', 'US', 'UT', 'XX'];
  it('a key is read or refused in words, and holds against any value', () => {
    let read = 0;
    for (let n = 0; n < 20_000; n++) {
      const pieces = Array.from({ length: (n % 7) + 1 }, (_, at) => PIECES[(n * 31 + at * at * 17 + (n >> at)) % PIECES.length]!);
      const vr = VRS[n % VRS.length]!;
      const fuzzy = n % 2 === 0;
      try {
        const key = parseKey('Key', vr, pieces.join(''), { fuzzy, emptyValue: n % 3 === 0 });
        matches(key, [pieces.toReversed().join(''), pieces.join(''), ''], vr, { fuzzy });
        read++;
      } catch (error) {
        assert.ok(error instanceof MatchingError, String(error));
      }
    }
    assert.ok(read > 5000, `${read}`);
  });
});
