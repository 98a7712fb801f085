import assert from 'node:assert/strict';
import type net from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { LogFields } from '../../../app/base/base.ts';
import { type Association, type ListenOptions, listen, type NegotiationPolicy, type Refusal } from '../../../app/ul/ul.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import * as raw from '../../support/raw-peer.ts';

const POLICY: NegotiationPolicy = { transferSyntaxPolicy: 'first-acceptable', transferSyntaxes: () => () => true };
const ABORT_2_1 = Buffer.from('07000000000400000201', 'hex');
const ABORT_2_2 = Buffer.from('07000000000400000202', 'hex');
const ABORT_2_6 = Buffer.from('07000000000400000206', 'hex');

interface Setup {
  readonly port: number;
  readonly clock: FakeClock;
  readonly lines: { level: string; event: string; fields: LogFields }[];
  /** The line with this event, awaited. */
  line(event: string): Promise<LogFields>;
  /** The associations that came, one call each. */
  next(): Promise<Association>;
  close(graceMs?: number): Promise<void>;
}

/** A listener whose associations the test serves by hand. */
async function setUp(t: TestContext, options: Partial<ListenOptions> = {}): Promise<Setup> {
  const clock = fakeClock();
  const lines: Setup['lines'] = [];
  const came: Association[] = [];
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}) =>
      void lines.push({ level, event, fields });
  const listener = await listen({
    name: 'main',
    host: '127.0.0.1',
    port: 0,
    maxPduLength: 16384,
    artimMs: 30_000,
    inactivityMs: 0,
    onInactivity: 'abort',
    clock,
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    identity: { implementationClassUid: '2.25.1', implementationVersionName: 'FILMROOM_T' },
    poisonReadBuffers: true,
    decide: () => POLICY,
    onAssociation: async (association) => {
      came.push(association);
      await association.closed;
    },
    ...options,
  });
  const close = async (graceMs = 0) => {
    const closing = listener.close(graceMs);
    await until(() => clock.pending > 0 || came.length >= 0);
    const turn = setInterval(() => clock.advance(100), 5);
    await closing;
    clearInterval(turn);
  };
  t.after(() => close());
  return {
    port: listener.port,
    clock,
    lines,
    line: async (event) => {
      await until(() => lines.some((line) => line.event === event));
      return lines.find((line) => line.event === event)!.fields;
    },
    next: async () => {
      await until(() => came.length > 0);
      return came.shift()!;
    },
    close,
  };
}

