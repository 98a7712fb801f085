import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { systemClock as clock } from '../../app/base/base.ts';
import { webSteps } from '../../app/program/web-steps.ts';
import { buildPage } from '../../app/ui/build-page.ts';
import type { WorklistItem } from '../../app/worklist/worklist.ts';
import { archiveFor, logInto, objectWith, send, temporaryFolder } from '../support/archive-under-test.ts';
import { createFakeSources } from '../support/fake-sources.ts';
import { type Attributes, CREATED, elementsOf, ended } from '../support/mpps-dataset.ts';
import { stepsFor, until } from '../support/steps-under-test.ts';
import { startTestWeb } from '../support/web-under-test.ts';
import { launch, openIn } from './chromium.ts';
import { cutOffTexts, violations } from './page-looks.ts';

const SCREENS = process.env.FILMROOM_SCREENS;
const uid = (tail: string) => `1.2.826.0.1.3680043.10.80.${tail}`;
const IMAGES = [1, 2, 3].map((n) => uid(`9.${n}`));

const ORDER: WorklistItem = {
  ...{ id: 12, status: 'SCHEDULED', source: 'typed', who: 'reception', withdrawn: false, madeAt: 0, changedAt: 0 },
  attributes: {
    ...{ PatientName: 'Иванова^Мария', PatientID: 'P-77', AccessionNumber: 'ACC77', StudyInstanceUID: uid('77') },
    ScheduledProcedureStepSequence: [
      {
        ...{ Modality: 'MR', ScheduledStationName: 'Room 2', ScheduledProcedureStepDescription: 'Knee' },
        ...{ ScheduledProcedureStepStartDate: '20261122', ScheduledProcedureStepStartTime: '1430' },
      },
    ],
  },
};

/** A day on which something of everything happened, with real images and real steps. */
async function aDay(t: TestContext) {
  const folder = temporaryFolder(t);
  const archive = await archiveFor(t, { folder });
  const steps = await stepsFor(t, archive, folder);
  const begin = async (tail: string, name: string, changes: Attributes = {}) => {
    const item = (CREATED.ScheduledStepAttributesSequence as readonly Attributes[])[0]!;
    const attributes = elementsOf(
      {
        ...CREATED,
        ...{ SpecificCharacterSet: 'ISO_IR 192', PatientName: name, PatientID: `P-${tail}` },
        ScheduledStepAttributesSequence: [{ ...item, StudyInstanceUID: uid(tail), AccessionNumber: `ACC${tail}` }],
        ...changes,
      },
      ['ISO_IR 192'],
    );
    assert.equal((await steps.operations.create({ sopInstanceUid: uid(`1.${tail}`), attributes, callingAeTitle: 'CT01' })).status, 0);
  };
  const end = async (tail: string, images: readonly string[]) => {
    const attributes = elementsOf(ended(images));
    assert.equal((await steps.operations.set({ sopInstanceUid: uid(`1.${tail}`), attributes, callingAeTitle: 'CT01' })).status, 0);
  };
  const store = (image: string, tail: string) => send(archive, objectWith({ 524312: image, 2097165: uid(tail) }));

  await begin('1', 'Garcia^Ana');
  for (const image of IMAGES) await store(image, '1');
  await end('1', IMAGES);
  await begin('2', 'Yamada^Hanako=山田^花子');
  await store(uid('8.1'), '2');
  await end(
    '2',
    [1, 2, 3].map((n) => uid(`8.${n}`)),
  );
  await begin('3', 'O’Brien^Mary');
  await store(uid('7.1'), '3');
  await begin('4', 'Müller^Zoë');
  await end('4', []);
  await steps.operations.create({
    sopInstanceUid: uid('1.5'),
    attributes: elementsOf({ ...CREATED, Modality: undefined }),
    callingAeTitle: 'US02',
  });
  const parts = {
    ...{ steps, archive, clock, log: logInto([]) },
    worklist: {
      async *find() {
        yield [ORDER];
      },
    },
    commitments: { committedTo: async (uids: readonly string[]) => (uids.includes(IMAGES[0]!) ? IMAGES : []) },
  };
  await until('the alarm', async () => (await steps.step(uid('1.2')))?.alarm?.code === 'MISSING');
  await until('all here', async () => (await steps.step(uid('1.1')))?.here === 3);
  return { steps, source: webSteps(parts) };
}

it('today’s work: what needs somebody first, N of M images, in three languages, on a phone', { timeout: 300_000 }, async (t) => {
  const { source, steps } = await aDay(t);
  const browser = await launch();
  t.after(() => browser.close());
  await using web = await startTestWeb({
    sources: { ...createFakeSources({ studies: [] }), steps: source },
    page: await buildPage(),
  });
  const timezoneId = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const faults: string[] = [];
  for (const [language, locale] of [
    ['ru', 'ru-RU'],
    ['ja', 'ja-JP'],
    ['en', 'en-GB'],
  ] as const) {
    await using open = await openIn(browser, web.url, { cookie: web.cookie, timezoneId, locale });
    const { page } = open;
    await page.goto(`${web.url}/today`);
    await page.locator('.step-row').first().waitFor();
    assert.equal(await page.locator('.step-row').count(), 5);
    for (const width of [390, 820, 1366]) {
      await page.setViewportSize({ width, height: 844 });
      faults.push(...(await page.evaluate(cutOffTexts)).map((fault) => `${language} ${width}: ${fault}`));
      if (SCREENS) {
        mkdirSync(SCREENS, { recursive: true });
        await page.screenshot({ path: join(SCREENS, `today-${width}-${language}.png`), fullPage: true });
      }
    }
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      faults.push(...(await violations(page)).map((fault) => `${language} ${scheme}: ${fault}`));
    }
    assert.deepEqual(open.complaints, []);
  }
  assert.deepEqual(faults, []);

  await using open = await openIn(browser, web.url, { cookie: web.cookie, timezoneId });
  const { page } = open;
  await page.goto(`${web.url}/today`);
  const needs = page.getByRole('region', { name: 'Needs somebody' });
  const missing = needs.getByRole('listitem').filter({ hasText: '山田 花子' }).first();
  await missing.getByText('2 of 3 images have not come').waitFor();
  await missing.getByText('send the study from there once more').waitFor();
  assert.equal(await missing.getByRole('progressbar').getAttribute('value'), '1');
  await needs.getByText('Said to be done without naming an image').waitFor();
  await page.getByRole('region', { name: 'Under way' }).getByText('1 image so far').waitFor();
  await page.getByRole('region', { name: 'Expected' }).getByText('14:30').waitFor();
  const over = page.getByRole('region', { name: 'Done' });
  await over.getByText('all 3 images here').waitFor();
  await over.getByText('3 images promised to the device to be safe').waitFor();
  await page.getByText('Missing Modality').waitFor();

  await missing.getByRole('button', { name: 'Take it as it is' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take it as it is' }).click();
  await over.getByText('Taken as it is by root').waitFor();
  assert.equal((await steps.step(uid('1.2')))?.acceptedBy, 'root');
});
