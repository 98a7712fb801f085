import assert from 'node:assert/strict';
import { decodePdu } from '../../../app/ul/pdu-decode.ts';
import { encodePdu } from '../../../app/ul/pdu-encode.ts';
import * as raw from '../../support/raw-bytes.ts';
import type { Target } from '../target.ts';

/** PS3.8 §9.3.2, §9.3.3: what was decoded and encoded again decodes to the same. */
export const target: Target = {
  name: 'associate',
  seeds: () =>
    [
      raw.associateRq(),
      raw.associateRq({
        contexts: Array.from({ length: 20 }, () => ({
          abstractSyntax: raw.CT_IMAGE_STORAGE,
          transferSyntaxes: [raw.IMPLICIT_LE, raw.EXPLICIT_LE],
        })),
        userItems: [raw.userIdentity(2, true, 'user', 'secret'), raw.asynchronousOperations(1, 1), raw.roleSelection('1.2', 1, 0)],
      }),
      raw.associateAc({ contexts: [{ id: 1, result: 0, transferSyntax: raw.IMPLICIT_LE }] }),
    ].map((pdu) => Buffer.concat([pdu.subarray(0, 1), pdu.subarray(6)])),
  run(input) {
    const decoded = decodePdu(1 + ((input[0] ?? 0) % 2), input.subarray(1));
    const again = decodePdu(1 + ((input[0] ?? 0) % 2), encodePdu(decoded).subarray(6));
    assert.deepEqual(encodePdu(again), encodePdu(decoded));
  },
};