/** Lets the event loop turn until something holds; at most 5 s. */
async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 5000; !holds(); ) {
    assert.ok(Date.now() < end, 'not within 5 s');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function open(setup: Setup, rq: raw.RqOptions = {}) {
  const peer = await raw.rawAssociate(setup.port, rq);
  return { peer, association: await setup.next() };
}

describe('PS3.8 §7.1 association establishment, acceptor', () => {
  it('negotiates and tells both sides what was agreed', async (t) => {
    const setup = await setUp(t);
    const { peer, association } = await open(setup, {
      calledAeTitle: '  FILMROOM',
      callingAeTitle: 'CT 1',
      maximumLength: 4096,
      userItems: [raw.asynchronousOperations(5, 5)],
    });
    assert.deepEqual(raw.contextResults(peer.ac.body).get(1), { result: 0, transferSyntax: raw.IMPLICIT_LE });
    assert.deepEqual(
      raw.userItemsOf(peer.ac.body).map(({ type, body }) => [type, body.toString('latin1')]),
      [
        [0x51, '\0\0\x40\0'],
        [0x52, '2.25.1'],
        [0x53, '\0\x01\0\x01'],
        [0x55, 'FILMROOM_T'],
      ],
    );
    assert.equal(peer.ac.body.subarray(4, 36).toString('latin1'), '  FILMROOM      CT 1            ', 'titles as received (§9.3.3)');
    assert.deepEqual([association.calledAeTitle, association.callingAeTitle, association.role], ['FILMROOM', 'CT 1', 'acceptor']);
    assert.deepEqual([association.peerMaxLength, association.maxPduPayload], [4096, 4096]);
    assert.deepEqual(association.peerImplementation, { classUid: '1.2.3.4.5', versionName: 'RAW_PEER' });
    assert.equal(association.remote.address, '127.0.0.1');
    peer.reset();
  });

  it('takes A-ASSOCIATE-RQ in writes of one to three bytes', async (t) => {
    const setup = await setUp(t);
    for (const size of [1, 2, 3]) {
      const peer = await raw.rawConnect(setup.port);
      await peer.dribble(raw.associateRq(), size);
      assert.equal((await peer.pdu()).type, 0x02);
      peer.reset();
    }
  });

  it('takes 128 presentation contexts', async (t) => {
    const setup = await setUp(t);
    const contexts = Array.from({ length: 128 }, () => ({ abstractSyntax: raw.CT_IMAGE_STORAGE, transferSyntaxes: [raw.EXPLICIT_LE] }));
    const { peer, association } = await open(setup, { contexts });
    assert.equal(association.presentationContexts.size, 128);
    peer.reset();
  });

  it('several listeners at once do not know each other', async (t) => {
    const [one, two] = [await setUp(t), await setUp(t, { name: 'second' })];
    const [{ peer, association }, other] = [await open(one), await open(two)];
    assert.deepEqual([association.listener, other.association.listener], ['main', 'second']);
    assert.notEqual(association.id, other.association.id);
    peer.reset();
    other.peer.reset();
  });

  it('a port that is taken is an error in words', async (t) => {
    const setup = await setUp(t);
    await assert.rejects(setUp(t, { port: setup.port }), { code: 'UL_LISTEN_FAILED', message: /main.*127\.0\.0\.1.*EADDRINUSE/ });
  });
});

describe('PS3.8 Table 9-21 refusals', () => {
  const refusal: Refusal = { result: 1, source: 1, reason: 7, words: 'FILMROOM2 is not served here' };
  const cases: [string, raw.RqOptions, Partial<ListenOptions>, number[], RegExp][] = [
    ['what decide() refuses', {}, { decide: () => refusal }, [1, 1, 7], /not served here/],
    ['what decide() refuses later', {}, { decide: async () => refusal }, [1, 1, 7], /not served here/],
    ['2/1/1 where decide() throws', {}, { decide: () => assert.fail('bug') }, [2, 1, 1], /internal error/],
    ['protocol version 2', { protocolVersion: 2 }, {}, [1, 2, 2], /protocol version 2/],
    ['another application context', { applicationContext: '1.2.3' }, {}, [1, 1, 2], /application context "1.2.3"/],
    ['zero contexts', { contexts: [] }, {}, [1, 2, 1], /no presentation context/],
    ['a blank called AE title', { calledAeTitle: '' }, {}, [1, 1, 7], /called AE title is blank/],
    ['a blank calling AE title', { callingAeTitle: '' }, {}, [1, 1, 3], /calling AE title is blank/],
  ];
  for (const [name, rq, options, expected, words] of cases) {
    it(`${name}: ${expected.join('/')}, and one line in the log`, async (t) => {
      const told: unknown[] = [];
      const setup = await setUp(t, { ...options, onRefused: (info) => told.push(info) });
      const peer = await raw.rawConnect(setup.port);
      peer.send(raw.associateRq(rq));
      const { type, body } = await peer.pdu();
      assert.deepEqual([type, ...body.subarray(1)], [0x03, ...expected]);
      const fields = await setup.line('association refused');
      assert.deepEqual([fields.result, fields.source, fields.reason, fields.address], [...expected, '127.0.0.1']);
      assert.match(String(fields.words), words);
      assert.equal(setup.lines.filter(({ level }) => level === 'warn').length, 1);
      assert.equal(told.length, 1);
      await peer.close();
    });
  }

  it('names both AE titles in the log, control characters made harmless', async (t) => {
    const setup = await setUp(t, { decide: () => refusal });
    const peer = await raw.rawConnect(setup.port);
    peer.send(raw.associateRq({ callingAeTitle: 'A\nB\x1b' }));
    await peer.pdu();
    const fields = await setup.line('association refused');
    assert.deepEqual([fields.callingAeTitle, fields.calledAeTitle], ['A?B?', 'FILMROOM']);
    peer.reset();
  });

  it('tells decide() how many associations are open or being decided', async (t) => {
    const seen: number[] = [];
    const gate = Promise.withResolvers<void>();
    const setup = await setUp(t, {
      decide: async (_, peer) => {
        seen.push(peer.openAssociations);
        await gate.promise;
        return POLICY;
      },
    });
    const peers = [await raw.rawConnect(setup.port), await raw.rawConnect(setup.port), await raw.rawConnect(setup.port)];
    for (const [at, peer] of peers.entries()) {
      peer.send(raw.associateRq());
      await until(() => seen.length > at);
    }
    gate.resolve();
    for (const peer of peers) assert.equal((await peer.pdu()).type, 0x02);
    peers[0]!.reset();
    await setup.line('association lost');
    const fourth = await raw.rawAssociate(setup.port);
    assert.deepEqual(seen, [0, 1, 2, 2]);
    for (const peer of [...peers, fourth]) peer.reset();
  });

  it('after A-ASSOCIATE-RJ waits for the peer to close, ARTIM at the longest', async (t) => {
    const setup = await setUp(t, { decide: () => refusal });
    const peer = await raw.rawConnect(setup.port);
    peer.send(raw.associateRq());
    await peer.pdu();
    setup.clock.advance(29_999);
    assert.equal(peer.socket.readableEnded, false);
    setup.clock.advance(1);
    await peer.ended();
  });
});

describe('PS3.8 §9.2 what is wrong is answered with A-ABORT', () => {
  const first: [string, Uint8Array, Buffer, RegExp][] = [
    ['P-DATA-TF first', raw.pDataTf(raw.pdv(1, true, true, raw.cEchoRq())), ABORT_2_2, /P-DATA-TF where A-ASSOCIATE-RQ was due/],
    ['A-RELEASE-RQ first', raw.releaseRq(), ABORT_2_2, /A-RELEASE-RQ/],
    ['a PDU of unknown type', raw.pdu(0x08, Buffer.alloc(4)), ABORT_2_1, /no DICOM PDU/],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), ABORT_2_1, /HTTP/],
    ['a length of 4 GB', raw.pdu(0x01, Buffer.alloc(0), 0xffffffff), ABORT_2_6, /4294967295/],
    ['an item that points past the end', raw.associateRq({ items: [raw.item(0x20, Buffer.alloc(4), 9999)] }), ABORT_2_6, /item 20H/],
    ['a body of four bytes', raw.pdu(0x01, Buffer.alloc(4)), ABORT_2_6, /A-ASSOCIATE-RQ/],
  ];
  for (const [name, bytes, abort, words] of first) {
    it(`${name}, and the connection ends`, async (t) => {
      const setup = await setUp(t);
      const peer = await raw.rawConnect(setup.port);
      peer.send(bytes);
      assert.deepEqual(await peer.ended(), abort);
      assert.match(String((await setup.line('connection aborted')).words), words);
    });
  }

  const later: [string, Uint8Array, Buffer, string][] = [
    ['a second A-ASSOCIATE-RQ', raw.associateRq(), ABORT_2_2, 'UL_UNEXPECTED_PDU'],
    ['A-RELEASE-RP unasked', raw.releaseRp(), ABORT_2_2, 'UL_UNEXPECTED_PDU'],
    ['an unknown PDU', raw.pdu(0x00, Buffer.alloc(4)), ABORT_2_1, 'UL_UNKNOWN_PDU'],
    ['P-DATA-TF longer than we announced', raw.pdu(0x04, Buffer.alloc(0), 16385), ABORT_2_6, 'UL_PDU_TOO_LONG'],
    ['a context that was not accepted', raw.pDataTf(raw.pdv(3, true, true, Buffer.of(1))), ABORT_2_6, 'UL_PDU_MALFORMED'],
    ['a PDV longer than its PDU', raw.pDataTf(Buffer.from([0, 0, 1, 0, 1, 3])), ABORT_2_6, 'UL_PDU_MALFORMED'],
  ];
  for (const [name, bytes, abort, code] of later) {
    it(`${name} on an association`, async (t) => {
      const setup = await setUp(t);
      const { peer, association } = await open(setup);
      peer.send(bytes);
      assert.deepEqual(await peer.ended(), abort);
      await assert.rejects(association.pieces().next(), { code });
      assert.equal((await association.closed).how, 'aborted');
      assert.equal((association.signal.reason as { code: string }).code, code);
      await assert.rejects(association.sendPData([{ contextId: 1, isCommand: true, isLastFragment: true, data: Buffer.of(1) }]), { code });
      const fields = await setup.line('association aborted');
      assert.deepEqual([fields.callingAeTitle, fields.calledAeTitle, fields.code], ['RAWPEER', 'FILMROOM', code]);
    });
  }

  it('P-DATA-TF before the answer is refused too (Sta3)', async (t) => {
    const setup = await setUp(t, { decide: () => new Promise<Refusal>(() => {}) });
    const peer = await raw.rawConnect(setup.port);
    peer.send(raw.associateRq(), raw.pDataTf(raw.pdv(1, true, true, Buffer.of(1))));
    assert.deepEqual(await peer.ended(), ABORT_2_2);
  });

  it('other associations are unharmed', async (t) => {
    const setup = await setUp(t);
    const { peer, association } = await open(setup);
    const bad = await raw.rawConnect(setup.port);
    bad.send(Buffer.alloc(5000, 0xee));
    await bad.ended();
    peer.send(raw.pDataTf(raw.pdv(1, true, true, Buffer.from('hello'))));
    const { value } = await association.pieces().next();
    assert.equal(Buffer.from(value!.data).toString(), 'hello');
    peer.reset();
  });
});

