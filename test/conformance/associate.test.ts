import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { logSoFar } from '../support/log-so-far.ts';
import {
  associateRq,
  asynchronousOperations,
  CT_IMAGE_STORAGE,
  cEchoRq,
  contextResults,
  EXPLICIT_LE,
  extendedNegotiation,
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

const JPEG_2000 = '1.2.840.10008.1.2.4.90';
const JPEG_LS = '1.2.840.10008.1.2.4.80';

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
});
after(() => filmroom.stop());

/** The A-ASSOCIATE-RJ that answers a request: [result, source, reason] (PS3.8 Table 9-21). */
async function refusalOf(request: RqOptions, port = filmroom.dicomPort): Promise<number[]> {
  const peer = await rawConnect(port);
  peer.send(associateRq(request));
  const { type, body } = await peer.pdu();
  peer.socket.destroy();
  assert.equal(type, 0x03, `A-ASSOCIATE-RJ wanted, PDU type ${type} came`);
  return [...body.subarray(1, 4)];
}

/** Associates, echoes where Verification was accepted, releases; returns the A-ASSOCIATE-AC body. */
async function accepted(request: RqOptions = {}): Promise<Buffer> {
  const peer = await rawAssociate(filmroom.dicomPort, request);
  await peer.release();
  return peer.ac.body;
}

describe('PS3.7 §9.1.5 C-ECHO (checklist 1)', () => {
  it('answers 0000H and releases, whatever the calling AE title', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { callingAeTitle: 'ANYBODY' });
    const { command } = await peer.ask(1, cEchoRq(77));
    assert.equal(statusOf(command), 0x0000);
    assert.equal(command.get(0x00000120)?.readUInt16LE(0), 77); // MessageIDBeingRespondedTo
    await peer.release();
  });
});

describe('PS3.8 §9.3.4 called AE title (checklist 2)', () => {
  it('refuses a wrong one: 1/1/7', async () => assert.deepEqual(await refusalOf({ calledAeTitle: 'SOMEONE_ELSE' }), [1, 1, 7]));
  it('refuses the right one in lower case: AE titles are case-sensitive (PS3.5 §6.2)', async () =>
    assert.deepEqual(await refusalOf({ calledAeTitle: 'filmroom' }), [1, 1, 7]));
  it('takes leading and trailing spaces as non-significant (PS3.8 §9.3.2)', async () => {
    await accepted({ calledAeTitle: '  FILMROOM' });
  });
  it('writes one log line with both titles, the address and the reason', async () => {
    await refusalOf({ calledAeTitle: 'WRONG_TITLE', callingAeTitle: 'MR_ROOM_2' });
    const log = await logSoFar(filmroom);
    const lines = log.split('\n').filter((text) => text.includes('WRONG_TITLE') && text.includes('MR_ROOM_2'));
    assert.equal(lines.length, 1, log);
    assert.match(lines[0]!, /127\.0\.0\.1/);
    assert.match(lines[0]!, /called AE title/i);
  });
});

describe('PS3.8 §9.3.2 blank AE titles (checklist 3)', () => {
  it('refuses a blank called AE title: 1/1/7', async () => assert.deepEqual(await refusalOf({ calledAeTitle: '' }), [1, 1, 7]));
  it('refuses a blank calling AE title: 1/1/3', async () => assert.deepEqual(await refusalOf({ callingAeTitle: '' }), [1, 1, 3]));
});

describe('PS3.8 §9.3.2 protocol version and application context (checklist 4)', () => {
  it('accepts any version with bit 0 set', async () => {
    await accepted({ protocolVersion: 0x0003 });
  });
  it('refuses a version without bit 0: 1/2/2', async () => assert.deepEqual(await refusalOf({ protocolVersion: 0x0002 }), [1, 2, 2]));
  it('refuses another application context: 1/1/2, permanent', async () =>
    assert.deepEqual(await refusalOf({ applicationContext: '1.2.840.1008.3.1.1.1' }), [1, 1, 2]));
});

describe('PS3.8 §9.3.3.2 presentation contexts (checklist 6, 7)', () => {
  it('answers each on its own: 0 accepted, 3 abstract syntax, 4 transfer syntaxes', async () => {
    const results = contextResults(
      await accepted({
        contexts: [
          { abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT_LE] },
          { abstractSyntax: '1.2.3.4.5.6.7', transferSyntaxes: [IMPLICIT_LE] },
          { abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: ['1.2.3.4.5.6.8'] },
          { abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [JPEG_LS] },
        ],
      }),
    );
    assert.deepEqual(
      [...results].map(([id, { result }]) => [id, result]),
      [
        [1, 0],
        [3, 3],
        [5, 4],
        [7, 0],
      ],
    );
    assert.equal(results.get(7)?.transferSyntax, JPEG_LS);
  });
  it('takes all 128', async () => {
    const contexts = Array.from({ length: 128 }, () => ({ abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT_LE] }));
    const results = contextResults(await accepted({ contexts }));
    assert.equal(results.size, 128);
    assert.ok([...results.values()].every(({ result }) => result === 0));
  });
  it('refuses a request without any: 1/2/1, and does not hang', async () => assert.deepEqual(await refusalOf({ contexts: [] }), [1, 2, 1]));
  const withIds = (...ids: number[]) => ({
    contexts: ids.map((id) => ({ id, abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT_LE] })),
  });
  it('refuses an even context id: 1/2/1 (§9.3.2.2)', async () => {
    for (const ids of [[2], [1, 4], [0]]) assert.deepEqual(await refusalOf(withIds(...ids)), [1, 2, 1]);
  });
  it('refuses a context id that comes twice: 1/2/1', async () => assert.deepEqual(await refusalOf(withIds(1, 3, 1)), [1, 2, 1]));
});

