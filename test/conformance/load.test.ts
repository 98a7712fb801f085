import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { newUid, smallImage } from '../support/dataset-bytes.ts';
import { datasetOf, startFilmroom, storedFiles } from '../support/filmroom.ts';
import { watchRss } from '../support/proc.ts';
import {
  CT_IMAGE_STORAGE,
  cEchoRq,
  cStoreRq,
  IMPLICIT_LE,
  message,
  rawAssociate,
  rawConnect,
  statusOf,
  VERIFICATION,
} from '../support/raw-peer.ts';
import { acceptedLength, streamStore } from '../support/stream-store.ts';

const contexts = [VERIFICATION, CT_IMAGE_STORAGE].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] }));
const MB = 1_000_000;
const PIECE = Buffer.alloc(1 << 20, 0x5a);

/** A data set with Pixel Data of `pieces` MiB, head first, made while it is sent. */
function largeObject(pieces: number) {
  const { dataset, sopClassUid, sopInstanceUid } = smallImage({ pixelBytes: 0, seriesInstanceUid: newUid() });
  dataset.writeUInt32LE(pieces * PIECE.byteLength, dataset.byteLength - 4);
  return {
    sopClassUid,
    sopInstanceUid,
    *pieces(): Generator<Buffer> {
      yield dataset;
      for (let count = 0; count < pieces; count++) yield PIECE;
    },
  };
}

describe('throughput and stalls (checklist 40)', () => {
  it('a 200 MB object is streamed: memory stays within 40 MB of idle, the bytes are what was sent', async () => {
    const filmroom = await startFilmroom();
    try {
      const object = largeObject(200);
      const peer = await rawAssociate(filmroom.dicomPort, { contexts }, { waitMs: 60_000 });
      const idle = filmroom.rssBytes();
      const watch = watchRss(filmroom.pid, { everyMs: 20 });
      const maxPduLength = acceptedLength(peer.ac.body);
      assert.equal(await streamStore(peer, { ...object, contextId: 3, pieces: object.pieces(), maxPduLength }), 0x0000);
      const grown = watch.stop() - idle;
      await peer.release();
      assert.ok(grown <= 40 * MB, `${Math.round(grown / MB)} MB above idle`);

      const expected = createHash('sha256');
      let datasetBytes = 0;
      for (const piece of object.pieces()) {
        expected.update(piece);
        datasetBytes += piece.byteLength;
      }
      const stored = filmroom.storedFile(object.sopInstanceUid)!;
      const found = createHash('sha256');
      for await (const chunk of createReadStream(stored, { start: statSync(stored).size - datasetBytes })) found.update(chunk as Buffer);
      assert.equal(found.digest('hex'), expected.digest('hex'));
    } finally {
      await filmroom.stop();
    }
  });

  it('a peer that sends faster than the disk takes is slowed down, not buffered', async () => {
    const filmroom = await startFilmroom();
    try {
      const idle = filmroom.rssBytes();
      const watch = watchRss(filmroom.pid, { everyMs: 20 });
      await Promise.all(
        [1, 2, 3, 4].map(async () => {
          const object = largeObject(24);
          const peer = await rawAssociate(filmroom.dicomPort, { contexts }, { waitMs: 60_000 });
          const maxPduLength = acceptedLength(peer.ac.body);
          assert.equal(await streamStore(peer, { ...object, contextId: 3, pieces: object.pieces(), maxPduLength }), 0x0000);
          await peer.release();
        }),
      );
      const grown = watch.stop() - idle;
      assert.ok(grown <= 80 * MB, `${Math.round(grown / MB)} MB above idle`);
    } finally {
      await filmroom.stop();
    }
  });

  it('10 associations at once: every object is stored, each byte for byte', async () => {
    const filmroom = await startFilmroom();
    try {
      const sent = new Map<string, Buffer>();
      await Promise.all(
        Array.from({ length: 10 }, async (_, modality) => {
          const peer = await rawAssociate(filmroom.dicomPort, { contexts, callingAeTitle: `MOD${modality}` }, { waitMs: 30_000 });
          const seriesInstanceUid = newUid();
          for (let count = 0; count < 10; count++) {
            const image = smallImage({ seriesInstanceUid, pixelBytes: 50_000, fill: modality * 10 + count });
            sent.set(image.sopInstanceUid, image.dataset);
            const { command } = await peer.ask(3, cStoreRq(image.sopClassUid, image.sopInstanceUid, count + 1), image.dataset);
            assert.equal(statusOf(command), 0x0000);
          }
          await peer.release();
        }),
      );
      const files = storedFiles(filmroom.dataFolder);
      assert.equal(files.size, 100);
      for (const [uid, dataset] of sent) assert.deepEqual(datasetOf(readFileSync(files.get(uid)!)), dataset);
      assert.deepEqual(readdirSync(join(filmroom.dataFolder, 'incoming')), []);
      const { counts } = (await (await filmroom.ask('/api/status')).json()) as { counts: { instances: number } };
      assert.equal(counts.instances, 100);
    } finally {
      await filmroom.stop();
    }
  });

  it('answers leave at once, in one segment: 200 C-ECHOs do not wait for delayed acknowledgements', async () => {
    const filmroom = await startFilmroom();
    try {
      const peer = await rawAssociate(filmroom.dicomPort, { contexts });
      const begun = performance.now();
      for (let count = 1; count <= 200; count++) assert.equal(statusOf((await peer.ask(1, cEchoRq(count))).command), 0x0000);
      assert.ok(performance.now() - begun < 200 * 35, `${Math.round(performance.now() - begun)} ms`); // a delayed ACK costs 40 ms
      await peer.release();
    } finally {
      await filmroom.stop();
    }
  });

  it('a peer that stops reading does not hold up the others', async () => {
    const filmroom = await startFilmroom();
    try {
      const stuck = await rawAssociate(filmroom.dicomPort, { contexts });
      stuck.socket.pause();
      for (let count = 1; count <= 2000; count++) stuck.send(...message(1, cEchoRq(count)));
      const other = await rawAssociate(filmroom.dicomPort, { contexts });
      assert.equal(statusOf((await other.ask(1, cEchoRq())).command), 0x0000);
      await other.release();
      stuck.reset();
      const after = await rawConnect(filmroom.dicomPort);
      after.socket.destroy();
      assert.equal(await filmroom.isAlive(), true);
    } finally {
      await filmroom.stop();
    }
  });
});
