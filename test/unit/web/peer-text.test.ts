import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isoDate, shownPersonName, shownText } from '../../../app/web/peer-text.ts';

describe('PS3.5 §6.2.1 Person Name as it is shown', () => {
  it('keeps each component group in its own script, components in reading order', () =>
    assert.deepEqual(shownPersonName('Yamada^Tarou=山田^太郎=やまだ^たろう'), {
      alphabetic: 'Yamada Tarou',
      ideographic: '山田 太郎',
      phonetic: 'やまだ たろう',
      lang: 'ja',
    }));
  it('tells Korean from Japanese, so that Han characters get the right glyphs', () =>
    assert.equal(shownPersonName('Hong^Gildong=洪^吉洞=홍^길동').lang, 'ko'));
  it('does not guess a language from Han characters alone', () =>
    assert.deepEqual(shownPersonName('Wang^XiaoDong=王^小东'), { alphabetic: 'Wang XiaoDong', ideographic: '王 小东' }));
  it('puts prefix and suffix behind the name', () =>
    assert.equal(shownPersonName('Adams^John Robert Quincy^^Rev.^B.A. M.Div.').alphabetic, 'Adams John Robert Quincy, Rev. B.A. M.Div.'));
  it('reads a name without an alphabetic group', () =>
    assert.deepEqual(shownPersonName('=山田^太郎'), { alphabetic: '', ideographic: '山田 太郎' }));
  it('makes nothing of an empty name', () => assert.deepEqual(shownPersonName(' ^^^^ '), { alphabetic: '' }));
});

describe('a text of a peer', () => {
  it('loses controls and bidirectional overrides, which would make it read as another text', () =>
    assert.equal(shownText('A\u0000B\u001b[31m\r\nC\u202eD\u2066E'), 'A B [31m C D E'));
  it('keeps the joiners that Persian and Indic names need', () => assert.equal(shownText('می\u200cخواهم'), 'می\u200cخواهم'));
  it('is cut at 200 characters, never inside one', () => {
    const shown = shownText('𠮷'.repeat(300));
    assert.equal([...shown].length, 200);
    assert.ok(shown.endsWith('𠮷…'));
  });
});

describe('PS3.5 Table 6.2-1 DA', () => {
  it('becomes a calendar date', () => assert.equal(isoDate('20261121'), '2026-11-21'));
  it('is read in the dotted form of ACR-NEMA', () => assert.equal(isoDate('1993.08.22'), '1993-08-22'));
  for (const wrong of ['', undefined, '00000000', '20260230', '20261301', 'yesterday', '2026112'])
    it(`is left out where it is no date: ${JSON.stringify(wrong)}`, () => assert.equal(isoDate(wrong), undefined));
});
