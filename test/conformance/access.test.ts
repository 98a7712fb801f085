import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startFilmroom } from '../support/filmroom.ts';
import { logSoFar } from '../support/log-so-far.ts';
import {
  associateRq,
  CT_IMAGE_STORAGE,
  cEchoRq,
  contextResults,
  EXPLICIT_LE,
  IMPLICIT_LE,
  type RqOptions,
  rawAssociate,
  rawConnect,
  statusOf,
  VERIFICATION,
} from '../support/raw-peer.ts';

async function answerTo(port: number, request: RqOptions): Promise<string> {
  const peer = await rawConnect(port);
  peer.send(associateRq(request));
  const { type, body } = await peer.pdu();
  peer.socket.destroy();
  return type === 0x02 ? 'accepted' : type === 0x03 ? [...body.subarray(1, 4)].join('/') : `PDU ${type}`;
}

describe('calling AE policy (X-04, checklist 3)', () => {
  it('list: an unknown calling AE title is refused 1/1/3 with one line that says who, whence and why', async () => {
    const filmroom = await startFilmroom({ config: { listeners: [{ callingAePolicy: 'list', callingAeTitles: [{ aeTitle: 'CT01' }] }] } });
    try {
      assert.equal(await answerTo(filmroom.dicomPort, { callingAeTitle: 'CT01' }), 'accepted');
      assert.equal(await answerTo(filmroom.dicomPort, { callingAeTitle: 'NOBODY' }), '1/1/3');
      assert.equal(await answerTo(filmroom.dicomPort, { callingAeTitle: 'ct01' }), '1/1/3');
      const lines = (await logSoFar(filmroom)).split('\n').filter((text) => text.includes('NOBODY'));
      assert.equal(lines.length, 1);
      assert.match(lines[0]!, /FILMROOM/);
      assert.match(lines[0]!, /127\.0\.0\.1/);
      assert.match(lines[0]!, /not in the list/);
    } finally {
      await filmroom.stop();
    }
  });
  it('list+ip: the right title from another address is refused', async () => {
    const filmroom = await startFilmroom({
      config: {
        listeners: [
          {
            callingAePolicy: 'list+ip',
            callingAeTitles: [
              { aeTitle: 'CT01', addresses: ['127.0.0.1'] },
              { aeTitle: 'MR01', addresses: ['127.0.0.9'] },
            ],
          },
        ],
      },
    });
    try {
      assert.equal(await answerTo(filmroom.dicomPort, { callingAeTitle: 'CT01' }), 'accepted');
      assert.equal(await answerTo(filmroom.dicomPort, { callingAeTitle: 'MR01' }), '1/1/3');
    } finally {
      await filmroom.stop();
    }
  });
});

describe('called AE policy any (X-04)', () => {
  it('takes every called AE title', async () => {
    const filmroom = await startFilmroom({ config: { listeners: [{ calledAePolicy: 'any' }] } });
    try {
      assert.equal(await answerTo(filmroom.dicomPort, { calledAeTitle: 'WHATEVER' }), 'accepted');
    } finally {
      await filmroom.stop();
    }
  });
});

describe('association limits (X-06, checklist 5)', () => {
  it('refuses one above maxAssociations at once with 2/3/2, and takes the next when one has gone', async () => {
    const filmroom = await startFilmroom({ config: { listeners: [{ maxAssociations: 3 }] } });
    try {
      const open = await Promise.all([1, 2, 3].map(() => rawAssociate(filmroom.dicomPort)));
      assert.equal(await answerTo(filmroom.dicomPort, {}), '2/3/2');
      assert.equal(statusOf((await open[0]!.ask(1, cEchoRq())).command), 0);
      await open[0]!.release();
      assert.equal(await answerTo(filmroom.dicomPort, {}), 'accepted');
      for (const peer of open.slice(1)) await peer.release();
    } finally {
      await filmroom.stop();
    }
  });
  it('takes 50 at once by default', async () => {
    const filmroom = await startFilmroom();
    try {
      const open = await Promise.all(Array.from({ length: 50 }, () => rawAssociate(filmroom.dicomPort)));
      assert.equal(await answerTo(filmroom.dicomPort, {}), '2/3/2');
      for (const peer of open) await peer.release();
    } finally {
      await filmroom.stop();
    }
  });
  it('maxPerRemoteAe counts one calling AE title alone', async () => {
    const filmroom = await startFilmroom({ config: { listeners: [{ maxPerRemoteAe: 1 }] } });
    try {
      const first = await rawAssociate(filmroom.dicomPort, { callingAeTitle: 'CT01' });
      assert.match(await answerTo(filmroom.dicomPort, { callingAeTitle: 'CT01' }), /^2\/3\/[12]$/);
      assert.equal(await answerTo(filmroom.dicomPort, { callingAeTitle: 'MR01' }), 'accepted');
      await first.release();
    } finally {
      await filmroom.stop();
    }
  });
});

describe('several listeners (X-02, X-03)', () => {
  it('each with its own port, AE titles and services', async () => {
    const filmroom = await startFilmroom({
      config: {
        listeners: [
          { name: 'store', port: 0, aeTitles: ['STORE_AE'] },
          { name: 'echo', port: 0, aeTitles: ['ECHO_AE', 'ECHO_TOO'], services: ['verification'], maxPduLength: 16384 },
        ],
      },
    });
    try {
      const [store, echo] = filmroom.dicomPorts;
      const contexts = [VERIFICATION, CT_IMAGE_STORAGE].map((abstractSyntax) => ({
        abstractSyntax,
        transferSyntaxes: [IMPLICIT_LE, EXPLICIT_LE],
      }));
      const toStore = await rawAssociate(store!, { calledAeTitle: 'STORE_AE', contexts });
      assert.deepEqual(
        [...contextResults(toStore.ac.body).values()].map(({ result }) => result),
        [0, 0],
      );
      await toStore.release();
      const toEcho = await rawAssociate(echo!, { calledAeTitle: 'ECHO_TOO', contexts });
      assert.deepEqual(
        [...contextResults(toEcho.ac.body).values()].map(({ result }) => result),
        [0, 3],
      );
      await toEcho.release();
      assert.equal(await answerTo(echo!, { calledAeTitle: 'STORE_AE' }), '1/1/7');
    } finally {
      await filmroom.stop();
    }
  });
});
