import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startFilmroom } from '../support/filmroom.ts';
import { logSoFar } from '../support/log-so-far.ts';
import { associateRq, cEchoRq, message, pdu, rawAssociate, rawConnect, releaseRp, releaseRq, statusOf } from '../support/raw-peer.ts';

const A_RELEASE_RQ = 0x05;
const A_RELEASE_RP = 0x06;
const A_ABORT = 0x07;

/** A Filmroom that asks for the release after a short silence, and an association on which it just did. */
async function releasing() {
  const filmroom = await startFilmroom({ config: { listeners: [{ inactivityMs: 400, onInactivity: 'release', artimMs: 600 }] } });
  const peer = await rawAssociate(filmroom.dicomPort);
  assert.equal((await peer.pdu()).type, A_RELEASE_RQ);
  return { filmroom, peer };
}

describe('PS3.8 §7.2.1.5 release collision (checklist 18)', () => {
  it('the acceptor waits for A-RELEASE-RP, then answers, and the connection ends (Sta10, Sta12)', async () => {
    const { filmroom, peer } = await releasing();
    try {
      peer.send(releaseRq());
      let hasAnswered = false;
      const answer = peer.pdu().finally(() => {
        hasAnswered = true;
      });
      const other = await rawAssociate(filmroom.dicomPort); // a whole exchange later nothing has come yet
      assert.equal(statusOf((await other.ask(1, cEchoRq())).command), 0x0000);
      await other.release();
      assert.equal(hasAnswered, false, 'no A-RELEASE-RP before the requestor’s');
      peer.send(releaseRp());
      assert.equal((await answer).type, A_RELEASE_RP);
      assert.equal((await peer.ended()).byteLength, 0);
      peer.socket.destroy();
      assert.doesNotMatch(await logSoFar(filmroom), /aborted/);
    } finally {
      await filmroom.stop();
    }
  });
  it('both PDUs in one segment', async () => {
    const { filmroom, peer } = await releasing();
    try {
      peer.send(Buffer.concat([releaseRq(), releaseRp()]));
      assert.equal((await peer.pdu()).type, A_RELEASE_RP);
      await peer.ended();
      peer.socket.destroy();
    } finally {
      await filmroom.stop();
    }
  });
  it('a message that was on its way when we asked is no fault (AR-6)', async () => {
    const { filmroom, peer } = await releasing();
    try {
      peer.send(...message(1, cEchoRq()), releaseRp());
      assert.equal((await peer.ended()).byteLength, 0, 'no A-ABORT');
      peer.socket.destroy();
      assert.equal(await filmroom.isAlive(), true);
    } finally {
      await filmroom.stop();
    }
  });
  it('a second A-RELEASE-RQ, or A-ASSOCIATE-RQ, in the collision → A-ABORT 2/2 (AA-8)', async () => {
    for (const wrong of [releaseRq(), associateRq()]) {
      const { filmroom, peer } = await releasing();
      try {
        peer.send(releaseRq(), wrong);
        assert.deepEqual(await peer.ended(), pdu(A_ABORT, Buffer.of(0, 0, 2, 2)));
        peer.socket.destroy();
        const after = await rawConnect(filmroom.dicomPort);
        after.socket.destroy();
        assert.equal(await filmroom.isAlive(), true);
      } finally {
        await filmroom.stop();
      }
    }
  });
});