describe('PS3.8 §9.1.5 ARTIM, and connections that say nothing', () => {
  it('a silent connection is closed after ARTIM', async (t) => {
    const setup = await setUp(t);
    const peer = await raw.rawConnect(setup.port);
    await until(() => setup.clock.pending > 0);
    setup.clock.advance(29_999);
    assert.equal(peer.socket.readableEnded, false);
    setup.clock.advance(1);
    assert.equal((await peer.ended()).byteLength, 0);
  });

  it('60 silent connections do not keep an association out', async (t) => {
    const setup = await setUp(t);
    const silent = await Promise.all(Array.from({ length: 60 }, () => raw.rawConnect(setup.port)));
    const { peer } = await open(setup);
    for (const each of [...silent, peer]) each.reset();
  });

  it('past the limit the oldest makes room, with one line for the crowd', async (t) => {
    const setup = await setUp(t, { limits: { maxHalfOpen: 3 } });
    const { peer } = await open(setup); // an association does not count
    const silent: raw.RawPeer[] = [];
    for (let count = 0; count < 5; count++) silent.push(await raw.rawConnect(setup.port));
    await Promise.all([silent[0]!.ended(), silent[1]!.ended()]);
    assert.deepEqual(
      silent.map(({ socket }) => socket.readableEnded),
      [true, true, false, false, false],
    );
    assert.equal(setup.lines.filter(({ event }) => event.startsWith('too many')).length, 1);
    for (const each of [...silent, peer]) each.reset();
  });
});

