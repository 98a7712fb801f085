import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, runChild } from '../../support/child.ts';
import { newUid, smallImage } from '../../support/dataset-bytes.ts';
import { type Filmroom, filmroomCommand, startFilmroom } from '../../support/filmroom.ts';
import { eventInformation, eventReportRq, type Named, PUSH_MODEL, startCommitter } from '../../support/raw-commitment.ts';
import {
  CT_IMAGE_STORAGE,
  cStoreRq,
  IMPLICIT_LE,
  message,
  type RawPeer,
  rawAssociate,
  roleSelection,
  statusOf,
} from '../../support/raw-peer.ts';

const contexts = [PUSH_MODEL, CT_IMAGE_STORAGE].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] }));
const STUDY = '1.2.826.0.1.3680043.10.1.1'; // of every smallImage

async function store(of: Filmroom, count: number): Promise<readonly string[]> {
  const peer = await rawAssociate(of.dicomPort, { contexts });
  const uids: string[] = [];
  for (let n = 0; n < count; n++) {
    const { sopClassUid, sopInstanceUid, dataset } = smallImage();
    assert.equal(statusOf((await peer.ask(3, cStoreRq(sopClassUid, sopInstanceUid), dataset)).command), 0);
    uids.push(sopInstanceUid);
  }
  await peer.release();
  return uids;
}

interface Shown {
  readonly id: number;
  readonly transactionUid: string;
  readonly state: string;
  readonly committed: number;
  readonly failed: number;
  readonly total: number;
  readonly why: { readonly code: string };
}

async function order(of: Filmroom): Promise<Shown> {
  const answer = await of.ask('/api/commitments', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ destination: 'ARCHIVE', studyInstanceUid: STUDY }),
  });
  assert.equal(answer.status, 201, await answer.clone().text());
  return ((await answer.json()) as { commitments: Shown[] }).commitments[0]!;
}

async function until(of: Filmroom, id: number, isIt: (one: Shown) => boolean): Promise<Shown> {
  let last: Shown | undefined;
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await delay(100)) {
    const { commitments } = (await (await of.ask('/api/commitments')).json()) as { commitments: Shown[] };
    last = commitments.find((one) => one.id === id);
    if (last && isIt(last)) return last;
  }
  throw new Error(`never so: ${JSON.stringify(last)}\n${of.log()}`);
}

/** Filmroom with an archive that it may ask. */
async function both(stack: AsyncDisposableStack, options: Parameters<typeof startCommitter>[0], more: object = {}) {
  const archive = await startCommitter(options);
  stack.defer(() => archive.close());
  const filmroom = await startFilmroom({ config: { remoteAes: [{ title: 'ARCHIVE', host: '127.0.0.1', port: archive.port }], ...more } });
  stack.defer(async () => void (await filmroom.stop()));
  return { archive, filmroom };
}

/** Reports on a new association, as SCP; the status of our response. */
async function report(
  of: Filmroom,
  transactionUid: string,
  committed: readonly Named[],
  failed: readonly (Named & { reason: number })[] = [],
) {
  const peer = await rawAssociate(of.dicomPort, { contexts, callingAeTitle: 'ARCHIVE', userItems: [roleSelection(PUSH_MODEL, 0, 1)] });
  const { command } = await peer.ask(1, eventReportRq(failed.length ? 2 : 1), eventInformation(transactionUid, committed, failed));
  await peer.release();
  return statusOf(command);
}

