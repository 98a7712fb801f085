import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPduStream } from '../../../app/ul/pdu-stream.ts';
import type { PdvPiece } from '../../../app/ul/service.ts';
import * as raw from '../../support/raw-bytes.ts';

const LIMITS = { maxPDataLength: 100, maxAssociatePduLength: 1000 };

/** What a stream told its sink, pieces of one PDV put together again. */
function read(chunks: readonly Uint8Array[], limits = LIMITS): string[] {
  const told: string[] = [];
  let data: Uint8Array[] = [];
  const stream = createPduStream(limits, {
    pduBegins: (type) => told.push(`begins ${type}`),
    pdu: (pdu) => told.push(pdu.kind),
    piece: (piece: PdvPiece) => {
      data.push(piece.data);
      if (!piece.endsPdv) return;
      const kind = `${piece.isCommand ? 'command' : 'data'}${piece.isLastFragment ? ' last' : ''}`;
      told.push(`pdv ${piece.contextId} ${kind} ${Buffer.concat(data).toString('hex')}`);
      data = [];
    },
  });
  for (const chunk of chunks) stream.push(chunk);
  return told;
}

describe('PS3.8 §9.3.1 PDUs from bytes in any cut', () => {
  const bytes = Buffer.concat([
    raw.associateRq(),
    raw.pDataTf(
      raw.pdv(1, true, false, Buffer.from('abc')),
      raw.pdv(1, true, true, Buffer.from('d')),
      raw.pdv(1, false, false, Buffer.from('12')),
    ),
    raw.pDataTf(raw.pdv(3, false, true, Buffer.alloc(0))),
    raw.releaseRq(),
    raw.abort(),
  ]);
  const whole = [
    'begins 1',
    'associate-rq',
    'begins 4',
    'pdv 1 command 616263',
    'pdv 1 command last 64',
    'pdv 1 data 3132',
    'begins 4',
    'pdv 3 data last ',
    'begins 5',
    'release-rq',
    'begins 7',
    'abort',
  ];

  it('reads them from one chunk', () => assert.deepEqual(read([bytes]), whole));
  it('reads them cut in two at every byte', () => {
    for (let at = 1; at < bytes.byteLength; at++)
      assert.deepEqual(read([bytes.subarray(0, at), bytes.subarray(at)]), whole, `cut at ${at}`);
  });
  for (const size of [1, 2, 3, 7]) {
    it(`reads them ${size} bytes at a time`, () => {
      const chunks = Array.from({ length: Math.ceil(bytes.byteLength / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
      assert.deepEqual(read(chunks), whole);
    });
  }
  it('hands on the bytes of a PDV as views of the chunk, before the PDV is complete', () => {
    const pdu = raw.pDataTf(raw.pdv(1, false, true, Buffer.alloc(50, 5)));
    const pieces: PdvPiece[] = [];
    const stream = createPduStream(LIMITS, { pduBegins() {}, pdu() {}, piece: (piece) => pieces.push(piece) });
    stream.push(pdu.subarray(0, 22));
    assert.equal(pieces.length, 1);
    assert.equal(pieces[0]!.data.buffer, pdu.buffer);
    assert.deepEqual([pieces[0]!.data.byteLength, pieces[0]!.endsPdv], [10, false]);
  });
});

describe('PS3.8 §9.3.1, Annex D.1 PDU-length', () => {
  const header = (type: number, length: number) => raw.pdu(type, Buffer.alloc(0), length);
  it('takes a P-DATA-TF of just the maximum that we announced', () => {
    assert.deepEqual(read([raw.pDataTf(raw.pdv(1, false, true, Buffer.alloc(94)))]).length, 2);
  });
  it('refuses one byte more, at the header', () => assert.throws(() => read([header(4, 101)]), { code: 'UL_PDU_TOO_LONG' }));
  it('takes any length where we announced none (0)', () => {
    const limits = { ...LIMITS, maxPDataLength: 0 };
    assert.deepEqual(read([header(4, 0xffffffff), raw.pdv(1, false, false, Buffer.of(1))], limits), ['begins 4', 'pdv 1 data 01']);
  });
  it('refuses 4 GB of A-ASSOCIATE-RQ at the header', () => assert.throws(() => read([header(1, 0xffffffff)]), { code: 'UL_PDU_TOO_LONG' }));
  it('refuses A-RELEASE-RQ with more than 4 bytes', () => assert.throws(() => read([header(5, 5)]), { code: 'UL_PDU_TOO_LONG' }));
  it('refuses a P-DATA-TF without a PDV', () => assert.throws(() => read([header(4, 0)]), { code: 'UL_PDU_MALFORMED' }));
});

describe('PS3.8 §9.3.5.1 PDV items', () => {
  const pdata = (...items: Uint8Array[]) => raw.pDataTf(...items);
  it('refuses an item longer than its PDU', () => {
    assert.throws(() => read([pdata(Buffer.from([0, 0, 0, 9, 1, 0, 1, 2]))]), { code: 'UL_PDU_MALFORMED' });
  });
  it('refuses an item of 4 GB', () => {
    assert.throws(() => read([pdata(Buffer.from([255, 255, 255, 255, 1, 0, 1, 2]))]), { code: 'UL_PDU_MALFORMED' });
  });
  it('refuses an item without its two header bytes', () => {
    assert.throws(() => read([pdata(Buffer.from([0, 0, 0, 1, 1, 0]))]), { code: 'UL_PDU_MALFORMED' });
  });
  it('refuses a rest too short for an item', () => {
    assert.throws(() => read([pdata(raw.pdv(1, false, true, Buffer.of(1)), Buffer.alloc(5))]), { code: 'UL_PDU_MALFORMED' });
  });
  it('does not check the reserved bits of the message control header', () => {
    assert.deepEqual(read([pdata(Buffer.from([0, 0, 0, 3, 1, 0xff, 9]))])[1], 'pdv 1 command last 09');
  });
});

describe('what is no PDU', () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n'), /speaks HTTP/],
    ['TLS', Buffer.from([0x16, 3, 1, 0, 0]), /begins TLS/],
    ['SSH', Buffer.from('SSH-2.0-x'), /speaks SSH/],
    ['anything else', Buffer.from([0x99]), /no DICOM PDU/],
  ];
  for (const [name, bytes, message] of cases) {
    it(`${name} is named in the first byte's error`, () => assert.throws(() => read([bytes]), { code: 'UL_UNKNOWN_PDU', message }));
  }
  it('is refused after PDUs as well', () => {
    assert.throws(() => read([raw.releaseRq(), Buffer.of(8)]), { code: 'UL_UNKNOWN_PDU', message: /08H/ });
  });
  it('is followed by nothing: after an error all is ignored', () => {
    const told: string[] = [];
    const stream = createPduStream(LIMITS, { pduBegins: () => told.push('begins'), pdu: () => told.push('pdu'), piece() {} });
    assert.throws(() => stream.push(Buffer.of(0)));
    stream.push(raw.releaseRq());
    assert.deepEqual(told, []);
  });
});
