import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { batchesOf, contextFor } from '../../../app/services/send-contexts.ts';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const IMPLICIT = '1.2.840.10008.1.2';
const EXPLICIT = '1.2.840.10008.1.2.1';
const JPEG = '1.2.840.10008.1.2.4.50';
const image = (transferSyntaxUid: string, sopClassUid = CT) => ({ sopClassUid, transferSyntaxUid });

describe('PS3.4 §B.3 what a Storage SCU proposes', () => {
  it('a context for each transfer syntax that is stored, and for those that everybody reads', () => {
    const [batch] = batchesOf([image(EXPLICIT), image(JPEG), image(EXPLICIT)]);
    assert.deepEqual(
      batch?.contexts.map(({ transferSyntaxes }) => transferSyntaxes),
      [[EXPLICIT], [IMPLICIT], [JPEG]],
    );
    assert.equal(batch?.instances.length, 3);
  });
  it('at most 128 contexts an association; the instances keep their order', () => {
    const many = Array.from({ length: 200 }, (_, at) => image(JPEG, `1.2.3.${at}`));
    const batches = batchesOf(many);
    assert.deepEqual(
      batches.map(({ contexts }) => contexts.length),
      [128, 72],
    );
    assert.deepEqual(
      batches.flatMap(({ instances }) => instances),
      many,
    );
  });
  it('only what the entry of the AE table allows', () => {
    const [batch] = batchesOf([image(EXPLICIT), image(JPEG)], [IMPLICIT]);
    assert.deepEqual(
      batch?.contexts.map(({ transferSyntaxes }) => transferSyntaxes),
      [[IMPLICIT]],
    );
  });
});

describe('the context that an instance is sent on', () => {
  const accepted = (...transferSyntaxes: readonly string[]) =>
    transferSyntaxes.map((transferSyntax, at) => ({ id: 2 * at + 1, abstractSyntax: CT, transferSyntax }));
  it('that of its own transfer syntax, wherever it stands', () =>
    assert.deepEqual(contextFor(image(EXPLICIT), accepted(IMPLICIT, EXPLICIT)), accepted(IMPLICIT, EXPLICIT)[1]));
  it('else one that it can be re-encoded for', () =>
    assert.deepEqual(contextFor(image(EXPLICIT), accepted(IMPLICIT)), accepted(IMPLICIT)[0]));
  it('compressed pixels cannot be re-encoded: says so', () => {
    const { words } = contextFor(image(JPEG), accepted(IMPLICIT)) as { words: string };
    assert.match(words, /stored as JPEG Baseline.*only Implicit VR Little Endian is accepted, and compressed pixels cannot/);
  });
  it('a class that was not accepted: says so', () => {
    const { words } = contextFor(image(EXPLICIT), []) as { words: string };
    assert.match(words, /CT Image Storage is not accepted/);
  });
});
