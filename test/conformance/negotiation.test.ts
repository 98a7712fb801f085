import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import {
  associateRq,
  CT_IMAGE_STORAGE,
  cEchoRq,
  contextResults,
  EXPLICIT_LE,
  IMPLICIT_LE,
  item,
  type RqOptions,
  rawAssociate,
  rawConnect,
  roleSelection,
  statusOf,
  userIdentity,
  userItemsOf,
  VERIFICATION,
} from '../support/raw-peer.ts';

const EXPLICIT_BE = '1.2.840.10008.1.2.2';
const JPEG_2000 = '1.2.840.10008.1.2.4.90';
const JPEG_LOSSLESS = '1.2.840.10008.1.2.4.70';
const MR_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.4';

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
});
after(() => filmroom.stop());

async function answerTo(request: RqOptions, port = filmroom.dicomPort): Promise<Buffer> {
  const peer = await rawAssociate(port, request);
  await peer.release();
  return peer.ac.body;
}

describe('PS3.8 §9.3.3 what A-ASSOCIATE-AC sends back', () => {
  it('both titles and the reserved field as they came, protocol version 1, the application context', async () => {
    const request = associateRq({ calledAeTitle: ' FILMROOM', callingAeTitle: 'CT 1' });
    request.fill(0xa5, 6 + 36, 6 + 68); // the reserved 32 bytes
    const peer = await rawConnect(filmroom.dicomPort);
    peer.send(request);
    const { type, body } = await peer.pdu();
    assert.equal(type, 0x02);
    assert.equal(body.readUInt16BE(0), 1);
    assert.deepEqual(body.subarray(4, 68), request.subarray(10, 74));
    assert.deepEqual(body.subarray(68, 72), Buffer.from([0x10, 0x00, 0x00, 0x15]));
    assert.equal(body.subarray(72, 93).toString('latin1'), '1.2.840.10008.3.1.1.1');
    peer.socket.destroy();
  });
  it('skips items of unknown types (§9.3.1)', async () => {
    assert.equal(contextResults(await answerTo({ items: [item(0x99, Buffer.from('later'))] })).get(1)?.result, 0);
  });
});

describe('Verification (X-09, checklist 1)', () => {
  it('is taken in implicit, explicit little and explicit big endian', async () => {
    const syntaxes = [IMPLICIT_LE, EXPLICIT_LE, EXPLICIT_BE];
    const contexts = syntaxes.map((uid) => ({ abstractSyntax: VERIFICATION, transferSyntaxes: [uid] }));
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    assert.deepEqual(
      [...contextResults(peer.ac.body).values()],
      syntaxes.map((transferSyntax) => ({ result: 0, transferSyntax })),
    );
    for (const id of [1, 3, 5]) assert.equal(statusOf((await peer.ask(id, cEchoRq(id))).command), 0x0000); // command sets are implicit on all
    await peer.release();
  });
  it('in a compressed one: result 4', async () => {
    const ac = await answerTo({ contexts: [{ abstractSyntax: VERIFICATION, transferSyntaxes: [JPEG_2000] }] });
    assert.equal(contextResults(ac).get(1)?.result, 4);
  });
});

describe('presentation contexts (checklist 6, 7, 8)', () => {
  it('several contexts of one SOP class, one transfer syntax each, are all accepted', async () => {
    const syntaxes = [JPEG_LOSSLESS, JPEG_2000, EXPLICIT_LE, IMPLICIT_LE, EXPLICIT_BE];
    const ac = await answerTo({ contexts: syntaxes.map((uid) => ({ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [uid] })) });
    assert.deepEqual(
      [...contextResults(ac).values()],
      syntaxes.map((transferSyntax) => ({ result: 0, transferSyntax })),
    );
  });
  it('ids come back as they were proposed, the highest too', async () => {
    const ids = [255, 7, 101];
    const ac = await answerTo({ contexts: ids.map((id) => ({ id, abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT_LE] })) });
    assert.deepEqual([...contextResults(ac).keys()], ids);
  });
  it('a context without a transfer syntax is not accepted', async () => {
    const ac = await answerTo({
      contexts: [
        { abstractSyntax: VERIFICATION, transferSyntaxes: [] },
        { abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT_LE] },
      ],
    });
    assert.deepEqual(
      [...contextResults(ac).values()].map(({ result }) => result),
      [4, 0],
    );
  });
  it('UIDs padded with NUL or a space, as some write them, are understood', async () => {
    const ac = await answerTo({ contexts: [{ abstractSyntax: `${CT_IMAGE_STORAGE}\0`, transferSyntaxes: [`${EXPLICIT_LE} `] }] });
    assert.equal(contextResults(ac).get(1)?.result, 0);
  });
});

