import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { smallImage } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { logSoFar } from '../support/log-so-far.ts';
import {
  associateRq,
  CT_IMAGE_STORAGE,
  cEchoRq,
  cStoreRq,
  IMPLICIT_LE,
  item,
  message,
  pDataTf,
  pdu,
  pdv,
  type RawPeer,
  rawAssociate,
  rawConnect,
  releaseRq,
  statusOf,
  VERIFICATION,
} from '../support/raw-peer.ts';

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
});
after(() => filmroom.stop());

/** Another peer, at the same time, is served as ever. */
async function isWell(): Promise<void> {
  const peer = await rawAssociate(filmroom.dicomPort);
  assert.equal(statusOf((await peer.ask(1, cEchoRq())).command), 0x0000);
  await peer.release();
}

/** [source, reason] of the A-ABORT that comes (PS3.8 Table 9-26); undefined where the connection just ends. */
async function abortOf(peer: RawPeer): Promise<number[] | undefined> {
  const rest = await peer.ended();
  peer.socket.destroy();
  for (let at = 0; at + 10 <= rest.byteLength; at += 6 + rest.readUInt32BE(at + 2))
    if (rest[at] === 0x07) return [rest[at + 8]!, rest[at + 9]!];
  return undefined;
}

describe('PS3.8 §9.2 bad PDUs (checklist 14)', () => {
  it('unknown PDU type on an association → A-ABORT 2/1', async () => {
    const peer = await rawAssociate(filmroom.dicomPort);
    peer.send(pdu(0x55, Buffer.alloc(4)));
    assert.deepEqual(await abortOf(peer), [2, 1]);
    await isWell();
  });
  it('P-DATA-TF before any association: AA-1, the service-user aborts', async () => {
    const peer = await rawConnect(filmroom.dicomPort);
    peer.send(pDataTf(pdv(1, true, true, cEchoRq())));
    assert.deepEqual(await abortOf(peer), [2, 2]);
    await isWell();
  });
  it('a second A-ASSOCIATE-RQ → A-ABORT 2/2', async () => {
    const peer = await rawAssociate(filmroom.dicomPort);
    peer.send(associateRq());
    assert.deepEqual(await abortOf(peer), [2, 2]);
    await isWell();
  });
  it('an A-ASSOCIATE-AC, -RJ or A-RELEASE-RP out of place → A-ABORT 2/2', async () => {
    for (const type of [0x02, 0x03, 0x06]) {
      const peer = await rawAssociate(filmroom.dicomPort);
      peer.send(type === 0x02 ? pdu(0x02, peer.ac.body) : pdu(type, Buffer.from([0, 1, 1, 1])));
      assert.deepEqual(await abortOf(peer), [2, 2], `PDU type ${type}`);
    }
    await isWell();
  });
  it('a length of 4 GB is refused before a byte of it is buffered', async () => {
    const before = filmroom.rssBytes();
    for (const type of [0x01, 0x04]) {
      const peer = type === 0x04 ? await rawAssociate(filmroom.dicomPort) : await rawConnect(filmroom.dicomPort);
      peer.send(pdu(type, Buffer.alloc(64), 0xffffffff));
      await abortOf(peer);
    }
    assert.ok(filmroom.rssBytes() - before < 50_000_000);
    await isWell();
  });
  it('a P-DATA-TF longer than we announced → A-ABORT (checklist 13)', async () => {
    const peer = await rawAssociate(filmroom.dicomPort);
    peer.send(pDataTf(pdv(1, true, false, Buffer.alloc(65536))));
    assert.deepEqual(await abortOf(peer), [2, 6]); // invalid PDU parameter value
    await isWell();
  });
  it('an item longer than its PDU does not block the acceptor', async () => {
    const peer = await rawConnect(filmroom.dicomPort);
    const request = associateRq();
    request.writeUInt16BE(0xfff0, 6 + 68 + 2); // length of the application context item
    peer.send(request);
    await isWell();
    assert.ok((await peer.pdu()).type >= 0x03);
    peer.socket.destroy();
  });
  it('a PDV whose length runs over its PDU, or is below 2 → A-ABORT', async () => {
    for (const length of [0, 1, 4000]) {
      const peer = await rawAssociate(filmroom.dicomPort);
      const bad = pdv(1, true, true, cEchoRq());
      bad.writeUInt32BE(length, 0);
      peer.send(pDataTf(bad));
      assert.ok(await abortOf(peer), `PDV length ${length}`);
    }
    await isWell();
  });
  it('HTTP and TLS on the DICOM port, random bytes: closed at once, a line in the log', async () => {
    const seeded = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919 + 13) % 251));
    for (const bytes of [Buffer.from('GET / HTTP/1.1\r\nHost: box\r\n\r\n'), Buffer.from('16030100a5010000a10303', 'hex'), seeded]) {
      const peer = await rawConnect(filmroom.dicomPort);
      peer.send(bytes);
      await peer.ended();
      peer.socket.destroy();
    }
    const log = await logSoFar(filmroom);
    for (const words of [/speaks HTTP/, /begins TLS/, /no DICOM PDU/]) assert.match(log, words);
    await isWell();
  });
  it('a request whose items cannot be read: A-ABORT, and a line that names both AE titles', async () => {
    const peer = await rawConnect(filmroom.dicomPort);
    peer.send(associateRq({ callingAeTitle: 'BROKEN_CT', items: [item(0x20, Buffer.alloc(4), 65535)] }));
    assert.deepEqual(await abortOf(peer), [2, 6]);
    assert.match(await logSoFar(filmroom), /UL_PDU_MALFORMED.*BROKEN_CT|BROKEN_CT.*UL_PDU_MALFORMED/);
  });
});

