import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldPersonName, foldText, normalizePersonName, normalizeText } from '../../../app/dataset/dataset.ts';

describe('normalizeText: what matching compares', () => {
  const same = [
    ['case', 'MÜLLER', 'müller'],
    ['sharp s, as its capitals', 'Straße', 'strasse'],
    ['final sigma', 'ΔΙΟΝΥΣΙΟΣ', 'διονυσιοσ'],
    ['final sigma, small', 'Διονύσιος', 'διονύσιοσ'],
    ['dotted capital I', 'İstanbul', 'istanbul'],
    ['letter and mark, composed', 'Mu\u0308ller', 'müller'],
    ['half-width Katakana', 'ﾔﾏﾀﾞ', 'ヤマダ'],
    ['full-width Latin', 'ＣＴ　１２', 'ct 12'],
    ['ligature', 'ﬁx', 'fix'],
    ['spaces', '  CHEST \t  PA ', 'chest pa'],
    ['padding', 'CT\0', 'ct'],
    ['direction marks', '\u200fשרון\u200e', 'שרון'],
    ['Kanji, Hangul and Thai stay', '山田 홍길동 นามสกุล', '山田 홍길동 นามสกุล'],
    ['diacritics stay', 'Łódź', 'łódź'],
    ['wildcards stay', 'Sm?th*', 'sm?th*'],
    ['nothing', '', ''],
  ] as const;
  for (const [words, text, normal] of same) {
    it(words, () => {
      assert.equal(normalizeText(text), normal);
      assert.equal(normalizeText(normal), normal, 'twice is once');
    });
  }
});

describe('foldText: what forgiving search compares', () => {
  const same = [
    ['Müller', 'muller'],
    ['Straße', 'strasse'],
    ['Łódź', 'lodz'],
    ['Đặng Thị', 'dang thi'],
    ['Ørsted', 'orsted'],
    ['Æther Œuvre', 'aether oeuvre'],
    ['ISPARTA ısparta', 'isparta isparta'],
    ['Þórður', 'thordur'],
    ['Ħal Għaxaq', 'hal ghaxaq'],
    ['Ёлкин', 'елкин'],
    ['Διονύσιος', 'διονυσιοσ'],
    ['שָׁלוֹם', 'שלום'],
    ['مُحَمَّد', 'محمد'],
    ['O’Brien‐Smith', "o'brien-smith"],
    ['ﾔﾏﾀﾞ ガ', 'ヤマダ ガ'], // a voiced sound mark makes another letter
    ['นามสกุล ชื่อ', 'นามสกุล ชื่อ'], // so do Thai vowels
    ['홍길동', '홍길동'],
  ] as const;
  for (const [text, folded] of same) {
    it(`${text} → ${folded}`, () => {
      assert.equal(foldText(text), folded);
      assert.equal(foldText(folded), folded, 'twice is once');
    });
  }
});

describe('PS3.5 §6.2.1 person names', () => {
  const same = [
    ['Smith^John', 'smith^john'],
    ['SMITH^JOHN^^^', 'smith^john'],
    ['Smith ^ John ', 'smith^john'],
    ['Smith^^Q', 'smith^^q'],
    ['Yamada^Tarou=山田^太郎=やまだ^たろう', 'yamada^tarou=山田^太郎=やまだ^たろう'],
    ['Wang^XiaoDong=王^小东=', 'wang^xiaodong=王^小东'],
    ['=山田^太郎', '=山田^太郎'],
    ['Smith^John==', 'smith^john'],
    ['^^^^=^^=', ''],
    ['A^B^\\C^D=', 'a^b\\c^d'],
    ['A＝B＾C^D', 'a b c^d'], // full-width look-alikes are no delimiters
    ['', ''],
  ] as const;
  for (const [name, normal] of same) it(`${name} → ${normal}`, () => assert.equal(normalizePersonName(name), normal));
  it('folds the components alike', () => assert.equal(foldPersonName('Müller^Jörg^^='), 'muller^jorg'));
});
