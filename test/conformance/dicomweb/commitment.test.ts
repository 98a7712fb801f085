import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { newUid, smallImage } from '../../support/dataset-bytes.ts';
import { type DicomJson, firstOf, valuesOf } from '../../support/dicom-json.ts';
import { type Filmroom, startFilmroom } from '../../support/filmroom.ts';
import { askFor, type Named, PUSH_MODEL, takeReport } from '../../support/raw-commitment.ts';
import { CT_IMAGE_STORAGE, cStoreRq, IMPLICIT_LE, rawAssociate, statusOf } from '../../support/raw-peer.ts';

const MR = '1.2.840.10008.5.1.4.1.1.4';
const JSON_TYPE = 'application/dicom+json';
const contexts = [PUSH_MODEL, CT_IMAGE_STORAGE].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] }));

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom();
});
after(() => filmroom.stop());

/** An association that waits for a report. */
const associate = () => rawAssociate(filmroom.dicomPort, { contexts, callingAeTitle: 'CT1' }, { waitMs: 20_000 });

async function stored(count: number): Promise<readonly Named[]> {
  const images = Array.from({ length: count }, () => smallImage());
  const peer = await associate();
  for (const { sopClassUid, sopInstanceUid, dataset } of images)
    assert.equal(statusOf((await peer.ask(3, cStoreRq(sopClassUid, sopInstanceUid), dataset)).command), 0x0000);
  await peer.release();
  return images.map(({ sopClassUid, sopInstanceUid }) => ({ sopClassUid, sopInstanceUid }));
}