describe('P-DATA, acceptor', () => {
  it('hands on what comes, in order, and sends what is given (§9.3.5)', async (t) => {
    const setup = await setUp(t);
    const { peer, association } = await open(setup);
    peer.send(...raw.message(1, raw.cEchoRq(), Buffer.alloc(40_000, 3)));
    let dataBytes = 0;
    for await (const piece of association.pieces()) {
      if (!piece.isCommand) dataBytes += piece.data.byteLength;
      else assert.deepEqual(Buffer.from(piece.data), raw.cEchoRq());
      association.giveBack(piece);
      if (!piece.isCommand && piece.isLastFragment && piece.endsPdv) break; // and the next loop goes on from here
    }
    assert.equal(dataBytes, 40_000);
    await association.sendPData([{ contextId: 1, isCommand: true, isLastFragment: true, data: raw.cEchoRq(7) }]);
    assert.deepEqual(Buffer.from((await peer.pdv()).data), raw.cEchoRq(7));
    peer.send(raw.pDataTf(raw.pdv(1, true, true, Buffer.of(9))));
    assert.deepEqual([...(await association.pieces().next()).value!.data], [9]);
    peer.reset();
  });

  it('pieces that were not given back keep their bytes, whatever comes after', async (t) => {
    const setup = await setUp(t);
    const { peer, association } = await open(setup);
    const kept: Uint8Array[] = [];
    let given = 0;
    for (let at = 0; at < 200; at++) peer.send(raw.pDataTf(raw.pdv(1, false, at === 199, Buffer.alloc(16_000, at))));
    for await (const piece of association.pieces()) {
      if (given++ % 3 === 0) kept.push(piece.data);
      else association.giveBack(piece);
      if (piece.isLastFragment && piece.endsPdv) break;
    }
    for (const data of kept) assert.ok(data.every((byte) => byte === data[0]));
    peer.reset();
  });

  it('leaves a PDU in one segment where it is small', async (t) => {
    const setup = await setUp(t);
    const { peer, association } = await open(setup);
    const chunks: number[] = [];
    peer.socket.on('data', (chunk: Buffer) => chunks.push(chunk.byteLength));
    await association.sendPData([{ contextId: 1, isCommand: true, isLastFragment: true, data: Buffer.alloc(100) }]);
    await peer.pdu();
    assert.deepEqual(chunks, [112]);
    peer.reset();
  });

  it('stops reading the socket while nobody pulls', async (t) => {
    const setup = await setUp(t, { limits: { readAheadBytes: 64 * 1024 } });
    const { peer, association } = await open(setup);
    const pdu = raw.pDataTf(raw.pdv(1, false, false, Buffer.alloc(16_000)));
    const total = 2000; // 32 MB, more than all the buffers on the way
    let sent = 0;
    for (; sent < total; sent++) if (!peer.socket.write(pdu)) break;
    while (sent < total && (await Promise.race([drained(peer.socket), new Promise((r) => setTimeout(r, 200, false))]))) {
      for (; sent < total; sent++) if (!peer.socket.write(pdu)) break;
    }
    assert.ok(sent < total, 'the peer could send all of it');
    assert.ok(association.traffic.receivedBytes < 1024 * 1024, `${association.traffic.receivedBytes} bytes were read ahead`);
    const rest = (async () => {
      for (; sent < total; sent++) if (!peer.socket.write(pdu)) await drained(peer.socket);
      peer.send(raw.releaseRq());
    })();
    let received = 0;
    for (;;) {
      const batch = await association.takePieces();
      if (batch.length === 0) break;
      for (const piece of batch) {
        received += piece.data.byteLength;
        association.giveBack(piece);
      }
    }
    await rest;
    assert.ok(received >= 1999 * 16_000);
    await association.release();
    peer.reset();
  });

  it('is not held for ever by a peer that never reads', async (t) => {
    const setup = await setUp(t, { limits: { writeTimeoutMs: 60_000 } });
    const { peer, association } = await open(setup, { maximumLength: 0 });
    peer.socket.pause();
    const data = Buffer.alloc(100_000);
    const sending = (async () => {
      for (;;) await association.sendPData([{ contextId: 1, isCommand: false, isLastFragment: false, data }]);
    })();
    const turn = setInterval(() => setup.clock.advance(20_000), 100);
    await assert.rejects(sending, { code: 'UL_TIMEOUT', message: /read nothing for 60000 ms/ });
    clearInterval(turn);
    assert.equal((await association.closed).how, 'lost');
    peer.reset();
  });

  it('refuses to send more than the peer takes: a bug of ours, not of the peer', async (t) => {
    const setup = await setUp(t);
    const { peer, association } = await open(setup, { maximumLength: 100 });
    const pdv = (size: number) => [{ contextId: 1, isCommand: false, isLastFragment: true, data: Buffer.alloc(size) }];
    await association.sendPData(pdv(94));
    await assert.rejects(association.sendPData(pdv(95)), /101 bytes, from 1 to 100/);
    peer.reset();
  });
});