describe('transfer syntax choice (X-01, checklist 8)', () => {
  const offer = (...transferSyntaxes: string[]) => ({ contexts: [{ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes }] });
  it("first-acceptable: the requestor's first that we take", async () => {
    assert.equal(contextResults(await accepted(offer(IMPLICIT_LE, EXPLICIT_LE, JPEG_2000))).get(1)?.transferSyntax, IMPLICIT_LE);
    assert.equal(contextResults(await accepted(offer('1.2.3.4', JPEG_2000, EXPLICIT_LE))).get(1)?.transferSyntax, JPEG_2000);
  });
  it('prefer-explicit: explicit before implicit among the uncompressed', async () => {
    const explicit = await startFilmroom({ config: { storage: { transferSyntaxPolicy: 'prefer-explicit' } } });
    try {
      const peer = await rawAssociate(explicit.dicomPort, offer(IMPLICIT_LE, EXPLICIT_LE));
      assert.equal(contextResults(peer.ac.body).get(1)?.transferSyntax, EXPLICIT_LE);
      await peer.release();
    } finally {
      await explicit.stop();
    }
  });
});

describe('PS3.8 Annex D.1 maximum length (checklist 10)', () => {
  it('announces our own, whatever the peer says', async () => {
    for (const maximumLength of [0, 4096, 16384, 1_000_000]) {
      const announced = userItemsOf(await accepted({ maximumLength })).find(({ type }) => type === 0x51);
      assert.equal(announced?.body.readUInt32BE(0), 65536);
    }
  });
  it('sends no PDU above what a small peer takes', async () => {
    const peer = await rawAssociate(filmroom.dicomPort, { maximumLength: 64 });
    peer.send(...[cEchoRq()].map((command) => Buffer.from([...pDataOf(command)])));
    for (let response = Buffer.alloc(0), isLast = false; !isLast; ) {
      const { type, body } = await peer.pdu();
      assert.equal(type, 0x04);
      assert.ok(body.byteLength <= 64, `PDU-length ${body.byteLength}`);
      response = Buffer.concat([response, body.subarray(6)]);
      isLast = (body[5]! & 2) === 2;
    }
    await peer.release();
  });
});

describe('PS3.7 Annex D.3.3 user information', () => {
  it('says who we are: our own implementation class UID and version name (X-17)', async () => {
    const items = userItemsOf(await accepted());
    assert.match(items.find(({ type }) => type === 0x52)!.body.toString('latin1'), /^2\.25\.\d+$/);
    assert.match(items.find(({ type }) => type === 0x55)!.body.toString('latin1'), /^FILMROOM_[\w.]{1,7}$/);
  });
  it('answers an asynchronous operations window with 1/1, and only where one was proposed (X-16, checklist 22)', async () => {
    const windowOf = (ac: Buffer) => userItemsOf(ac).filter(({ type }) => type === 0x53);
    for (const proposed of [5, 0]) {
      const answers = windowOf(await accepted({ userItems: [asynchronousOperations(proposed, proposed)] }));
      assert.deepEqual(
        answers.map(({ body }) => [...body]),
        [[0, 1, 0, 1]],
      );
    }
    assert.deepEqual(windowOf(await accepted()), []);
  });
  it('answers role selection only for what was proposed (checklist 19)', async () => {
    const without = userItemsOf(await accepted());
    assert.equal(without.filter(({ type }) => type === 0x54).length, 0);
    const ac = await accepted({
      contexts: [{ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [IMPLICIT_LE] }],
      userItems: [roleSelection(CT_IMAGE_STORAGE, 1, 1)],
    });
    for (const answer of userItemsOf(ac).filter(({ type }) => type === 0x54)) {
      assert.equal(answer.body.subarray(2, 2 + answer.body.readUInt16BE(0)).toString('latin1'), CT_IMAGE_STORAGE);
      assert.equal(answer.body.at(-2), 1, 'the requestor may be SCU');
    }
  });
  it('ignores extended and common extended negotiation of classes without any, and unknown sub-items (checklist 20, 23)', async () => {
    const common = item(
      0x57,
      Buffer.concat([
        Buffer.from([0, 25]),
        Buffer.from(CT_IMAGE_STORAGE),
        Buffer.from([0, 17]),
        Buffer.from('1.2.840.10008.4.2'),
        Buffer.from([0, 0]),
      ]),
    );
    const ac = await accepted({
      userItems: [extendedNegotiation(VERIFICATION, Buffer.from([1])), common, item(0xe7, Buffer.from('future'))],
    });
    assert.equal(contextResults(ac).get(1)?.result, 0);
    assert.equal(userItemsOf(ac).filter(({ type }) => type === 0xe7).length, 0);
  });
  it('accepts every type of user identity; answers only where a response was asked for (checklist 21)', async () => {
    for (const [kind, primary, secondary] of [
      [1, 'user', ''],
      [2, 'user', 'password'],
      [3, 'ticket', ''],
      [4, '<saml/>', ''],
      [5, 'e30.e30.', ''],
    ] as const) {
      const quiet = userItemsOf(await accepted({ userItems: [userIdentity(kind, false, primary, secondary)] }));
      assert.equal(quiet.filter(({ type }) => type === 0x59).length, 0, `type ${kind}`);
      await accepted({ userItems: [userIdentity(kind, true, primary, secondary)] });
    }
    assert.doesNotMatch(await logSoFar(filmroom), /password/);
  });
});

function pDataOf(command: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head[0] = 0x04;
  head.writeUInt32BE(command.byteLength + 6, 2);
  head.writeUInt32BE(command.byteLength + 2, 6);
  head[10] = 1;
  head[11] = 3;
  return Buffer.concat([head, command]);
}
