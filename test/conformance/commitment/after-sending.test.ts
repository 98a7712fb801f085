import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../support/child.ts';
import { newUid, smallImage } from '../../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { CT_IMAGE_STORAGE, cStoreRq, IMPLICIT_LE, rawAssociate, statusOf } from '../../support/raw-peer.ts';

interface Elsewhere {
  readonly peer: string;
  readonly committed: number;
  readonly failed: number;
  readonly waiting: number;
}

async function store(of: Filmroom, images: readonly ReturnType<typeof smallImage>[]): Promise<void> {
  const contexts = [{ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [IMPLICIT_LE] }];
  const peer = await rawAssociate(of.dicomPort, { contexts, calledAeTitle: 'SENDER' });
  for (const { sopClassUid, sopInstanceUid, dataset } of images)
    assert.equal(statusOf((await peer.ask(1, cStoreRq(sopClassUid, sopInstanceUid), dataset)).command), 0x0000);
  await peer.release();
}

/** Two of us: the first sends to the second, which knows where to report. */
async function both(stack: AsyncDisposableStack, commitmentAfterSending?: 'ask' | 'do-not-ask') {
  const ports = [await freePort(), await freePort()] as const;
  const other = (title: string, port: number, more: Record<string, string> = {}) => [{ title, host: '127.0.0.1', port, ...more }];
  const started = async (port: number, title: string, remoteAes: ReturnType<typeof other>) => {
    const filmroom = await startFilmroom({ config: { ownAeTitle: title, listeners: [{ port, aeTitles: [title] }], remoteAes } });
    stack.defer(async () => void (await filmroom.stop()));
    return filmroom;
  };
  const archive = await started(ports[1], 'ARCHIVE', other('SENDER', ports[0]));
  const sender = await started(ports[0], 'SENDER', other('ARCHIVE', ports[1], commitmentAfterSending ? { commitmentAfterSending } : {}));
  return { sender, archive };
}

async function sent(sender: Filmroom, studyInstanceUid: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ destination: 'ARCHIVE', studyInstanceUid });
  assert.equal((await sender.ask('/api/sends', { method: 'POST', headers, body })).status, 201);
  for (let left = 200; left > 0; left--) {
    const { sends } = (await (await sender.ask('/api/sends')).json()) as { sends: { state: string; failed: number }[] };
    if (sends[0]?.state === 'done') return assert.equal(sends[0].failed, 0);
    await delay(50);
  }
  assert.fail('it is not sent');
}

const elsewhere = async (sender: Filmroom, study: string) =>
  ((await (await sender.ask(`/api/commitments/of/${study}`)).json()) as { destinations: Elsewhere[] }).destinations;

describe('storage commitment after sending (PS3.4 J.3.2; K-53)', () => {
  it('a destination is asked by itself for what was sent to it, and the study says what is safe there', async () => {
    await using stack = new AsyncDisposableStack();
    const { sender, archive } = await both(stack, 'ask');
    const study = newUid();
    const images = [1, 2, 3].map((fill) => smallImage({ fill, studyInstanceUid: study }));
    await store(sender, images);
    await sent(sender, study);
    let destinations: readonly Elsewhere[] = [];
    for (let left = 200; left > 0 && destinations[0]?.committed !== 3; left--) {
      destinations = await elsewhere(sender, study);
      await delay(50);
    }
    assert.deepEqual(
      destinations.map(({ peer, committed, failed, waiting }) => ({ peer, committed, failed, waiting })),
      [{ peer: 'ARCHIVE', committed: 3, failed: 0, waiting: 0 }],
    );
    rmSync(archive.storedFile(images[0]!.sopInstanceUid)!);
    const body = JSON.stringify({ destination: 'ARCHIVE', studyInstanceUid: study });
    await sender.ask('/api/commitments', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    for (let left = 200; left > 0 && destinations[0]?.failed !== 1; left--) {
      destinations = await elsewhere(sender, study);
      await delay(50);
    }
    assert.deepEqual([destinations[0]?.committed, destinations[0]?.failed], [2, 1], 'the last word counts');
  });

  it('is not asked where its entry does not say so', async () => {
    await using stack = new AsyncDisposableStack();
    const { sender } = await both(stack);
    const study = newUid();
    await store(sender, [smallImage({ studyInstanceUid: study })]);
    await sent(sender, study);
    await delay(200);
    assert.deepEqual(await elsewhere(sender, study), []);
  });
});