const drained = (socket: net.Socket) => new Promise<boolean>((resolve) => socket.once('drain', () => resolve(true)));

describe('PS3.8 §7.2 release', () => {
  it('ends pieces(), lets the answer out, and then A-RELEASE-RP', async (t) => {
    const setup = await setUp(t);
    const { peer, association } = await open(setup);
    peer.send(raw.pDataTf(raw.pdv(1, true, true, Buffer.of(1))), raw.releaseRq());
    const seen: number[] = [];
    for await (const piece of association.pieces()) seen.push(...piece.data);
    assert.deepEqual(seen, [1]);
    await association.sendPData([{ contextId: 1, isCommand: true, isLastFragment: true, data: Buffer.of(2) }]); // AR-7
    await association.release();
    assert.deepEqual([...(await peer.pdv()).data], [2]);
    assert.equal((await peer.pdu()).type, 0x06);
    assert.deepEqual(await association.closed, { how: 'released', words: 'released' });
    assert.equal(association.signal.aborted, false);
    await assert.rejects(association.sendPData([{ contextId: 1, isCommand: true, isLastFragment: true, data: Buffer.of(2) }]), {
      code: 'UL_RELEASED',
    });
    await peer.close();
    await setup.line('association released');
  });

  it('we may ask as well, and hear the answer', async (t) => {
    const setup = await setUp(t);
    const { peer, association } = await open(setup);
    const released = association.release();
    assert.equal((await peer.pdu()).type, 0x05);
    peer.send(raw.pDataTf(raw.pdv(1, true, true, Buffer.of(1)))); // on the way already: AR-6, nobody reads it
    peer.send(raw.releaseRp());
    await released;
    await peer.ended();
    assert.equal((await association.pieces().next()).done, true);
  });

  it('A-ABORT where no A-RELEASE-RP comes in time', async (t) => {
    const setup = await setUp(t);
    const { peer, association } = await open(setup);
    const released = association.release();
    assert.equal((await peer.pdu()).type, 0x05);
    setup.clock.advance(30_000);
    await assert.rejects(released, { code: 'UL_TIMEOUT' });
    assert.deepEqual(await peer.ended(), raw.abort(0, 0));
  });

  it('collision: the acceptor waits for A-RELEASE-RP before it answers (Sta10, Sta12)', async (t) => {
    const setup = await setUp(t);
    const { peer, association } = await open(setup);
    const released = association.release();
    assert.equal((await peer.pdu()).type, 0x05);
    peer.send(raw.releaseRq());
    peer.send(raw.releaseRp());
    assert.equal((await peer.pdu()).type, 0x06);
    await released;
    await peer.close();
  });
});

