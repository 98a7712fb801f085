import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDate, parseDate, parseTime } from '../../../app/dataset/dataset.ts';
import { numbersAsText } from '../../../app/dataset/numbers.ts';

describe('PS3.5 §6.2 DA', () => {
  for (const [written, read] of [
    ['20260228', '20260228'],
    ['2026.02.28', '20260228'],
    ['20240229 ', '20240229'],
    ['20000229', '20000229'],
    ['19000229', undefined],
    ['20260229', undefined],
    ['20261301', undefined],
    ['20260100', undefined],
    ['2026-01-01', undefined],
    ['2026.0101', undefined],
    ['202601', undefined],
    ['', undefined],
  ] as const) {
    it(`'${written}' is ${read ?? 'no date'}`, () => assert.equal(parseDate(written), read));
  }
  it('ACR-NEMA’s form is no DA of today', () => {
    assert.equal(isDate('20260228'), true);
    assert.equal(isDate('2026.02.28'), false);
  });
});

describe('PS3.5 §6.2 TM', () => {
  for (const [written, read] of [
    ['101112', '101112'],
    ['101112.123456', '101112.123456'],
    ['1011', '101100'],
    ['10', '100000'],
    ['10:11:12', '101112'],
    ['235960', '235960'],
    ['240000', undefined],
    ['106000', undefined],
    ['1', undefined],
    ['101112.', undefined],
    ['noon', undefined],
  ] as const) {
    it(`'${written}' is ${read ?? 'no time'}`, () => assert.equal(parseTime(written), read));
  }
});

describe('PS3.5 Table 6.2-1 binary numbers', () => {
  for (const [vr, hex, text] of [
    ['US', '0002ffff', ['512', '65535']],
    ['SS', 'ffff', ['-1']],
    ['UL', 'ffffffff', ['4294967295']],
    ['SL', 'feffffff', ['-2']],
    ['UV', 'ffffffffffffffff', ['18446744073709551615']],
    ['SV', 'ffffffffffffffff', ['-1']],
    ['FL', 'cdcccc3d', ['0.1']],
    ['FL', '000080bf', ['-1']],
    ['FD', '9a9999999999b93f', ['0.1']],
    ['AT', '1000 2000 e07f1000'.replaceAll(' ', ''), ['00100020', '7FE00010']],
    ['US', '000200', ['512']],
    ['OB', '0001', []],
  ] as const) {
    it(`${vr} ${hex} is ${text.join('\\') || 'no text'}`, () => assert.deepEqual(numbersAsText(Buffer.from(hex, 'hex'), vr), text));
  }
});
