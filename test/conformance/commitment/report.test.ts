import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../support/child.ts';
import { newUid, smallImage } from '../../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { askFor, type ModalityOptions, type Named, PUSH_MODEL, startModality, takeReport } from '../../support/raw-commitment.ts';
import { CT_IMAGE_STORAGE, cStoreRq, IMPLICIT_LE, rawAssociate, statusOf } from '../../support/raw-peer.ts';

const contexts = [PUSH_MODEL, CT_IMAGE_STORAGE].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] }));
const STORE = 3;
const associate = (of: Filmroom, callingAeTitle = 'CT1') => rawAssociate(of.dicomPort, { contexts, callingAeTitle }, { waitMs: 20_000 });

async function store(of: Filmroom): Promise<Named> {
  const { sopClassUid, sopInstanceUid, dataset } = smallImage();
  const peer = await associate(of);
  assert.equal(statusOf((await peer.ask(STORE, cStoreRq(sopClassUid, sopInstanceUid), dataset)).command), 0);
  await peer.release();
  return { sopClassUid, sopInstanceUid };
}

/** Asks, and releases at once. */
async function askAndLeave(of: Filmroom, references: readonly Named[], callingAeTitle = 'CT1'): Promise<string> {
  const transactionUid = newUid();
  const peer = await associate(of, callingAeTitle);
  assert.equal(await askFor(peer, transactionUid, references), 0);
  await peer.release();
  return transactionUid;
}

interface Shown {
  readonly id: number;
  readonly transactionUid: string;
  readonly state: string;
  readonly attempts: number;
  readonly why: { readonly code: string };
}

/** What the page has of a transaction, as soon as it is as wanted. */
async function shown(of: Filmroom, transactionUid: string, isIt: (one: Shown) => boolean): Promise<Shown> {
  let last: Shown | undefined;
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await delay(100)) {
    const { commitments } = (await (await of.ask('/api/commitments')).json()) as { commitments: Shown[] };
    last = commitments.find((one) => one.transactionUid === transactionUid);
    if (last && isIt(last)) return last;
  }
  throw new Error(`never so: ${JSON.stringify(last)}\n${of.log()}`);
}

/** Filmroom, and a modality that listens and is in its AE table. */
async function both(stack: AsyncDisposableStack, modality: ModalityOptions = {}, ae: object = {}, more: object = {}) {
  const ct = await startModality(modality);
  stack.defer(() => ct.close());
  const filmroom = await startFilmroom({ config: { remoteAes: [{ title: 'CT1', host: '127.0.0.1', port: ct.port, ...ae }], ...more } });
  stack.defer(async () => void (await filmroom.stop()));
  return { ct, filmroom };
}

