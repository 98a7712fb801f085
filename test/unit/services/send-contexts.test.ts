import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { batchesOf, contextFor } from '../../../app/services/send-contexts.ts';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const IMPLICIT = '1.2.840.10008.1.2';
const EXPLICIT = '1.2.840.10008.1.2.1';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const JPEG = '1.2.840.10008.1.2.4.50';
const image = (transferSyntaxUid: string, sopClassUid = CT) => ({ sopClassUid, transferSyntaxUid });

describe('PS3.4 §B.3 what a Storage SCU proposes', () => {
  it('a context for each transfer syntax that is stored, and for each that it can be re-encoded for, the better first', () => {
    const [batch] = batchesOf([image(EXPLICIT), image(JPEG), image(EXPLICIT)]);
    assert.deepEqual(
      batch?.contexts.map(({ transferSyntaxes }) => transferSyntaxes),
      [[EXPLICIT], [IMPLICIT], [BIG_ENDIAN], [DEFLATED], [JPEG]],
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
  it('at most 128 contexts where each class wants four', () => {
    const batches = batchesOf(Array.from({ length: 33 }, (_, at) => image(EXPLICIT, `1.2.3.${at}`)));
    assert.deepEqual(
      batches.map(({ contexts }) => contexts.length),
      [128, 4],
    );
  });
  for (const only of [BIG_ENDIAN, DEFLATED])
    it(`an entry with ${only} alone: that is proposed`, () => {
      const [batch] = batchesOf([image(EXPLICIT), image(JPEG)], [only]);
      assert.deepEqual(batch?.contexts, [{ abstractSyntax: CT, transferSyntaxes: [only] }]);
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
  it('the better one, though another image had the other accepted first', () =>
    assert.deepEqual(contextFor(image(IMPLICIT), accepted(BIG_ENDIAN, DEFLATED, EXPLICIT)), accepted(BIG_ENDIAN, DEFLATED, EXPLICIT)[2]));
  for (const only of [BIG_ENDIAN, DEFLATED])
    it(`${only} where nothing else was accepted`, () => assert.deepEqual(contextFor(image(IMPLICIT), accepted(only)), accepted(only)[0]));
  it('compressed pixels cannot be re-encoded: says so', () => {
    const { words } = contextFor(image(JPEG), accepted(IMPLICIT)) as { words: string };
    assert.match(words, /stored as JPEG Baseline.*only Implicit VR Little Endian is accepted, and compressed pixels cannot/);
  });
  it('an unknown transfer syntax cannot be re-encoded: says so', () => {
    const { words } = contextFor(image('1.2.3.4'), accepted(IMPLICIT)) as { words: string };
    assert.match(words, /stored as 1\.2\.3\.4, only .* is accepted, and an unknown transfer syntax cannot be re-encoded$/);
  });
  it('a class that was not accepted: says so', () => {
    const { words } = contextFor(image(EXPLICIT), []) as { words: string };
    assert.match(words, /CT Image Storage is not accepted/);
  });
});