const ui = (value: string) => ({ vr: 'UI', Value: [value] });
const plain = (references: readonly Named[]) => ({
  '00081199': {
    vr: 'SQ',
    Value: references.map(({ sopClassUid, sopInstanceUid }) => ({ '00081150': ui(sopClassUid), '00081155': ui(sopInstanceUid) })),
  },
});
const pathOf = (transactionUid: string) => `/dicom-web/commitment-requests/${transactionUid}`;
const ask = (transactionUid: string, body: object | string, headers: Record<string, string> = {}) =>
  filmroom.ask(pathOf(transactionUid), {
    method: 'POST',
    headers: { 'content-type': JSON_TYPE, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** The result of a request, however long it takes. */
async function done(transactionUid: string, answer: Response, of = filmroom): Promise<DicomJson> {
  for (let tries = 0; answer.status === 202 && tries < 100; tries++) {
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
    assert.equal(await answer.text(), '');
    await new Promise((resolve) => setTimeout(resolve, 100));
    answer = await of.ask(pathOf(transactionUid));
  }
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()) as DicomJson;
}

const committedIn = (result: DicomJson) => (valuesOf(result, '00081199') as DicomJson[]).map((item) => firstOf(item, '00081155'));
const failedIn = (result: DicomJson) =>
  Object.fromEntries((valuesOf(result, '00081198') as DicomJson[]).map((item) => [firstOf(item, '00081155'), firstOf(item, '00081197')]));

describe('PS3.18 chapter 13 Storage Commitment Service', () => {
  it('the same instances asked for by DIMSE and by web: the same answer', async () => {
    const [kept, lost, other] = await stored(3);
    rmSync(filmroom.storedFile(lost!.sopInstanceUid)!);
    const unknown = { sopClassUid: CT_IMAGE_STORAGE, sopInstanceUid: newUid() };
    const references = [kept!, lost!, { ...other!, sopClassUid: MR }, unknown];
    const peer = await associate();
    assert.equal(await askFor(peer, newUid(), references), 0x0000);
    const report = await takeReport(peer);
    await peer.release();
    const transactionUid = newUid();
    const result = await done(transactionUid, await ask(transactionUid, plain(references)));
    assert.deepEqual(failedIn(result), report.failed);
    assert.deepEqual(committedIn(result), report.committed);
    assert.deepEqual(
      [report.committed, report.failed],
      [[kept!.sopInstanceUid], { [lost!.sopInstanceUid]: 0x0110, [other!.sopInstanceUid]: 0x0119, [unknown.sopInstanceUid]: 0x0112 }],
    );
  });

  it('§13.5 Result Check gives it again, also what was asked for by DIMSE', async () => {
    const [image] = await stored(1);
    const [byWeb, byDimse] = [newUid(), newUid()];
    await done(byWeb, await ask(byWeb, plain([image!])));
    const peer = await associate();
    await askFor(peer, byDimse, [image!]);
    await takeReport(peer);
    await peer.release();
    for (const uid of [byWeb, byDimse])
      assert.deepEqual(committedIn(await done(uid, await filmroom.ask(pathOf(uid)))), [image!.sopInstanceUid], uid);
  });

  it('Annex J: instances by study, series and class come back so', async () => {
    const [image] = await stored(1);
    const unknown = newUid();
    const [study, series] = [newUid(), newUid()];
    const sq = (tag: string, ...items: object[]) => ({ [tag]: { vr: 'SQ', Value: items } });
    const byClass = {
      '00081150': ui(CT_IMAGE_STORAGE),
      ...sq('0008114A', { '00081155': ui(image!.sopInstanceUid) }, { '00081155': ui(unknown) }),
    };
    const asked = sq('00081110', { '0020000D': ui(study), ...sq('00081115', { '0020000E': ui(series), ...sq('00081112', byClass) }) });
    const transactionUid = newUid();
    const result = await done(transactionUid, await ask(transactionUid, asked));
    const leaves = (tag: string) =>
      (valuesOf(result, tag) as DicomJson[]).flatMap((ofStudy) =>
        (valuesOf(ofStudy, '00081115') as DicomJson[]).flatMap((ofSeries) =>
          (valuesOf(ofSeries, '00081112') as DicomJson[]).flatMap((ofClass) =>
            (valuesOf(ofClass, '0008114A') as DicomJson[]).map((leaf) => [
              ...[firstOf(ofStudy, '0020000D'), firstOf(ofSeries, '0020000E'), firstOf(ofClass, '00081150')],
              ...[firstOf(leaf, '00081155'), firstOf(leaf, '00081197')],
            ]),
          ),
        ),
      );
    assert.deepEqual(leaves('00081110'), [[study, series, CT_IMAGE_STORAGE, image!.sopInstanceUid, undefined]]);
    assert.deepEqual(leaves('0008119B'), [[study, series, CT_IMAGE_STORAGE, unknown, 0x0112]]);
    assert.equal(result['00081199'], undefined);
  });

  it('a Transaction UID that is in use, by web or by DIMSE: 409, and the first stays', async () => {
    const [image] = await stored(1);
    const [byWeb, byDimse] = [newUid(), newUid()];
    await done(byWeb, await ask(byWeb, plain([image!])));
    const peer = await associate();
    await askFor(peer, byDimse, [image!]);
    await takeReport(peer);
    await peer.release();
    for (const uid of [byWeb, byDimse]) {
      const again = await ask(uid, plain([image!]));
      assert.deepEqual([again.status, ((await again.json()) as { code: string }).code], [409, 'DICOMWEB_TRANSACTION_USED']);
      assert.deepEqual(committedIn(await done(uid, await filmroom.ask(pathOf(uid)))), [image!.sopInstanceUid]);
    }
  });

  it('and of a request by DIMSE under a UID of the web every reference fails with 0131H', async () => {
    const [image] = await stored(1);
    const uid = newUid();
    await done(uid, await ask(uid, plain([image!])));
    const peer = await associate();
    await askFor(peer, uid, [image!]);
    assert.deepEqual((await takeReport(peer)).failed, { [image!.sopInstanceUid]: 0x0131 });
    await peer.release();
  });

  for (const [name, body, status, code] of [
    ['nothing is named', {}, 400, 'COMMITMENT_MALFORMED'],
    ['an item without a class', { '00081199': { vr: 'SQ', Value: [{ '00081155': ui('1.2.3') }] } }, 400, 'COMMITMENT_MALFORMED'],
    ['no JSON', '{"00081199"', 400, 'DICOMWEB_BAD_METADATA'],
    ['two data sets', '[{},{}]', 400, 'DICOMWEB_BAD_METADATA'],
  ] as const)
    it(`${name}: ${status} in words, and the Transaction UID stays free`, async () => {
      const uid = newUid();
      const answer = await ask(uid, body);
      assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [status, code]);
      assert.equal((await filmroom.ask(pathOf(uid))).status, 404);
    });

  it('415 for what is no data set, 406 where nothing can be given, 400 for a UID that is none', async () => {
    assert.equal((await ask(newUid(), 'x', { 'content-type': 'text/plain' })).status, 415);
    assert.equal((await ask(newUid(), plain([{ sopClassUid: MR, sopInstanceUid: '1.2.3' }]), { accept: 'image/png' })).status, 406);
    assert.equal((await ask('T-1', plain([]))).status, 400);
  });

  it('is answered as native XML where that is asked for', async () => {
    const [image] = await stored(1);
    const uid = newUid();
    await done(uid, await ask(uid, plain([image!])));
    const answer = await filmroom.ask(pathOf(uid), { headers: { accept: 'application/dicom+xml' } });
    assert.equal(answer.headers.get('content-type'), 'application/dicom+xml');
    assert.match(await answer.text(), new RegExp(`tag="00081155"[^>]*><Value number="1">${image!.sopInstanceUid}<`));
  });

  it('survives kill -9: what was taken is judged after the next start', async () => {
    const first = await startFilmroom();
    const { dataFolder } = first;
    const uid = newUid();
    const unknown = { sopClassUid: CT_IMAGE_STORAGE, sopInstanceUid: newUid() };
    const headers = { 'content-type': JSON_TYPE };
    const asked = await first.ask(pathOf(uid), { method: 'POST', headers, body: JSON.stringify(plain([unknown])) });
    assert.ok(asked.status === 200 || asked.status === 202);
    process.kill(first.pid, 'SIGKILL');
    const second = await startFilmroom({ dataFolder });
    try {
      const result = await done(uid, await second.ask(pathOf(uid)), second);
      assert.deepEqual(failedIn(result), { [unknown.sopInstanceUid]: 0x0112 });
    } finally {
      await second.stop();
      await first.stop();
    }
  });

  it('stands on the page with who asked', async () => {
    const [image] = await stored(1);
    const uid = newUid();
    await done(uid, await ask(uid, plain([image!])));
    const { commitments } = (await (await filmroom.ask('/api/commitments')).json()) as {
      commitments: { transactionUid: string; state: string; committed: number; why: { code: string } }[];
    };
    const shown = commitments.find(({ transactionUid }) => transactionUid === uid);
    assert.deepEqual([shown?.state, shown?.committed, shown?.why.code], ['reported', 1, 'FETCHABLE']);
  });
});
