import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AssociateAc, AssociateRq, UserInformation } from '../../../app/ul/pdu.ts';
import { decodePdu } from '../../../app/ul/pdu-decode.ts';
import { encodePDataTf, encodePdu } from '../../../app/ul/pdu-encode.ts';
import { decodeUserInformation, encodeUserInformation } from '../../../app/ul/user-information.ts';
import * as raw from '../../support/raw-bytes.ts';

const bytes = (...parts: (number | string)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part, 'latin1'))));
const decode = (pdu: Uint8Array) => decodePdu(pdu[0]!, pdu.subarray(6));

// biome-ignore format: annotated
const associateRq = bytes(
  0x01, 0x00, /* PDU-length */ 0x00, 0x00, 0x00, 0xa0,
  /* Protocol-version */ 0x00, 0x01, /* Reserved */ 0x00, 0x00,
  /* Called-AE-title */ '  FILMROOM      ', /* Calling-AE-title */ 'CT 1            ', /* Reserved */ '\0'.repeat(32),
  0x10, 0x00, 0x00, 0x15, '1.2.840.10008.3.1.1.1',
  0x20, 0x00, 0x00, 0x2e, /* Presentation-context-ID */ 0x01, 0x00, 0x00, 0x00,
    0x30, 0x00, 0x00, 0x11, '1.2.840.10008.1.1',
    0x40, 0x00, 0x00, 0x11, '1.2.840.10008.1.2',
  0x50, 0x00, 0x00, 0x0d,
    0x51, 0x00, 0x00, 0x04, /* Maximum-length-received */ 0x00, 0x00, 0x40, 0x00,
    0x52, 0x00, 0x00, 0x01, '1',
);

const RQ: AssociateRq = {
  kind: 'associate-rq',
  protocolVersion: 1,
  calledAeTitle: 'FILMROOM',
  callingAeTitle: 'CT 1',
  titlesField: new Uint8Array(bytes('  FILMROOM      ', 'CT 1            ', '\0'.repeat(32))),
  applicationContext: '1.2.840.10008.3.1.1.1',
  presentationContexts: [{ id: 1, abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: ['1.2.840.10008.1.2'] }],
  userInformation: { maximumLength: 16384, implementationClassUid: '1' },
};

describe('PS3.8 §9.3.2 A-ASSOCIATE-RQ', () => {
  it('is read; spaces around AE titles are not significant', () => assert.deepEqual(normal(decode(associateRq)), normal(RQ)));
  it('is written', () => assert.deepEqual(Buffer.from(encodePdu(RQ)), fixLength(associateRq)));
  it('is written with titles padded to 16 bytes where none were received', () => {
    const { titlesField: _, ...own } = RQ;
    assert.equal(Buffer.from(encodePdu(own)).subarray(10, 42).toString('latin1'), 'FILMROOM        CT 1            ');
  });
  it('skips items of unknown types (§9.3.1)', () => {
    const withUnknown = raw.associateRq({ items: [raw.item(0x77, Buffer.from('whatever'))] });
    assert.equal((decode(withUnknown) as AssociateRq).presentationContexts.length, 1);
  });
  it('takes UIDs padded with NUL, as old devices send them', () => {
    const padded = raw.associateRq({ contexts: [{ abstractSyntax: '1.2.840.10008.1.1\0', transferSyntaxes: ['1.2.840.10008.1.2\0'] }] });
    const [context] = (decode(padded) as AssociateRq).presentationContexts;
    assert.deepEqual(context, RQ.presentationContexts[0]);
  });
  it('is malformed wherever it is cut', () => {
    const body = raw.associateRq().subarray(6);

    for (let length = 0; length < body.byteLength; length++) {
      try {
        const cut = decodePdu(0x01, body.subarray(0, length)) as AssociateRq;
        assert.ok(length >= 68, `cut at ${length}`); // where an item ends, the PDU may end too
        assert.ok(cut.presentationContexts.length <= 1);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'UL_PDU_MALFORMED', `cut at ${length}: ${error}`);
      }
    }
  });
  it('is malformed where an item points past the end', () => {
    const lying = raw.associateRq({ items: [raw.item(0x20, Buffer.alloc(4), 65535)] });
    assert.throws(() => decode(lying), {
      code: 'UL_PDU_MALFORMED',
      titles: { callingAeTitle: 'RAWPEER', calledAeTitle: RQ.calledAeTitle },
    });
  });
});

describe('PS3.8 §9.3.3 A-ASSOCIATE-AC', () => {
  // biome-ignore format: annotated
  const associateAc = bytes(
    0x02, 0x00, /* PDU-length */ 0x00, 0x00, 0x00, 0x00,
    /* Protocol-version */ 0x00, 0x01, /* Reserved */ 0x00, 0x00,
    /* as received */ '  FILMROOM      ', 'CT 1            ', '\0'.repeat(32),
    0x10, 0x00, 0x00, 0x15, '1.2.840.10008.3.1.1.1',
    0x21, 0x00, 0x00, 0x19, 0x01, 0x00, /* Result: acceptance */ 0x00, 0x00,
      0x40, 0x00, 0x00, 0x11, '1.2.840.10008.1.2',
    0x21, 0x00, 0x00, 0x19, 0x03, 0x00, /* Result: abstract-syntax-not-supported */ 0x03, 0x00,
      0x40, 0x00, 0x00, 0x11, '1.2.840.10008.1.2',
    0x50, 0x00, 0x00, 0x08,
      0x51, 0x00, 0x00, 0x04, 0x00, 0x01, 0x00, 0x00,
  );
  const AC: AssociateAc = {
    ...RQ,
    kind: 'associate-ac',
    presentationContexts: [
      { id: 1, result: 0, transferSyntax: '1.2.840.10008.1.2' },
      { id: 3, result: 3, transferSyntax: '' },
    ],
    userInformation: { maximumLength: 65536 },
  };
  it('is read; the transfer syntax of a rejected context is not significant', () =>
    assert.deepEqual(normal(decode(associateAc)), normal(AC)));
  it('is written with the titles of the request', () => {
    const written = { ...AC, presentationContexts: AC.presentationContexts.map((c) => ({ ...c, transferSyntax: '1.2.840.10008.1.2' })) };
    assert.deepEqual(Buffer.from(encodePdu(written)), fixLength(associateAc));
  });
});

