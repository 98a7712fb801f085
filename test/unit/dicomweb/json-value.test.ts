import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { membersOf, valuesJson } from '../../../app/dicomweb/json-value.ts';

/** VR, text as the index has it, values as PS3.18 Annex F has them. */
const VALUES: readonly (readonly [string, string, unknown])[] = [
  ['CS', 'CT', ['CT']],
  ['CS', 'ORIGINAL\\PRIMARY', ['ORIGINAL', 'PRIMARY']],
  ['LO', 'a\\\\b', ['a', null, 'b']], // §F.2.5: an empty value among others
  ['LO', 'say "x" \u0007 東京', ['say "x" \u0007 東京']],
  ['ST', 'one \\ text', ['one \\ text']], // PS3.5 §6.4
  ['UI', '1.2.3\\1.2.4', ['1.2.3', '1.2.4']],
  ['AT', '00280009', ['00280009']],
  ['PN', 'Yamada^Tarou=山田^太郎=やまだ^たろう', [{ Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' }]],
  ['PN', '=山田', [{ Ideographic: '山田' }]],
  ['PN', 'A^B\\\\C^D', [{ Alphabetic: 'A^B' }, null, { Alphabetic: 'C^D' }]],
  ['US', '512\\0', [512, 0]],
  ['SS', '-1000', [-1000]],
  ['IS', '0042', [42]],
  ['IS', '+7', [7]],
  ['IS', '12345678901234567890', ['12345678901234567890']], // §F.2.3.1: more than a double holds
  ['IS', 'seven', ['seven']],
  ['DS', '-12.50', [-12.5]],
  ['DS', '.5\\5.\\1e3\\1E-3', [0.5, 5, 1000, 0.001]],
  ['DS', '1,5', ['1,5']],
  ['FD', 'NaN', ['NaN']],
  ['FL', '-Infinity', ['-Infinity']],
  ['SV', '-9007199254740993', ['-9007199254740993']],
  ['UV', '42', [42]],
];

describe('PS3.18 §F.2 values of an attribute', () => {
  for (const [vr, text, values] of VALUES) it(`${vr} ${text}`, () => assert.deepEqual(JSON.parse(valuesJson(vr, text)), values));
  it('the digits of a number stay as they are, where JSON has them', () => assert.equal(valuesJson('DS', '1.50\\-0.0'), '[1.50,-0.0]'));
  it('an empty attribute has its VR alone (§F.2.5)', () => assert.equal(membersOf('DA', ''), '"vr":"DA"'));
});
