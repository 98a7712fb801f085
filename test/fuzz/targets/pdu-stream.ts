import assert from 'node:assert/strict';
import { createPduStream } from '../../../app/ul/pdu-stream.ts';
import * as raw from '../../support/raw-bytes.ts';
import type { Target } from '../target.ts';

const LIMITS = { maxPDataLength: 16_384, maxAssociatePduLength: 65_536 };

/** What came out of the stream, in a form that does not depend on where the chunks were cut. */
function outcomeOf(input: Buffer, cut: number): string {
  const out: string[] = [];
  let pdv: Uint8Array[] = [];
  const stream = createPduStream(LIMITS, {
    pduBegins: () => {},
    pdu: ({ kind }) => out.push(kind),
    piece: (piece) => {
      pdv.push(Uint8Array.from(piece.data));
      if (!piece.endsPdv) return;
      out.push(`${piece.contextId} ${piece.isCommand} ${piece.isLastFragment} ${Buffer.concat(pdv).toString('hex')}`);
      pdv = [];
    },
  });
  try {
    for (let at = 0; at < input.byteLength; at += cut) stream.push(input.subarray(at, at + cut));
  } catch (error) {
    out.push((error as { code?: string }).code ?? 'none');
    if (!(error as { code?: string }).code) throw error;
  }
  return out.join('\n');
}

/** PS3.8 §9.3: any bytes give PDUs or a UlError, the same whether they come at once or in pieces. */
export const target: Target = {
  name: 'pdu-stream',
  seeds: () => [
    Buffer.concat([raw.associateRq(), ...raw.message(1, raw.cEchoRq()), raw.releaseRq()]),
    Buffer.concat(raw.message(3, raw.cStoreRq(raw.CT_IMAGE_STORAGE, '1.2.3'), Buffer.alloc(300, 5), { maxPduLength: 128 })),
    raw.associateAc({ contexts: [{ id: 1, result: 0, transferSyntax: raw.IMPLICIT_LE }] }),
    Buffer.concat([raw.associateRj(1, 1, 7), raw.abort(2, 1), raw.releaseRp()]),
    raw.associateRq({
      userItems: [
        raw.asynchronousOperations(5, 5),
        raw.roleSelection(raw.CT_IMAGE_STORAGE, 1, 1),
        raw.extendedNegotiation(raw.CT_IMAGE_STORAGE, Buffer.from([1, 2, 3])),
        raw.userIdentity(2, true, 'user', 'secret'),
      ],
    }),
  ],
  run(input) {
    const whole = outcomeOf(input, Math.max(1, input.byteLength));
    for (const cut of [1, 7]) assert.equal(outcomeOf(input, cut), whole, `cut every ${cut} bytes`);
  },
};