describe('PS3.4 J.3.3 the report on a new association (K-52)', () => {
  it('comes to the address of the AE table, with the same titles, in the role of SCP', async () => {
    await using stack = new AsyncDisposableStack();
    const { ct, filmroom } = await both(stack);
    const image = await store(filmroom);
    const transactionUid = await askAndLeave(filmroom, [image]);
    const [call] = await ct.until(1);
    assert.deepEqual([call?.callingAeTitle, call?.calledAeTitle, call?.roles], ['FILMROOM', 'CT1', [0, 1]]);
    assert.deepEqual([call?.report?.eventTypeId, call?.report?.transactionUid], [1, transactionUid]);
    assert.deepEqual(call?.report?.committed, [image.sopInstanceUid]);
    assert.equal((await shown(filmroom, transactionUid, ({ state }) => state === 'reported')).attempts, 0);
  });

  it('a peer that says nothing of roles is told all the same', async () => {
    await using stack = new AsyncDisposableStack();
    const { ct, filmroom } = await both(stack, { role: null });
    await askAndLeave(filmroom, [await store(filmroom)]);
    assert.equal((await ct.until(1))[0]?.report?.eventTypeId, 1);
  });

  for (const [what, modality, code] of [
    ['refuses the role', { role: [0, 0] }, 'ROLE_REFUSED'],
    ['does not accept the class', { accepts: false }, 'NO_CONTEXT'],
    ['answers with a failure', { status: 0x0110 }, 'REFUSED'],
  ] as const)
    it(`to a peer that ${what} it waits, with the reason, and “try now” delivers it when that has changed`, async () => {
      await using stack = new AsyncDisposableStack();
      const { ct, filmroom } = await both(stack, modality);
      const transactionUid = await askAndLeave(filmroom, [await store(filmroom)]);
      const { id } = await shown(filmroom, transactionUid, ({ why, attempts }) => why.code === code && attempts > 0);
      ct.become({});
      const before = ct.calls.length;
      assert.equal((await filmroom.ask(`/api/commitments/${id}/retry`, { method: 'POST' })).status, 200);
      assert.equal((await ct.until(before + 1))[before]?.report?.transactionUid, transactionUid);
      await shown(filmroom, transactionUid, ({ state }) => state === 'reported');
    });

  it('to a peer that is down it waits, and holds up nobody else', async () => {
    await using stack = new AsyncDisposableStack();
    const port = await freePort();
    const filmroom = await startFilmroom({ config: { remoteAes: [{ title: 'CT1', host: '127.0.0.1', port }] } });
    stack.defer(async () => void (await filmroom.stop()));
    const transactionUid = await askAndLeave(filmroom, [await store(filmroom)]);
    await shown(filmroom, transactionUid, ({ why, attempts }) => why.code === 'UNREACHABLE' && attempts >= 1);
    const ct = await startModality();
    stack.defer(() => ct.close());
    const added = await filmroom.ask('/api/ae-table/CT2', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'CT2', host: '127.0.0.1', port: ct.port }),
    });
    assert.equal(added.status, 201);
    await askAndLeave(filmroom, [await store(filmroom)], 'CT2');
    assert.equal((await ct.until(1))[0]?.calledAeTitle, 'CT2');
  });

  it('a peer that is not in the table waits, until somebody adds it', async () => {
    await using stack = new AsyncDisposableStack();
    const { ct, filmroom } = await both(stack);
    const transactionUid = await askAndLeave(filmroom, [await store(filmroom)], 'STRANGER');
    await shown(filmroom, transactionUid, ({ why }) => why.code === 'NOT_IN_TABLE');
    const entry = { title: 'STRANGER', host: '127.0.0.1', port: ct.port };
    const headers = { 'content-type': 'application/json' };
    await filmroom.ask('/api/ae-table/STRANGER', { method: 'PUT', headers, body: JSON.stringify(entry) });
    assert.equal((await ct.until(1))[0]?.report?.transactionUid, transactionUid);
  });

  it('one that is given up is not told any more', async () => {
    await using stack = new AsyncDisposableStack();
    const { ct, filmroom } = await both(stack, { accepts: false });
    const transactionUid = await askAndLeave(filmroom, [await store(filmroom)]);
    const { id } = await shown(filmroom, transactionUid, ({ attempts }) => attempts > 0);
    assert.equal((await filmroom.ask(`/api/commitments/${id}/give-up`, { method: 'POST' })).status, 200);
    ct.become({});
    const { state, why } = await shown(filmroom, transactionUid, () => true);
    assert.deepEqual([state, why.code], ['given-up', 'BY_PERSON']);
    await delay(6000); // the wait after the first attempt is over
    assert.ok(ct.calls.every(({ report }) => report === undefined));
    await filmroom.ask(`/api/commitments/${id}/retry`, { method: 'POST' }); // and a person may think again
    await shown(filmroom, transactionUid, ({ state }) => state === 'reported');
  });

  it('is still due after a restart', async () => {
    await using stack = new AsyncDisposableStack();
    const folder = mkdtempSync(join(tmpdir(), 'filmroom-commitment-'));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const ct = await startModality({ accepts: false });
    stack.defer(() => ct.close());
    const options = { dataFolder: folder, config: { remoteAes: [{ title: 'CT1', host: '127.0.0.1', port: ct.port }] } };
    const first = await startFilmroom(options);
    const transactionUid = await askAndLeave(first, [await store(first)]);
    await shown(first, transactionUid, ({ attempts }) => attempts > 0);
    await first.stop();
    ct.become({});
    const before = ct.calls.length;
    const second = await startFilmroom(options);
    stack.defer(async () => void (await second.stop()));
    assert.equal((await ct.until(before + 1))[before]?.report?.transactionUid, transactionUid);
  });
});

