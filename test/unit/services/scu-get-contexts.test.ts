import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { getContexts } from '../../../app/services/scu-get-contexts.ts';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const PRIVATE = '1.3.12.2.1107.5.9.1';

describe('PS3.4 C.4.3.2 what a C-GET of ours proposes to be sent', () => {
  const contexts = getContexts([PRIVATE]);
  const transferSyntaxesOf = (uid: string) =>
    contexts.filter(({ abstractSyntax }) => abstractSyntax === uid).map(({ transferSyntaxes }) => transferSyntaxes);
  it('fits one association beside the C-GET itself (PS3.8 §9.3.2.2)', () => assert.equal(contexts.length, 127));
  it('compressed transfer syntaxes in a context each: an acceptor takes one of a list', () => {
    const [uncompressed, ...others] = transferSyntaxesOf(CT);
    assert.deepEqual(uncompressed, ['1.2.840.10008.1.2.1', '1.2.840.10008.1.2']);
    assert.deepEqual(others.flat(), ['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.4.70', '1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.5']);
    assert.ok(others.every((each) => each.length === 1));
  });
  it('private classes of the configuration, however many there are beside', () => {
    assert.equal(transferSyntaxesOf(PRIVATE).length, 1);
    const many = Array.from({ length: 1000 }, (_, at) => `${PRIVATE}.${at}`);
    const proposed = new Set(getContexts(many).map(({ abstractSyntax }) => abstractSyntax));
    assert.ok(proposed.has(CT) && proposed.has(many[0]!));
  });
  it('a standard class that is listed as a private one is proposed once', () => assert.deepEqual(getContexts([CT]), getContexts([])));
});