describe('PS3.8 §9.3.4, §9.3.6 to §9.3.8: PDUs of 4 bytes', () => {
  const cases = [
    [
      'A-ASSOCIATE-RJ',
      bytes(0x03, 0, 0, 0, 0, 4, 0, /* Result */ 1, /* Source */ 1, /* Reason */ 7),
      'associate-rj',
      { result: 1, source: 1, reason: 7 },
    ],
    ['A-RELEASE-RQ', bytes(0x05, 0, 0, 0, 0, 4, 0, 0, 0, 0), 'release-rq', {}],
    ['A-RELEASE-RP', bytes(0x06, 0, 0, 0, 0, 4, 0, 0, 0, 0), 'release-rp', {}],
    ['A-ABORT', bytes(0x07, 0, 0, 0, 0, 4, 0, 0, /* Source */ 2, /* Reason */ 6), 'abort', { source: 2, reason: 6 }],
  ] as const;
  for (const [name, pdu, kind, fields] of cases) {
    it(`${name} is read`, () => assert.deepEqual(decode(pdu), { kind, ...fields }));
    it(`${name} is written`, () => assert.deepEqual(Buffer.from(encodePdu({ kind, ...fields } as never)), pdu));
  }
  it('A-ABORT without its 4 bytes is malformed', () => assert.throws(() => decodePdu(0x07, Buffer.alloc(3)), { code: 'UL_PDU_MALFORMED' }));
});

describe('PS3.8 §9.3.5 P-DATA-TF', () => {
  const pdv = (size: number) => ({ contextId: 3, isCommand: false, isLastFragment: true, data: Buffer.alloc(size, 7) });
  it('is written with the message control header of Annex E.2', () => {
    const [pdu] = encodePDataTf([{ contextId: 1, isCommand: true, isLastFragment: true, data: bytes(9) }, pdv(2)]);
    // biome-ignore format: annotated
    assert.deepEqual(pdu, bytes(
      0x04, 0x00, /* PDU-length */ 0, 0, 0, 15,
      /* Item-length */ 0, 0, 0, 3, /* id */ 1, /* last, command */ 0x03, 9,
      /* Item-length */ 0, 0, 0, 4, /* id */ 3, /* last, data set */ 0x02, 7, 7,
    ));
  });
  it('is not copied together where it is large', () => {
    const large = pdv(100_000);
    const parts = encodePDataTf([large]);
    assert.equal(parts.at(-1), large.data);
    assert.deepEqual(Buffer.concat(parts), raw.pDataTf(raw.pdv(3, false, true, large.data)));
  });
});

describe('PS3.8 Annex D.1, PS3.7 Annex D.3.3: user information', () => {
  const all: UserInformation = {
    maximumLength: 0,
    implementationClassUid: '1.2.3',
    asynchronousOperationsWindow: { invoked: 5, performed: 0 },
    roleSelections: [{ sopClassUid: '1.2.4', scu: false, scp: true }],
    implementationVersionName: 'X_1',
    extendedNegotiations: [{ sopClassUid: '1.2.5', applicationInformation: Uint8Array.of(1, 0, 1) }],
    commonExtendedNegotiations: [
      { sopClassUid: '1.2.6', serviceClassUid: '1.2.7', relatedSopClassUids: ['1.2.8', '1.2.9.10'] },
      { sopClassUid: '1.2.6.1', serviceClassUid: '1.2.7', relatedSopClassUids: [] },
    ],
    userIdentity: { type: 2, positiveResponseRequested: true, primaryField: Uint8Array.of(117), secondaryField: Uint8Array.of(112, 119) },
    userIdentityResponse: new Uint8Array(0),
  };
  it('comes back as it was written', () => assert.deepEqual(plain(decodeUserInformation(encodeUserInformation(all))), plain(all)));
  it('reads role selection, 54H', () => {
    // biome-ignore format: annotated
    const item = bytes(0x54, 0, 0, 9, /* UID-length */ 0, 5, '1.2.4', /* SCU-role */ 0, /* SCP-role */ 1);
    assert.deepEqual(decodeUserInformation(item), { roleSelections: [{ sopClassUid: '1.2.4', scu: false, scp: true }] });
  });
  it('skips unknown sub-items', () => {
    const item = bytes(0x5f, 0, 0, 2, 1, 2, 0x51, 0, 0, 4, 0, 0, 0x10, 0);
    assert.deepEqual(decodeUserInformation(item), { maximumLength: 4096 });
  });
  it('throws where an inner length points past its sub-item', () => {
    const item = bytes(0x54, 0, 0, 9, /* UID-length */ 0, 99, '1.2.4', 0, 1);
    assert.throws(() => decodeUserInformation(item), { code: 'BYTES_TOO_SHORT' });
  });
});

function fixLength(pdu: Buffer): Buffer {
  const copy = Buffer.from(pdu);
  copy.writeUInt32BE(pdu.byteLength - 6, 2);
  return copy;
}

/** Buffers as arrays, so that a view and a copy compare equal. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, v) => (v instanceof Uint8Array || v?.type === 'Buffer' ? [...(v.data ?? v)] : v)));
}
const normal = plain;
