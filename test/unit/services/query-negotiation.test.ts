import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agreedQueryOptions, answerQueryNegotiation } from '../../../app/services/query-negotiation.ts';

const answer = (...bytes: number[]) => [...(answerQueryNegotiation(Uint8Array.from(bytes)) ?? [])];

describe('PS3.4 C.5.1.1 extended negotiation of C-FIND', () => {
  it('1 for what is asked for and done: relational, date-time, fuzzy, empty and multiple values', () =>
    assert.deepEqual(answer(1, 1, 1, 1, 1, 1, 1), [1, 1, 1, 0, 0, 1, 1]));
  it('0 for what is not asked for', () => assert.deepEqual(answer(0, 1, 0), [0, 1, 0]));
  for (const offered of [1, 2, 3, 4, 5, 6, 7]) {
    it(`${offered} bytes are answered in ${offered}`, () =>
      assert.equal(answer(...Array.from({ length: offered }, () => 1)).length, offered));
  }
  it('bytes of a later standard are not answered', () => assert.equal(answer(1, 1, 1, 1, 1, 1, 1, 1, 1).length, 7));
  it('no byte, no answer', () => assert.equal(answerQueryNegotiation(new Uint8Array()), undefined));
  it('a value that the table does not have asks for nothing', () => assert.deepEqual(answer(2, 255), [0, 0]));
  it('without the item the baseline holds', () =>
    assert.deepEqual(agreedQueryOptions(undefined), {
      relational: false,
      combinedDateTime: false,
      fuzzy: false,
      emptyValue: false,
      multipleValue: false,
    }));
  it('what was agreed is what was answered', () =>
    assert.deepEqual(agreedQueryOptions(Uint8Array.of(1, 0, 1)), {
      relational: true,
      combinedDateTime: false,
      fuzzy: true,
      emptyValue: false,
      multipleValue: false,
    }));
});