describe('PS3.8 §7.3, §7.4 abort and loss', () => {
  const ways: [string, (peer: raw.RawPeer) => void, string, string][] = [
    ['A-ABORT', (peer) => peer.send(raw.abort(0, 0)), 'UL_ABORTED_BY_PEER', 'aborted-by-peer'],
    ['A-P-ABORT', (peer) => peer.send(raw.abort(2, 6)), 'UL_ABORTED_BY_PEER', 'aborted-by-peer'],
    ['RST', (peer) => peer.reset(), 'UL_CONNECTION_LOST', 'lost'],
    ['FIN', (peer) => void peer.socket.end(), 'UL_CONNECTION_LOST', 'lost'],
  ];
  for (const [name, end, code, how] of ways) {
    it(`${name} in the middle of an object`, async (t) => {
      const setup = await setUp(t);
      const { peer, association } = await open(setup);
      peer.send(raw.pDataTf(raw.pdv(1, false, false, Buffer.alloc(100))));
      await association.pieces().next();
      const waiting = association.pieces().next();
      end(peer);
      await assert.rejects(waiting, { code });
      assert.equal((await association.closed).how, how);
      assert.equal(association.signal.aborted, true);
      await assert.rejects(association.release(), { code });
      association.abort(); // harmless
      await setup.line(`association ${how}`);
      peer.reset();
    });
  }

  it('what follows A-ABORT is ignored: found by sending PDUs in random order', async (t) => {
    const setup = await setUp(t);
    const { peer, association } = await open(setup);
    peer.send(Buffer.concat([raw.abort(0, 0), raw.associateRq(), raw.pdu(0x99, Buffer.alloc(4))]));
    assert.equal((await association.closed).how, 'aborted-by-peer');
    await peer.ended();
    assert.deepEqual(
      setup.lines.filter(({ level }) => level === 'error'),
      [],
    );
  });

  it('abort() sends A-ABORT of the service-user', async (t) => {
    const setup = await setUp(t);
    const { peer, association } = await open(setup);
    association.abort('enough');
    assert.deepEqual(await peer.ended(), raw.abort(0, 0));
    await assert.rejects(association.pieces().next(), { code: 'UL_ABORTED', message: 'enough' });
  });

  it('a service that throws, or leaves without a release, aborts its association and no other', async (t) => {
    let count = 0;
    const setup = await setUp(t, {
      onAssociation: async () => {
        if (count++ === 0) throw new Error('a bug');
      },
    });
    for (const _ of ['throws', 'leaves']) {
      const peer = await raw.rawAssociate(setup.port);
      assert.deepEqual(await peer.ended(), raw.abort(0, 0));
    }
    assert.equal((await setup.line('association failed')).words, 'a bug');
  });
});

