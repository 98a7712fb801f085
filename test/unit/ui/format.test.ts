import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { span } from '../../../app/ui/shell/format.ts';

describe('a length of time in words', () => {
  for (const [ms, expected] of [
    [604_800_000, '7 days'],
    [86_400_000, '1 day'],
    [7_200_000, '2 hr'],
    [5_400_000, '90 min'],
    [15_000, '15 sec'],
    [1500, undefined],
    [0, undefined],
  ] as const)
    it(`${ms} ms: ${expected ?? 'as it is'}`, () => assert.equal(span(ms), expected));
});
