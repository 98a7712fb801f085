import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CheckedFiles } from '../../../app/archive/checked-files.ts';

const HOUR_MS = 3_600_000;
const WRITTEN_MS = 1_700_000_000_000.25;
const FILE = { ino: 42, size: 1000, mtimeMs: WRITTEN_MS, ctimeMs: WRITTEN_MS };
const DIGEST = Uint8Array.from({ length: 32 }, (_, at) => at);

function files(ageMs = 10_000) {
  const clock = { at: WRITTEN_MS + ageMs, now: () => clock.at };
  return { clock, checked: new CheckedFiles(clock) };
}

describe('files that were held against their digest lately', () => {
  it('a file counts as sound for an hour, then it is checked again', () => {
    const { clock, checked } = files();
    assert.equal(checked.has(FILE, DIGEST), false);
    checked.note(FILE, DIGEST);
    assert.equal(checked.has(FILE, DIGEST), true);
    clock.at += HOUR_MS - 1;
    assert.equal(checked.has(FILE, DIGEST), true);
    clock.at += 1;
    assert.equal(checked.has(FILE, DIGEST), false);
  });
  for (const [what, change] of [
    ['another file', { ino: 43 }],
    ['one that has grown', { size: 1001 }],
    ['one that was written to', { mtimeMs: WRITTEN_MS + 1 }],
    ['one that was written to and given its time back', { ctimeMs: WRITTEN_MS + 1 }],
  ] as const) {
    it(`${what} does not`, () => {
      const { checked } = files();
      checked.note(FILE, DIGEST);
      assert.equal(checked.has({ ...FILE, ...change }, DIGEST), false);
    });
  }
  it('nor one of which another digest is kept', () => {
    const { checked } = files();
    checked.note(FILE, DIGEST);
    assert.equal(checked.has(FILE, DIGEST.with(0, 9)), false);
  });
  it('nor one that was written so lately that its times may not tell of the next write', () => {
    const { checked } = files(1999);
    checked.note(FILE, DIGEST);
    assert.equal(checked.has(FILE, DIGEST), false);
  });
  it('a clock that was set back proves nothing', () => {
    const { clock, checked } = files();
    checked.note(FILE, DIGEST);
    clock.at -= 1;
    assert.equal(checked.has(FILE, DIGEST), false);
  });
  it('of two files that share a slot the later stays', () => {
    const { checked } = files();
    const other = { ...FILE, ino: FILE.ino + 32_768 };
    checked.note(FILE, DIGEST);
    checked.note(other, DIGEST);
    assert.deepEqual([checked.has(FILE, DIGEST), checked.has(other, DIGEST)], [false, true]);
  });
});