describe('PS3.4 J.3.3 the report on the association of the request', () => {
  it('lingering: a peer in the table that still holds its association a second later gets it there', async () => {
    await using stack = new AsyncDisposableStack();
    const { ct, filmroom } = await both(stack);
    const image = await store(filmroom);
    const peer = await associate(filmroom);
    const transactionUid = newUid();
    assert.equal(await askFor(peer, transactionUid, [image]), 0);
    const began = Date.now();
    assert.equal((await takeReport(peer)).transactionUid, transactionUid);
    assert.ok(Date.now() - began >= 900, `${Date.now() - began} ms`);
    await peer.release();
    assert.deepEqual(ct.calls, []);
  });

  it('same-association: at once', async () => {
    await using stack = new AsyncDisposableStack();
    const { ct, filmroom } = await both(stack, {}, { commitmentReport: 'same-association' });
    const image = await store(filmroom);
    const peer = await associate(filmroom);
    await askFor(peer, newUid(), [image]);
    assert.deepEqual((await takeReport(peer)).committed, [image.sopInstanceUid]);
    await peer.release();
    assert.deepEqual(ct.calls, []);
  });

  it('new-association: never there', async () => {
    await using stack = new AsyncDisposableStack();
    const { ct, filmroom } = await both(stack, {}, { commitmentReport: 'new-association' });
    const peer = await associate(filmroom);
    const image = await store(filmroom);
    await askFor(peer, newUid(), [image]);
    assert.deepEqual((await ct.until(1))[0]?.report?.committed, [image.sopInstanceUid]);
    await peer.release();
  });

  it('a peer that is not in the table is told there', async () => {
    await using stack = new AsyncDisposableStack();
    const { filmroom } = await both(stack);
    const image = await store(filmroom);
    const peer = await associate(filmroom, 'STRANGER');
    await askFor(peer, newUid(), [image]);
    assert.deepEqual((await takeReport(peer)).committed, [image.sopInstanceUid]);
    await peer.release();
  });

  it('a peer that is not in the table, and left, is told on its next association, with what it asks for there', async () => {
    await using stack = new AsyncDisposableStack();
    const { filmroom } = await both(stack);
    const [first, second] = [await store(filmroom), await store(filmroom)];
    const left = await askAndLeave(filmroom, [first], 'STRANGER');
    await shown(filmroom, left, ({ why }) => why.code === 'NOT_IN_TABLE');
    const peer = await associate(filmroom, 'STRANGER');
    const transactionUid = newUid();
    await askFor(peer, transactionUid, [second]);
    const reports = [await takeReport(peer), await takeReport(peer)];
    assert.deepEqual(reports.map((report) => report.transactionUid).sort(), [left, transactionUid].sort());
    await peer.release();
  });

  it('a failure there is followed by a new association where the table knows the peer', async () => {
    await using stack = new AsyncDisposableStack();
    const { ct, filmroom } = await both(stack, {}, { commitmentReport: 'same-association' });
    const image = await store(filmroom);
    const peer = await associate(filmroom);
    await askFor(peer, newUid(), [image]);
    await takeReport(peer, 0x0122);
    assert.deepEqual((await ct.until(1))[0]?.report?.committed, [image.sopInstanceUid]);
    await peer.release();
  });
});

describe('K-30 the time for an answer', () => {
  it('what cannot be judged in commitment.timeoutMs is reported as failed with 0213H, within it', async () => {
    await using stack = new AsyncDisposableStack();
    const { filmroom } = await both(stack, {}, {}, { commitment: { timeoutMs: 1000 } });
    const image = await store(filmroom);
    const unknown = Array.from({ length: 9_999 }, () => ({ sopClassUid: CT_IMAGE_STORAGE, sopInstanceUid: newUid() }));
    const peer = await associate(filmroom, 'STRANGER');
    await askFor(peer, newUid(), [image, ...unknown]);
    const began = Date.now();
    const { committed, failed } = await takeReport(peer);
    assert.equal(committed.length + Object.keys(failed).length, 10_000);
    assert.ok(Date.now() - began < 15_000);
    for (const reason of Object.values(failed)) assert.ok([0x0112, 0x0213].includes(reason));
    await peer.release();
  });
});
