import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Log } from '../../../app/base/base.ts';
import { type ConnectOptions, connect, listen } from '../../../app/ul/ul.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import * as raw from '../../support/raw-peer.ts';

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };
const IDENTITY = { implementationClassUid: '2.25.1', implementationVersionName: 'FILMROOM_T' };
const CONTEXTS = [
  { abstractSyntax: raw.VERIFICATION, transferSyntaxes: [raw.IMPLICIT_LE] },
  { abstractSyntax: raw.CT_IMAGE_STORAGE, transferSyntaxes: [raw.EXPLICIT_LE, raw.IMPLICIT_LE] },
];
const ACCEPT_FIRST = raw.associateAc({
  contexts: [
    { id: 1, result: 0, transferSyntax: raw.IMPLICIT_LE },
    { id: 3, result: 4, transferSyntax: '' },
  ],
  maximumLength: 8192,
});

/** An acceptor that speaks bytes, and the options to reach it. */
async function setUp(t: TestContext) {
  const first = Promise.withResolvers<raw.RawPeer>();
  const acceptor = await raw.rawListen(first.resolve);
  t.after(() => acceptor.close());
  const clock = fakeClock();
  const options: ConnectOptions = {
    host: '127.0.0.1',
    port: acceptor.port,
    callingAeTitle: 'FILMROOM',
    calledAeTitle: 'ARCHIVE',
    contexts: CONTEXTS,
    maxPduLength: 65536,
    timeoutMs: 10_000,
    clock,
    log: SILENT,
    identity: IDENTITY,
  };
  return { clock, options, peer: first.promise };
}

/** An association whose other end speaks bytes. */
async function establish(t: TestContext, answer: Uint8Array = ACCEPT_FIRST) {
  const setup = await setUp(t);
  const connecting = connect(setup.options);
  const peer = await setup.peer;
  await peer.pdu();
  peer.send(answer);
  return { ...setup, peer, association: await connecting };
}

describe('PS3.8 §7.1 association establishment, requestor', () => {
  it('proposes what it was given and keeps what was accepted', async (t) => {
    const { options, peer: coming } = await setUp(t);
    const connecting = connect({ ...options, roles: [{ sopClassUid: raw.CT_IMAGE_STORAGE, scu: true, scp: true }] });
    const peer = await coming;
    const rq = await peer.pdu();
    assert.equal(rq.type, 0x01);
    assert.equal(rq.body.subarray(4, 36).toString('latin1'), 'ARCHIVE         FILMROOM        ');
    assert.ok(rq.body.includes(Buffer.from([0x51, 0, 0, 4, 0, 1, 0, 0])), 'our maximum length');
    peer.send(ACCEPT_FIRST);
    const association = await connecting;
    assert.deepEqual(
      [...association.presentationContexts.values()],
      [{ id: 1, abstractSyntax: raw.VERIFICATION, transferSyntax: raw.IMPLICIT_LE }],
    );
    assert.deepEqual([association.role, association.peerMaxLength, association.listener], ['requestor', 8192, '']);
    association.abort();
  });

  it('does not use a transfer syntax that it has not proposed', async (t) => {
    const { association } = await establish(t, raw.associateAc({ contexts: [{ id: 1, result: 0, transferSyntax: '1.9' }] }));
    assert.equal(association.presentationContexts.size, 0);
    association.abort();
  });

  it('A-ASSOCIATE-RJ is an error that tells why (Table 9-21)', async (t) => {
    const { options, peer } = await setUp(t);
    const connecting = connect(options);
    peer.then((it) => it.send(raw.associateRj(2, 3, 2)));
    await assert.rejects(connecting, (error: { code: string; refusal: object; message: string }) => {
      assert.equal(error.code, 'UL_REJECTED');
      assert.deepEqual(error.refusal, { result: 2, source: 3, reason: 2, words: error.message });
      assert.match(error.message, /for now.*local limit exceeded/);
      return true;
    });
    await (await peer).ended();
  });

  const answers: [string, Uint8Array, string][] = [
    ['A-ABORT', raw.abort(2, 0), 'UL_ABORTED_BY_PEER'],
    ['P-DATA-TF', raw.pDataTf(raw.pdv(1, true, true, Buffer.of(1))), 'UL_UNEXPECTED_PDU'],
    ['something else', Buffer.from('HTTP/1.1 400 Bad Request\r\n'), 'UL_UNKNOWN_PDU'],
    ['a maximum length that holds no PDV', raw.associateAc({ contexts: [], maximumLength: 5 }), 'UL_PDU_MALFORMED'],
  ];
  for (const [name, answer, code] of answers) {
    it(`${name} instead of an answer is an error`, async (t) => {
      const { options, peer } = await setUp(t);
      const connecting = connect(options);
      peer.then((it) => it.send(answer));
      await assert.rejects(connecting, { code });
    });
  }

  it('the end of the connection instead of an answer is an error', async (t) => {
    const { options, peer } = await setUp(t);
    const connecting = connect(options);
    peer.then((it) => it.pdu().then(() => it.reset()));
    await assert.rejects(connecting, { code: 'UL_CONNECTION_LOST' });
  });

  it('nobody at the port is an error', async (t) => {
    const acceptor = await raw.rawListen(() => {});
    await acceptor.close();
    const { options } = await setUp(t);
    await assert.rejects(connect({ ...options, port: acceptor.port }), { code: 'UL_CONNECTION_REFUSED', message: /ECONNREFUSED/ });
  });

  it('no answer within the time is an error, and the peer is told', async (t) => {
    const { options, clock, peer: coming } = await setUp(t);
    const connecting = connect(options);
    const peer = await coming;
    await peer.pdu();
    clock.advance(10_000);
    await assert.rejects(connecting, { code: 'UL_TIMEOUT' });
    assert.deepEqual(await peer.ended(), raw.abort(0, 0));
  });

  it('may be given up by its signal, before and after the connection', async (t) => {
    const { options, peer: coming } = await setUp(t);
    await assert.rejects(connect({ ...options, signal: AbortSignal.abort() }), { code: 'UL_ABORTED' });
    const gaveUp = new AbortController();
    const connecting = connect({ ...options, signal: gaveUp.signal });
    const peer = await coming;
    await peer.pdu();
    gaveUp.abort();
    await assert.rejects(connecting, { code: 'UL_ABORTED' });
    assert.deepEqual(await peer.ended(), raw.abort(0, 0));
  });
});

