import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { StepsOfDay } from '../../app/web/schema.ts';
import { launch, openIn } from '../interop/chromium.ts';
import { freePort } from '../support/child.ts';
import { newUid, smallImage } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { orm } from '../support/hl7-messages.ts';
import { connectRaw, framed, verdictOf } from '../support/hl7-sender.ts';
import { type Attributes, CREATED, ended } from '../support/mpps-dataset.ts';
import { askFor, PUSH_MODEL, startModality } from '../support/raw-commitment.ts';
import { MPPS, nCreate, nSet } from '../support/raw-mpps.ts';
import { CT_IMAGE_STORAGE, cStoreRq, IMPLICIT_LE, rawAssociate, statusOf } from '../support/raw-peer.ts';
import { askWorklist, stepIn, worklistIdentifier, worklistPeer } from '../support/raw-worklist.ts';

const IMAGES = 100;
const SPS_ID = 0x00400009;
const ACCESSION = 0x00080050;
const STUDY = 0x0020000d;
/** As a modality has them on its associations. */
const CONTEXTS = [MPPS, CT_IMAGE_STORAGE, PUSH_MODEL].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT_LE] }));
const [STEP, STORE, COMMIT] = [1, 3, 5];

it('a day: HL7 order → worklist → MPPS → 100 CT → MPPS completed → commitment → all green, with kill -9 after each', {
  timeout: 600_000,
}, async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'filmroom-day-'));
  const ct = await startModality();
  t.after(() => ct.close());
  const hl7Port = await freePort();
  const config = {
    hl7: { listen: true, host: '127.0.0.1', port: hl7Port },
    remoteAes: [{ title: 'CT1', host: '127.0.0.1', port: ct.port }],
  };
  let filmroom: Filmroom = await startFilmroom({ dataFolder: join(root, 'data'), config });
  const { dataFolder } = filmroom;
  t.after(() => filmroom.stop());
  const pullThePlug = async () => {
    await filmroom.kill();
    filmroom = await startFilmroom({ dataFolder, config });
  };
  const modality = () => rawAssociate(filmroom.dicomPort, { contexts: CONTEXTS, callingAeTitle: 'CT1' }, { waitMs: 30_000 });
  const offered = async () => {
    const peer = await worklistPeer(filmroom.dicomPort, { callingAeTitle: 'CT1' });
    const { answers } = await askWorklist(peer, worklistIdentifier({ [ACCESSION]: 'A1', [STUDY]: '' }, { [SPS_ID]: '' }));
    await peer.release();
    return answers;
  };

  using ris = await connectRaw(hl7Port);
  ris.write(framed(orm()));
  assert.equal(verdictOf(await ris.answer())[0], 'AA');
  await pullThePlug();

  const [item] = await offered();
  assert.ok(item, 'the order is on the worklist');
  const studyInstanceUid = item.elements.get(STUDY)!.toString('latin1').replace(/\0$/, '');
  const scheduledStepId = stepIn(item).get(SPS_ID)!;
  const planned = (CREATED.ScheduledStepAttributesSequence as readonly Attributes[])[0]!;
  const step = newUid();
  const created = await nCreate(
    await modality(),
    step,
    {
      ...CREATED,
      ScheduledStepAttributesSequence: [
        {
          ...planned,
          StudyInstanceUID: studyInstanceUid,
          AccessionNumber: 'A1',
          ScheduledProcedureStepID: scheduledStepId,
          RequestedProcedureID: '',
        },
      ],
    },
    { contextId: STEP },
  );
  assert.equal(created.status, 0x0000, created.comment);
  await pullThePlug();

  const images = Array.from({ length: IMAGES }, () => smallImage({ studyInstanceUid }));
  const stored = new Set<string>();
  const store = async (until: number) => {
    const peer = await modality();
    for (const { sopClassUid, sopInstanceUid, dataset } of images) {
      if (stored.has(sopInstanceUid)) continue;
      if (stored.size >= until) return peer;
      assert.equal(statusOf((await peer.ask(STORE, cStoreRq(sopClassUid, sopInstanceUid), dataset)).command), 0x0000);
      stored.add(sopInstanceUid);
    }
    return peer;
  };
  await store(60);
  await pullThePlug(); // the modality goes on with what was not acknowledged
  await (await store(IMAGES)).release();

  const sopInstanceUids = images.map(({ sopInstanceUid }) => sopInstanceUid);
  assert.equal((await nSet(await modality(), step, ended(sopInstanceUids), { contextId: STEP })).status, 0x0000);
  await pullThePlug();

  const transactionUid = newUid();
  assert.equal(await askFor(await modality(), transactionUid, images, COMMIT), 0x0000);
  await pullThePlug();
  const [call] = await ct.until(1);
  assert.equal(call?.report?.transactionUid, transactionUid);
  assert.deepEqual([call.report.committed.length, Object.keys(call.report.failed)], [IMAGES, []]);

  assert.deepEqual(await offered(), [], 'what is done is no longer offered');
  const day = new Date();
  const from = new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  let shown: StepsOfDay['steps'][number] | undefined;
  for (const deadline = Date.now() + 60_000; Date.now() < deadline && shown?.committed !== IMAGES; await delay(500)) {
    const answer = await filmroom.ask(`/api/steps?day=20261122&from=${from}&to=${from + 86_400_000}`);
    shown = ((await answer.json()) as StepsOfDay).steps.find(({ sopInstanceUid }) => sopInstanceUid === step);
  }
  assert.ok(shown, 'the step is on the page');
  const { phase, named, here, removed, committed, alarm, imagesOfStudy } = shown;
  assert.deepEqual(
    { phase, named, here, removed, committed, alarm, imagesOfStudy },
    { phase: 'done', named: IMAGES, here: IMAGES, removed: 0, committed: IMAGES, alarm: undefined, imagesOfStudy: IMAGES },
  );

  const browser = await launch();
  t.after(() => browser.close());
  await using open = await openIn(browser, filmroom.webUrl, {
    cookie: await filmroom.cookie(),
    timezoneId: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  await open.page.goto(`${filmroom.webUrl}/today`);
  const row = open.page.getByRole('region', { name: 'Done' }).locator('.step-row');
  await row.getByText(`all ${IMAGES} images here`).waitFor();
  assert.equal(await row.locator('.step-way li.past').count(), 5, 'planned, begun, done, all here, safe');
  assert.equal(await open.page.getByRole('region', { name: 'Needs somebody' }).count(), 0);
  rmSync(root, { recursive: true });
});