describe('inactivity', () => {
  it('aborts an association whose peer is silent while we wait for it', async (t) => {
    const setup = await setUp(t, { inactivityMs: 1000 });
    const { peer, association } = await open(setup);
    const waiting = association.pieces().next();
    setup.clock.advance(999);
    assert.equal(association.signal.aborted, false);
    setup.clock.advance(2);
    await assert.rejects(waiting, { code: 'UL_TIMEOUT' });
    assert.deepEqual(await peer.ended(), raw.abort(0, 0));
  });

  it('does not count the time in which the peer waits for us', async (t) => {
    const setup = await setUp(t, { inactivityMs: 1000 });
    const { peer, association } = await open(setup);
    setup.clock.advance(5000);
    assert.equal(association.signal.aborted, false);
    const waiting = association.pieces().next();
    setup.clock.advance(900);
    assert.equal(association.signal.aborted, false);
    setup.clock.advance(200);
    await assert.rejects(waiting, { code: 'UL_TIMEOUT' });
    peer.reset();
  });

  it('or releases it, where so configured, and aborts only if there is no answer', async (t) => {
    const setup = await setUp(t, { inactivityMs: 1000, onInactivity: 'release' });
    const { peer, association } = await open(setup);
    const waiting = association.pieces().next();
    setup.clock.advance(1001);
    assert.equal((await waiting).done, true);
    assert.equal((await peer.pdu()).type, 0x05);
    setup.clock.advance(30_000);
    assert.deepEqual(await peer.ended(), raw.abort(0, 0));
  });
});

describe('Listener.close', () => {
  it('closes silent connections at once, aborts associations after the grace', async (t) => {
    const setup = await setUp(t);
    const silent = await raw.rawConnect(setup.port);
    const { peer } = await open(setup);
    const closing = setup.close(1000);
    await silent.ended();
    assert.deepEqual(await peer.ended(), raw.abort(0, 0));
    await closing;
    await assert.rejects(raw.rawConnect(setup.port), { code: 'ECONNREFUSED' });
  });
});