describe('PS3.8 §7.2 release, requestor', () => {
  it('asks, hears the answer and closes', async (t) => {
    const { association, peer } = await establish(t);
    const released = association.release();
    assert.equal((await peer.pdu()).type, 0x05);
    peer.send(raw.releaseRp());
    await released;
    assert.equal((await association.closed).how, 'released');
    assert.equal((await peer.ended()).byteLength, 0);
  });

  it('collision: the requestor answers first, then waits (Sta9, Sta11)', async (t) => {
    const { association, peer } = await establish(t);
    const released = association.release();
    assert.equal((await peer.pdu()).type, 0x05);
    peer.send(raw.releaseRq());
    assert.equal((await peer.pdu()).type, 0x06);
    peer.send(raw.releaseRp());
    await released;
    await peer.ended();
  });

  it('an acceptor may ask too', async (t) => {
    const { association, peer } = await establish(t);
    peer.send(raw.releaseRq());
    assert.equal((await association.pieces().next()).done, true);
    await association.release();
    assert.equal((await peer.pdu()).type, 0x06);
    await peer.close();
  });
});

describe('both ends are ours', () => {
  it('P-DATA there and back, release', async (t) => {
    const { options, clock } = await setUp(t);
    const listener = await listen({
      ...options,
      name: 'main',
      port: 0,
      artimMs: 30_000,
      inactivityMs: 0,
      onInactivity: 'abort',
      decide: () => ({ transferSyntaxPolicy: 'prefer-explicit', transferSyntaxes: () => () => true }),
      onAssociation: async (association) => {
        for await (const { endsPdv: _, ...pdv } of association.pieces()) await association.sendPData([pdv]);
        await association.release();
      },
    });
    const association = await connect({ ...options, port: listener.port });
    assert.equal(association.presentationContexts.size, 2);
    const data = Buffer.alloc(60_000, 5);
    await association.sendPData([{ contextId: 3, isCommand: false, isLastFragment: true, data }]);
    let back = 0;
    for await (const piece of association.pieces()) {
      back += piece.data.byteLength;
      if (back === data.byteLength) break;
    }
    await association.release();
    const closing = listener.close(0);
    clock.advance(1000);
    await closing;
  });
});
