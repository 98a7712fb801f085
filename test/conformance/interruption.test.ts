import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { newUid, smallImage } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import {
  abort,
  CT_IMAGE_STORAGE,
  cEchoRq,
  cStoreRq,
  IMPLICIT_LE,
  message,
  type RawPeer,
  rawAssociate,
  releaseRp,
  releaseRq,
  statusOf,
  VERIFICATION,
} from '../support/raw-peer.ts';
import { identifier, LEVEL, moveRq, responses, STUDY, STUDY_ROOT_MOVE } from '../support/raw-retrieve.ts';
import { acceptor } from '../support/store-acceptor.ts';

const contexts = [VERIFICATION, CT_IMAGE_STORAGE].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] }));
let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
});
after(() => filmroom.stop());

const parts = (): string[] => readdirSync(join(filmroom.dataFolder, 'incoming'));
async function eventually(holds: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < 5000 && !holds(); waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(holds(), what);
}

describe('a store that is cut off leaves nothing (checklist 17)', () => {
  const endings: readonly (readonly [string, (peer: RawPeer) => void])[] = [
    ['A-ABORT', (peer) => peer.send(abort())],
    ['a TCP reset', (peer) => peer.reset()],
    ['a TCP close', (peer) => peer.socket.end()],
    ['A-RELEASE-RQ in the middle of the message', (peer) => peer.send(releaseRq())],
  ];
  for (const [name, end] of endings) {
    it(`ended by ${name}`, async () => {
      const image = smallImage({ pixelBytes: 200_000 });
      const peer = await rawAssociate(filmroom.dicomPort, { contexts });
      const pdus = message(3, cStoreRq(image.sopClassUid, image.sopInstanceUid), image.dataset);
      peer.send(...pdus.slice(0, -2));
      await eventually(() => parts().length === 1, 'the part is being written');
      end(peer);
      await eventually(() => parts().length === 0, 'no part remains');
      peer.socket.destroy();
      assert.equal(filmroom.storedDataset(image.sopInstanceUid), undefined);
      await eventually(
        () => filmroom.log().includes(`C-STORE cut off`) && filmroom.log().includes(image.sopInstanceUid),
        'the log names it',
      );
      const next = await rawAssociate(filmroom.dicomPort, { contexts });
      assert.equal(statusOf((await next.ask(1, cEchoRq())).command), 0);
      await next.release();
    });
  }
});

describe('PS3.8 §7.2 release', () => {
  it('answers what was asked before the release', async () => {
    const image = smallImage();
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    peer.send(...message(3, cStoreRq(image.sopClassUid, image.sopInstanceUid), image.dataset), releaseRq());
    assert.equal(statusOf((await peer.message()).command), 0);
    assert.equal((await peer.pdu()).type, 0x06);
    peer.socket.destroy();
  });
  it('closes the transport connection soon after A-RELEASE-RP even where the peer does not (ARTIM, Sta13)', async () => {
    const quick = await startFilmroom({ config: { listeners: [{ artimMs: 500 }] } });
    try {
      const peer = await rawAssociate(quick.dicomPort);
      peer.send(releaseRq());
      assert.equal((await peer.pdu()).type, 0x06);
      await peer.ended();
    } finally {
      await quick.stop();
    }
  });
  it('nothing is sent or served after A-RELEASE-RP: what still comes is ignored (AA-6)', async () => {
    const peer = await rawAssociate(filmroom.dicomPort);
    peer.send(releaseRq());
    assert.equal((await peer.pdu()).type, 0x06);
    peer.send(...message(1, cEchoRq()));
    const rest = peer.ended();
    peer.socket.end();
    assert.equal((await rest).byteLength, 0);
    peer.socket.destroy();
  });
  it('an A-RELEASE-RP that nobody asked for is an abort, not a crash', async () => {
    const peer = await rawAssociate(filmroom.dicomPort);
    peer.send(releaseRp());
    assert.equal((await peer.pdu()).type, 0x07);
    await peer.ended();
    assert.equal(await filmroom.isAlive(), true);
  });
});

describe('ARTIM and silent connections (PS3.8 §9.1.5, checklist 15, 16)', () => {
  it('60 silent connections do not keep a new association waiting', async () => {
    const { rawConnect } = await import('../support/raw-peer.ts');
    const silent = await Promise.all(Array.from({ length: 60 }, () => rawConnect(filmroom.dicomPort)));
    const peer = await rawAssociate(filmroom.dicomPort);
    assert.equal(statusOf((await peer.ask(1, cEchoRq())).command), 0);
    await peer.release();
    for (const one of silent) one.socket.destroy();
  });
  it('ARTIM ends a connection that sends no A-ASSOCIATE-RQ', async () => {
    const { rawConnect } = await import('../support/raw-peer.ts');
    const quick = await startFilmroom({ config: { listeners: [{ artimMs: 300 }] } });
    try {
      const peer = await rawConnect(quick.dicomPort);
      await peer.ended();
    } finally {
      await quick.stop();
    }
  });
  for (const [action, wanted] of [
    ['abort', 0x07],
    ['release', 0x05],
  ] as const) {
    it(`an association without traffic: ${action} after inactivityMs (X-07)`, async () => {
      const quick = await startFilmroom({ config: { listeners: [{ inactivityMs: 300, onInactivity: action }] } });
      try {
        const peer = await rawAssociate(quick.dicomPort);
        assert.equal((await peer.pdu()).type, wanted);
        peer.socket.destroy();
      } finally {
        await quick.stop();
      }
    });
  }
  it('a peer that waits for our answer is not silent: a C-MOVE to a slow destination outlives inactivityMs', async () => {
    const slow = await acceptor({ delayMs: 1000 });
    const remoteAes = [{ title: 'SLOW', host: '127.0.0.1', port: slow.port }];
    const quick = await startFilmroom({ config: { listeners: [{ inactivityMs: 300 }], remoteAes } });
    try {
      const study = newUid();
      const image = smallImage({ studyInstanceUid: study });
      const storing = await rawAssociate(quick.dicomPort, { contexts });
      assert.equal(statusOf((await storing.ask(3, cStoreRq(image.sopClassUid, image.sopInstanceUid), image.dataset)).command), 0x0000);
      await storing.release();
      const moving = [{ abstractSyntax: STUDY_ROOT_MOVE, transferSyntaxes: [IMPLICIT_LE] }];
      const peer = await rawAssociate(quick.dicomPort, { contexts: moving });
      peer.send(...message(1, moveRq('SLOW'), identifier({ [LEVEL]: 'STUDY', [STUDY]: study })));
      const all = await responses(peer);
      assert.deepEqual([all.at(-1)?.status, all.at(-1)?.completed], [0x0000, 1]);
      peer.socket.destroy();
    } finally {
      await quick.stop();
      await slow.close();
    }
  });
  it('a peer that stalls in the middle of a store is ended by the inactivity time, and its part is gone', async () => {
    const quick = await startFilmroom({ config: { listeners: [{ inactivityMs: 400 }] } });
    try {
      const image = smallImage({ pixelBytes: 100_000 });
      const peer = await rawAssociate(quick.dicomPort, { contexts });
      peer.send(...message(3, cStoreRq(image.sopClassUid, image.sopInstanceUid), image.dataset).slice(0, -1));
      await peer.ended();
      await eventually(() => readdirSync(join(quick.dataFolder, 'incoming')).length === 0, 'no part remains');
    } finally {
      await quick.stop();
    }
  });
});
