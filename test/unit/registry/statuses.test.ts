import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { STATUS, statusKind, statusWords } from '../../../app/registry/registry.ts';

describe('PS3.7 Annex C statuses', () => {
  const kinds = [
    [0x0000, 'success'],
    [0x0001, 'warning'],
    [0x0107, 'warning'],
    [0x0116, 'warning'],
    [0xb000, 'warning'],
    [0xb007, 'warning'],
    [0x0110, 'failure'],
    [0x0122, 'failure'],
    [0xa700, 'failure'],
    [0xa7ff, 'failure'],
    [0xc123, 'failure'],
    [0xfe00, 'cancel'],
    [0xff00, 'pending'],
    [0xff01, 'pending'],
  ] as const;
  for (const [status, kind] of kinds) it(`${statusWords(status)} is a ${kind}`, () => assert.equal(statusKind(status), kind));

  it('has words for every named status', () => {
    for (const [name, status] of Object.entries(STATUS)) assert.doesNotMatch(statusWords(status), /peer's own/, name);
  });
  it('has words for the ranges of PS3.4 Table B.2-1', () => {
    assert.equal(statusWords(0xa7ab), 'A7ABH refused: out of resources');
    assert.equal(statusWords(0xa912), 'A912H error: data set does not match SOP class');
    assert.equal(statusWords(0xcfff), 'CFFFH error: cannot understand or unable to process');
  });
  it('says of others only what kind they are', () => assert.equal(statusWords(0x0d00), "0D00H failure of the peer's own"));
});
