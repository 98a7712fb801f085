import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { newUid, smallImage } from '../support/dataset-bytes.ts';
import { startFilmroom } from '../support/filmroom.ts';
import { actionInformation, actionRq, type Named, PUSH_MODEL, startModality } from '../support/raw-commitment.ts';
import { CT_IMAGE_STORAGE, cStoreRq, IMPLICIT_LE, message, rawAssociate, statusOf } from '../support/raw-peer.ts';

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 5);
const REFERENCES = 400;
const contexts = [PUSH_MODEL, CT_IMAGE_STORAGE].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] }));

describe('kill -9 between N-ACTION and report (durability: a request that was taken is reported)', () => {
  it(`${ROUNDS} kills, while the request is kept, judged, and reported: each that was answered 0000H is reported in the end`, async (t) => {
    await using stack = new AsyncDisposableStack();
    const root = mkdtempSync(join(tmpdir(), 'filmroom-commitment-'));
    stack.defer(() => rmSync(root, { recursive: true, force: true }));
    const modality = await startModality();
    stack.defer(() => modality.close());
    const options = {
      dataFolder: join(root, 'data'),
      config: { remoteAes: [{ title: 'RAWPEER', host: '127.0.0.1', port: modality.port }] },
    };

    const owed = new Map<string, Named>();
    for (let round = 0; round < ROUNDS; round++) {
      const filmroom = await startFilmroom(options);
      const { sopClassUid, sopInstanceUid, dataset } = smallImage();
      const peer = await rawAssociate(filmroom.dicomPort, { contexts }, { waitMs: 20_000 });
      assert.equal(statusOf((await peer.ask(3, cStoreRq(sopClassUid, sopInstanceUid), dataset)).command), 0);
      const transactionUid = newUid();
      const unknown = Array.from({ length: REFERENCES }, () => ({ sopClassUid, sopInstanceUid: newUid() }));
      peer.send(
        ...message(1, actionRq(), actionInformation(transactionUid, [{ sopClassUid, sopInstanceUid }, ...unknown]), {
          maxPduLength: 65_536,
        }),
      );
      // The first is killed while the request is on its way, and owes nothing unless it has answered.
      const answer = peer.message().catch(() => undefined);
      if (round === 0) await delay(5);
      else assert.equal(statusOf((await answer)!.command), 0);
      await delay([0, 0, 20, 150, 600][round % 5]);
      await filmroom.kill();
      if ((await answer) !== undefined) owed.set(transactionUid, { sopClassUid, sopInstanceUid });
      peer.socket.destroy();
    }
    const last = await startFilmroom(options);
    stack.defer(async () => void (await last.stop()));
    const reportsOf = (transactionUid: string) =>
      modality.calls.flatMap(({ report }) => (report?.transactionUid === transactionUid ? [report] : []));
    for (const [transactionUid, { sopInstanceUid }] of owed) {
      for (const deadline = Date.now() + 30_000; reportsOf(transactionUid).length === 0; await delay(50))
        assert.ok(Date.now() < deadline, `no report on ${transactionUid}\n${last.log()}`);
      for (const report of reportsOf(transactionUid)) {
        assert.deepEqual([report.eventTypeId, report.committed], [2, [sopInstanceUid]]);
        assert.equal(Object.keys(report.failed).length, REFERENCES);
      }
    }
    t.diagnostic(`${owed.size} requests were answered, ${modality.calls.length} reports came`);
    assert.ok(owed.size >= ROUNDS - 1);
  });
});