describe('TCP dribble (checklist 13)', () => {
  it('serves a peer that writes 3 bytes at a time', async () => {
    const peer = await rawConnect(filmroom.dicomPort);
    await peer.dribble(associateRq(), 3);
    assert.equal((await peer.pdu()).type, 0x02);
    await peer.dribble(Buffer.concat(message(1, cEchoRq())), 3);
    assert.equal(statusOf((await peer.message()).command), 0);
    await peer.dribble(releaseRq(), 1);
    assert.equal((await peer.pdu()).type, 0x06);
    peer.socket.destroy();
  });
});

describe('TCP dribble of a data set (checklist 13)', () => {
  it('stores what comes 7 bytes at a time', async () => {
    const { dataset, sopClassUid, sopInstanceUid } = smallImage();
    const peer = await rawAssociate(filmroom.dicomPort, {
      contexts: [{ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [IMPLICIT_LE] }],
    });
    await peer.dribble(Buffer.concat(message(1, cStoreRq(sopClassUid, sopInstanceUid), dataset)), 7);
    assert.equal(statusOf((await peer.message()).command), 0x0000);
    await peer.release();
    assert.deepEqual(filmroom.storedDataset(sopInstanceUid), dataset);
  });
});

describe('PS3.8 §9.3.5, Annex E: messages in any legal cut (checklist 11, 12)', () => {
  const contexts = [
    { abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT_LE] },
    { abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [IMPLICIT_LE] },
  ];
  const cuts: readonly (readonly [string, (command: Buffer, dataset: Buffer) => Buffer[]])[] = [
    [
      'the command in pieces',
      (c, d) => [
        pDataTf(pdv(3, true, false, c.subarray(0, 20))),
        pDataTf(pdv(3, true, true, c.subarray(20))),
        pDataTf(pdv(3, false, true, d)),
      ],
    ],
    [
      'an empty last command fragment',
      (c, d) => [pDataTf(pdv(3, true, false, c)), pDataTf(pdv(3, true, true, Buffer.alloc(0))), pDataTf(pdv(3, false, true, d))],
    ],
    [
      'an empty last data fragment',
      (c, d) => [pDataTf(pdv(3, true, true, c)), pDataTf(pdv(3, false, false, d)), pDataTf(pdv(3, false, true, Buffer.alloc(0)))],
    ],
    [
      'several PDVs in one P-DATA-TF',
      (c, d) => [
        pDataTf(pdv(3, true, true, c)),
        pDataTf(...sliced(d, 100).map((part, at, all) => pdv(3, false, at === all.length - 1, part))),
      ],
    ],
    [
      'command and six data PDVs in one P-DATA-TF',
      (c, d) => [
        pDataTf(
          pdv(3, true, true, c),
          ...sliced(d, Math.ceil(d.byteLength / 6)).map((part, at, all) => pdv(3, false, at === all.length - 1, part)),
        ),
      ],
    ],
    [
      'odd-length fragments',
      (c, d) => [
        pDataTf(pdv(3, true, true, c)),
        ...sliced(d, 33).map((part, at, all) => pDataTf(pdv(3, false, at === all.length - 1, part))),
      ],
    ],
    [
      'one byte a fragment',
      (c, d) => [
        pDataTf(pdv(3, true, true, c)),
        ...sliced(d, 1).map((part, at, all) => pDataTf(pdv(3, false, at === all.length - 1, part))),
      ],
    ],
  ];
  for (const [name, cut] of cuts) {
    it(`stores what comes with ${name}`, async () => {
      const { dataset, sopClassUid, sopInstanceUid } = smallImage();
      const peer = await rawAssociate(filmroom.dicomPort, { contexts });
      peer.send(...cut(cStoreRq(sopClassUid, sopInstanceUid), dataset));
      assert.equal(statusOf((await peer.message()).command), 0x0000);
      await peer.release();
      assert.deepEqual(filmroom.storedDataset(sopInstanceUid), dataset);
    });
  }
  it('aborts a message that changes its presentation context midway', async () => {
    const { dataset, sopClassUid, sopInstanceUid } = smallImage();
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    peer.send(
      pDataTf(pdv(3, true, true, cStoreRq(sopClassUid, sopInstanceUid))),
      pDataTf(pdv(3, false, false, dataset.subarray(0, 100))),
      pDataTf(pdv(1, false, true, dataset.subarray(100))),
    );
    await peer.ended();
    peer.socket.destroy();
    assert.equal(filmroom.storedDataset(sopInstanceUid), undefined);
    await isWell();
  });
  it('aborts a data set without a command, and a context that was never accepted', async () => {
    for (const bad of [pDataTf(pdv(3, false, true, Buffer.alloc(20))), pDataTf(pdv(99, true, true, cEchoRq()))]) {
      const peer = await rawAssociate(filmroom.dicomPort, { contexts });
      peer.send(bad);
      await peer.ended();
      peer.socket.destroy();
    }
    await isWell();
  });
  it('aborts a command set that never ends, in bounded memory', async () => {
    const before = filmroom.rssBytes();
    const peer = await rawAssociate(filmroom.dicomPort, { contexts });
    for (let sent = 0; sent < 64; sent++) peer.send(pDataTf(pdv(1, true, false, Buffer.alloc(60_000))));
    await peer.ended();
    peer.socket.destroy();
    assert.ok(filmroom.rssBytes() - before < 50_000_000);
    await isWell();
  });
});

function sliced(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.byteLength / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}
