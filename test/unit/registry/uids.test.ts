import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME, isUid } from '../../../app/registry/registry.ts';

describe('PS3.5 §9.1 UID', () => {
  for (const uid of ['1.2.840.10008.1.1', '0.0', '2.25.0', '1', `1.${'2'.repeat(62)}`]) {
    it(`accepts ${uid}`, () => assert.ok(isUid(uid)));
  }
  const refused = [
    '',
    '1.',
    '.1',
    '1..2',
    '1.02',
    '00.1',
    '1.2 ',
    '1.2\0',
    '1.2.x',
    '-1.2',
    '../1.2',
    '1.2/3',
    '1.2\n',
    `1.${'2'.repeat(63)}`,
  ];
  for (const text of refused) it(`refuses ${JSON.stringify(text)}`, () => assert.equal(isUid(text), false));
});

describe('PS3.7 §D.3.3.2 implementation identification', () => {
  it('is a UID made of a UUID (PS3.5 B.2)', () => {
    assert.ok(isUid(IMPLEMENTATION_CLASS_UID));
    assert.match(IMPLEMENTATION_CLASS_UID, /^2\.25\./);
    assert.ok(BigInt(IMPLEMENTATION_CLASS_UID.slice(5)) < 1n << 128n);
  });
  it('has a name of at most 16 characters', () => assert.match(IMPLEMENTATION_VERSION_NAME, /^[A-Z0-9_]{1,16}$/));
});