describe('transferSyntaxPolicy both ways (X-01, checklist 8)', () => {
  const offers: readonly (readonly [offered: readonly string[], firstAcceptable: string, preferExplicit: string])[] = [
    [[IMPLICIT_LE, EXPLICIT_LE], IMPLICIT_LE, EXPLICIT_LE],
    [[EXPLICIT_LE, IMPLICIT_LE], EXPLICIT_LE, EXPLICIT_LE],
    [[JPEG_2000, IMPLICIT_LE, EXPLICIT_LE], JPEG_2000, JPEG_2000],
    [[EXPLICIT_BE, EXPLICIT_LE], EXPLICIT_BE, EXPLICIT_BE],
    [[IMPLICIT_LE, JPEG_2000], IMPLICIT_LE, IMPLICIT_LE],
  ];
  const contexts = offers.map(([transferSyntaxes]) => ({ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes }));
  const chosen = (ac: Buffer) => [...contextResults(ac).values()].map(({ transferSyntax }) => transferSyntax);
  it('first-acceptable keeps the requestor’s order', async () =>
    assert.deepEqual(
      chosen(await answerTo({ contexts })),
      offers.map(([, first]) => first),
    ));
  it('prefer-explicit puts explicit little endian before implicit, and changes nothing else', async () => {
    const explicit = await startFilmroom({ config: { storage: { transferSyntaxPolicy: 'prefer-explicit' } } });
    try {
      assert.deepEqual(
        chosen(await answerTo({ contexts }, explicit.dicomPort)),
        offers.map(([, , prefer]) => prefer),
      );
    } finally {
      await explicit.stop();
    }
  });
});

describe('the maximum length that we announce is a setting (X-05, checklist 10)', () => {
  for (const [setting, maxPduLength, are] of [
    ['4096', 4096, 'are not'],
    ['0, no limit', 0, 'are taken'],
  ] as const) {
    it(`${setting}: announced, and longer PDUs ${are}`, async () => {
      const box = await startFilmroom({ config: { listeners: [{ maxPduLength }] } });
      try {
        const peer = await rawAssociate(box.dicomPort);
        const announced = userItemsOf(peer.ac.body).find(({ type }) => type === 0x51);
        assert.equal(announced?.body.readUInt32BE(0), maxPduLength);
        const long = Buffer.concat([Buffer.from([0x04, 0, 0, 0, 0x10, 0x01, 0, 0, 0x0f, 0xfd, 1, 1]), Buffer.alloc(4091)]); // PDU-length 4097
        peer.send(long);
        if (maxPduLength === 0) {
          // a command set of zeros is nonsense, but its PDU is not too long: the connection is still there
          peer.send(Buffer.from([0x07, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
          assert.equal((await peer.ended()).byteLength, 0, 'no A-ABORT of ours');
        } else assert.equal((await peer.pdu()).type, 0x07);
        peer.socket.destroy();
      } finally {
        await box.stop();
      }
    });
  }
  it('a peer that announces a length no PDV fits in is refused', async () => {
    const peer = await rawConnect(filmroom.dicomPort);
    peer.send(associateRq({ maximumLength: 4 }));
    assert.equal((await peer.pdu()).type, 0x03);
    peer.socket.destroy();
  });
});

describe('PS3.7 §D.3.3.4 role selection (checklist 19)', () => {
  const rolesFor = async (scu: number, scp: number, sopClassUid = CT_IMAGE_STORAGE) => {
    const ac = await answerTo({
      contexts: [{ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [IMPLICIT_LE] }],
      userItems: [roleSelection(sopClassUid, scu, scp)],
    });
    return userItemsOf(ac)
      .filter(({ type }) => type === 0x54)
      .map(({ body }) => [body.subarray(2, -2).toString('latin1'), body.at(-2), body.at(-1)]);
  };
  it('grants no role that was not proposed', async () => {
    for (const [, scu] of await rolesFor(0, 1)) assert.equal(scu, 0);
    for (const [, , scp] of await rolesFor(1, 0)) assert.equal(scp, 0);
  });
  it('grants the SCU role of a storage class, where we are SCP', async () =>
    assert.deepEqual(await rolesFor(1, 0), [[CT_IMAGE_STORAGE, 1, 0]]));
  it('does not answer for a class that we do not know', async () => assert.deepEqual(await rolesFor(1, 1, '1.2.3.4.5.6.7'), []));
  it('answers each class by itself', async () => {
    const ac = await answerTo({ userItems: [roleSelection(CT_IMAGE_STORAGE, 1, 0), roleSelection(MR_IMAGE_STORAGE, 1, 0)] });
    assert.equal(userItemsOf(ac).filter(({ type }) => type === 0x54).length, 2);
  });
});

describe('PS3.7 §D.3.3.7 user identity (checklist 21)', () => {
  it('a peer that asks for a response is served as ever, with at most one response sub-item', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { userItems: [userIdentity(2, true, 'user', 'passcode')] });
    assert.ok(userItemsOf(peer.ac.body).filter(({ type }) => type === 0x59).length <= 1);
    assert.equal(statusOf((await peer.ask(1, cEchoRq())).command), 0x0000);
    await peer.release();
  });
  it('a malformed one is refused, and hurts nobody', async () => {
    const peer = await rawConnect(filmroom.dicomPort);
    peer.send(associateRq({ userItems: [item(0x58, Buffer.from([1, 0, 0xff, 0xff, 0x41]))] })); // Primary-field of 65535 bytes in 1
    const { type } = await peer.pdu();
    assert.ok(type === 0x03 || type === 0x07, `PDU type ${type}`);
    peer.socket.destroy();
    await answerTo({});
  });
});