describe('PS3.4 Annex J Storage Commitment Push Model, SCU (K-53)', () => {
  it('asks for every image of a study, and takes the report on its listener', async () => {
    await using stack = new AsyncDisposableStack();
    const { archive, filmroom } = await both(stack, {});
    const uids = await store(filmroom, 3);
    const { id } = await order(filmroom);
    await until(filmroom, id, ({ state }) => state === 'awaiting');
    const [asked] = archive.asked;
    assert.deepEqual(
      [asked?.callingAeTitle, asked?.references.map(({ sopInstanceUid }) => sopInstanceUid).sort()],
      ['FILMROOM', [...uids].sort()],
    );
    assert.match(asked!.transactionUid, /^2\.25\.\d+$/);
    const [first, ...others] = asked!.references;
    assert.equal(await report(filmroom, asked!.transactionUid, others, [{ ...first!, reason: 0x0112 }]), 0);
    const { committed, failed, state } = await until(filmroom, id, (one) => one.state === 'answered');
    assert.deepEqual([committed, failed, state], [2, 1, 'answered']);
    const answer = await filmroom.ask(`/api/commitments/${id}/failures`);
    const { failures } = (await answer.json()) as { failures: { sopInstanceUid: string; reason: number }[] };
    assert.deepEqual(
      failures.map(({ sopInstanceUid, reason }) => [sopInstanceUid, reason]),
      [[first!.sopInstanceUid, 0x0112]],
    );
    assert.equal(await report(filmroom, asked!.transactionUid, others), 0, 'once more: our response may have been lost');
  });

  it('takes the report on the association of the request', async () => {
    await using stack = new AsyncDisposableStack();
    const after = (
      peer: RawPeer,
      { transactionUid, references, contextId }: { transactionUid: string; references: readonly Named[]; contextId: number },
    ) => void peer.send(...message(contextId, eventReportRq(1), eventInformation(transactionUid, references, [])));
    const { filmroom } = await both(stack, { after });
    await store(filmroom, 2);
    const { id } = await order(filmroom);
    const { committed } = await until(filmroom, id, ({ state }) => state === 'answered');
    assert.equal(committed, 2);
  });

  it('an unanswered request has failed after commitment.timeoutMs (K-30); a report that comes later counts all the same', async () => {
    await using stack = new AsyncDisposableStack();
    const { archive, filmroom } = await both(stack, {}, { commitment: { timeoutMs: 1500 } });
    await store(filmroom, 1);
    const { id } = await order(filmroom);
    assert.equal((await until(filmroom, id, ({ state }) => state === 'failed')).why.code, 'NO_REPORT');
    const { transactionUid, references } = archive.asked[0]!;
    assert.equal(await report(filmroom, transactionUid, references), 0);
    assert.equal((await until(filmroom, id, ({ state }) => state === 'answered')).committed, 1);
  });

  it('a request that was refused is made again', async () => {
    await using stack = new AsyncDisposableStack();
    const { archive, filmroom } = await both(stack, { status: 0x0110 });
    await store(filmroom, 1);
    const { id } = await order(filmroom);
    assert.equal((await until(filmroom, id, ({ why }) => why.code === 'REFUSED')).state, 'asking');
    await filmroom.ask(`/api/commitments/${id}/retry`, { method: 'POST' });
    for (const deadline = Date.now() + 15_000; archive.asked.length < 2; await delay(50)) assert.ok(Date.now() < deadline);
  });

  it('a destination that is down is asked again, and known when it is up', async () => {
    await using stack = new AsyncDisposableStack();
    const filmroom = await startFilmroom({ config: { remoteAes: [{ title: 'ARCHIVE', host: '127.0.0.1', port: await freePort() }] } });
    stack.defer(async () => void (await filmroom.stop()));
    await store(filmroom, 1);
    const { id } = await order(filmroom);
    assert.equal((await until(filmroom, id, ({ why }) => why.code === 'UNREACHABLE')).state, 'asking');
  });

  it('a report on a transaction that is none of ours: 0115H', async () => {
    await using stack = new AsyncDisposableStack();
    const { filmroom } = await both(stack, {});
    assert.equal(await report(filmroom, newUid(), [{ sopClassUid: CT_IMAGE_STORAGE, sopInstanceUid: newUid() }]), 0x0115);
  });

  it('a destination that is not in the table, or a study that is not here, is refused in words', async () => {
    await using stack = new AsyncDisposableStack();
    const { filmroom } = await both(stack, {});
    for (const [destination, code] of [
      ['NOBODY', 'COMMITMENT_DESTINATION_UNKNOWN'],
      ['ARCHIVE', 'COMMITMENT_NOTHING'],
    ]) {
      const headers = { 'content-type': 'application/json' };
      const answer = await filmroom.ask('/api/commitments', {
        method: 'POST',
        headers,
        body: JSON.stringify({ destination, studyInstanceUid: '1.2.3' }),
      });
      assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [409, code]);
    }
  });
});

describe('filmroom commit', () => {
  const command = async (...more: readonly string[]) => {
    const { program, args } = filmroomCommand();
    return runChild(program, [...args, 'commit', ...more]);
  };

  it('says what is safe there, by a report on the same association or on its own port', async () => {
    await using stack = new AsyncDisposableStack();
    const filmroom = await startFilmroom();
    stack.defer(async () => void (await filmroom.stop()));
    const [uid] = await store(filmroom, 1);
    const file = filmroom.storedFile(uid!)!;
    const copy = `${filmroom.dataFolder}/copy.dcm`;
    const { readFileSync } = await import('node:fs');
    writeFileSync(copy, readFileSync(file));
    const ae = `FILMROOM@127.0.0.1:${filmroom.dicomPort}`;
    const done = await command(ae, copy, '--wait', '60');
    assert.deepEqual([done.code, done.output.includes('1 committed, 0 not.')], [0, true], done.output);
    writeFileSync(file, 'gone');
    const json = await command(ae, copy, '--json', '--wait', '60');
    assert.equal(json.code, 1);
    assert.match(json.output, /"committed": 0/);
    assert.match(json.output, /0110H processing failure/);

    const port = await freePort();
    const archive = await startCommitter({
      async after(_, { transactionUid, references }) {
        const peer = await rawAssociate(port, { calledAeTitle: 'FILMROOM', contexts, userItems: [roleSelection(PUSH_MODEL, 0, 1)] });
        await peer.ask(1, eventReportRq(1), eventInformation(transactionUid, references, []));
        await peer.release();
      },
    });
    stack.defer(() => archive.close());
    const called = await command(`ARCHIVE@127.0.0.1:${archive.port}`, copy, '--listen', String(port), '--wait', '60');
    assert.deepEqual([called.code, called.output.includes('1 committed, 0 not.')], [0, true], called.output);
  });

  it('a peer that takes the request and never reports: said in words', async () => {
    await using stack = new AsyncDisposableStack();
    const archive = await startCommitter({});
    stack.defer(() => archive.close());
    const filmroom = await startFilmroom();
    stack.defer(async () => void (await filmroom.stop()));
    const [uid] = await store(filmroom, 1);
    const { code, output } = await command(`ARCHIVE@127.0.0.1:${archive.port}`, filmroom.storedFile(uid!)!, '--wait', '1');
    assert.equal(code, 1);
    assert.match(output, /took the request, and did not report within 1 s/);
  });
});
