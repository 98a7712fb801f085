import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Framed, Framer, frame } from '../../../app/hl7/frame.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const shown = (framed: readonly Framed[]) =>
  framed.map((each) =>
    each.kind === 'message' ? Buffer.from(each.bytes).toString('latin1') : `${each.code} ${Buffer.from(each.begun).toString('latin1')}`,
  );

describe('MLLP §2: messages out of bytes', () => {
  it('one in its frame', () => assert.deepEqual(shown(new Framer(100).read(bytes('\x0bMSH|1\r\x1c\r'))), ['MSH|1\r']));
  it('what frame makes, it reads', () => assert.deepEqual(shown(new Framer(100).read(frame(bytes('MSH|1\r')))), ['MSH|1\r']));
  it('the same at every cut', () => {
    const all = bytes('\x0bMSH|1\r\x1c\r\r\n\x0bMSH|2\r\x1c\r');
    for (let cut = 0; cut <= all.length; cut++) {
      const framer = new Framer(100);
      const found = [...framer.read(all.subarray(0, cut)), ...framer.read(all.subarray(cut))];
      assert.deepEqual(shown(found), ['MSH|1\r', 'MSH|2\r'], String(cut));
    }
  });
  it('two in one piece, and half of a third', () => {
    const framer = new Framer(100);
    assert.deepEqual(shown(framer.read(bytes('\x0bA\x1c\r\x0bB\x1c\r\x0bMSH|C'))), ['A', 'B']);
    assert.equal(framer.isInside, true);
    assert.equal(Buffer.from(framer.begun()).toString(), 'MSH|C');
  });
  it('a CR missing after the end block is passed over', () =>
    assert.deepEqual(shown(new Framer(100).read(bytes('\x0bA\x1c\x0bB\x1c\r'))), ['A', 'B']));
  it('another first byte: nobody knows where a message begins', () => {
    const framer = new Framer(100);
    assert.deepEqual(shown(framer.read(bytes('GET / HTTP/1.1\r\n\x0bA\x1c\r'))), ['HL7_NOT_FRAMED GET / HTTP/1.1\r\n\x0bA\x1c\r']);
    assert.equal(framer.isBroken, true);
    assert.deepEqual(framer.read(bytes('\x0bA\x1c\r')), []);
  });
  it('a start block inside a message ends that half, and begins the next', () =>
    assert.deepEqual(shown(new Framer(100).read(bytes('\x0bMSH|1\x0bMSH|2\x1c\r'))), ['HL7_CUT_SHORT MSH|1', 'MSH|2']));
  it('a message as long as allowed; one byte more is refused before it is whole', () => {
    assert.deepEqual(shown(new Framer(4).read(bytes('\x0bABCD\x1c\r'))), ['ABCD']);
    const framer = new Framer(4);
    assert.deepEqual(shown(framer.read(bytes('\x0bABCDE'))), ['HL7_TOO_LONG ABCDE']);
    assert.equal(framer.isBroken, true);
  });
});
