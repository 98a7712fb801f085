import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { elementText, encodeValue } from '../../../app/dataset/dataset.ts';

describe('PS3.5 §6.2 a value from text, and back', () => {
  const values = [
    ['US', '0\\65535', '0000 ffff'],
    ['SS', '-32768\\+7', '0080 0700', '-32768\\7'],
    ['UL', '4294967295', 'ffffffff'],
    ['SL', '-1', 'ffffffff'],
    ['UV', '18446744073709551615', 'ffffffffffffffff'],
    ['SV', '-9223372036854775808', '0000000000000080'],
    ['FL', '0.1\\-1.5', 'cdcccc3d 0000c0bf'],
    ['FL', 'NaN\\Infinity', '0000c07f 0000807f'],
    ['FD', '1e300', '9c7500883ce4377e', '1e+300'],
    ['AT', '00186310', '18001063'],
    ['CS', 'CT\\MR', '43545c4d52'],
    ['CS', 'M\u00dcLL', '4ddc4c4c'], // against the standard, and given back as it came
    ['LO', 'M\u00fcller', '4dfc6c6c6572'],
    ['UI', '', ''],
    ['US', '', ''],
  ] as const;
  for (const [vr, text, hex, back = text] of values) {
    it(`${vr} ${text || 'empty'}`, () => {
      const bytes = encodeValue(text, vr, ['ISO_IR 100']);
      assert.equal(bytes && Buffer.from(bytes).toString('hex'), hex.replaceAll(' ', ''));
      assert.equal(elementText({ vr, bytes: bytes! }, ['ISO_IR 100']), back);
    });
  }
});

describe('what a VR cannot hold is refused, never written as something else', () => {
  const refused = [
    ['FL', 'abc'],
    ['FD', 'abc'],
    ['FD', ' '],
    ['FD', '1\\\\2'],
    ['FL', '1e300'],
    ['US', '65536'],
    ['US', '-1'],
    ['US', '1.5'],
    ['US', '12\\x'],
    ['UL', '1e3'],
    ['SV', '9223372036854775808'],
    ['UV', '0x10'],
    ['AT', '0010'],
    ['AT', 'zz106310'],
    ['CS', '山'],
    ['UI', '１.２'],
    ['DA', '2026–'],
    ['LO', '山'],
  ] as const;
  for (const [vr, text] of refused) it(`${vr} ${text}`, () => assert.equal(encodeValue(text, vr, ['ISO_IR 100']), undefined));
});
