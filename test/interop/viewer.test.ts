import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { encodeFileMeta } from '../../app/dataset/dataset.ts';
import { buildPage } from '../../app/ui/build-page.ts';
import type { Uploaded } from '../../app/web/schema.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { fixtureBytes } from '../support/fixtures.ts';
import { phantomStudy } from '../support/phantom.ts';
import { imageDataset } from '../support/pixels-under-test.ts';
import { launch, openIn } from './chromium.ts';
import { violations } from './page-looks.ts';

const LOCALES = { en: 'en-GB', ru: 'ru-RU', ja: 'ja-JP' } as const;
const WIDTHS = [390, 820, 1366];
const SCREENS = process.env.FILMROOM_SCREENS;
const SLICES = 40;

/** By what is looked at: a file of the corpus. */
const FILES = {
  us: 'pydicom/examples_ybr_color.dcm',
  cr: 'pydicom-data/RG3_J2KI.dcm',
  pdf: 'dcmjs-dimse/pdf.dcm',
  sr: 'highdicom/sr_document_with_multiple_groups.dcm',
  ecg: 'pydicom/waveform_ecg.dcm',
  palette: 'pydicom-data/OBXXXX1A_rle.dcm',
  bits: 'highdicom/seg_image_ct_binary.dcm',
  rle: 'pydicom/MR_small_RLE.dcm',
  jpegLs: 'dicomParser/CT1_UNC.fragmented_no_bot_jpeg_ls.80.dcm',
  jpeg2000: 'pydicom-data/693_J2KR.dcm',
  jpegLossless: 'pydicom-data/JPEG-LL.dcm',
  video: 'synthetic/ts/video_mpeg2.dcm',
} as const;

let browser: Browser;
let filmroom: Filmroom;
let cookie: string;
const studies = new Map<string, string>();

before(async () => {
  await buildPage(); // so that it is there when the program looks for it
  [browser, filmroom] = await Promise.all([launch(), startFilmroom()]);
  cookie = await filmroom.cookie();
  const upload = async (bytes: Uint8Array): Promise<string> => {
    const headers = { 'content-type': 'application/dicom' };
    const answer = await filmroom.ask('/api/uploads', { method: 'POST', body: Uint8Array.from(bytes), headers });
    assert.equal(answer.status, 201, await answer.clone().text());
    return ((await answer.json()) as Uploaded).studyInstanceUid;
  };
  const phantom = phantomStudy(SLICES);
  for (const file of phantom.files) await upload(file);
  studies.set('ct', phantom.studyInstanceUid);
  for (const [name, file] of Object.entries(FILES)) studies.set(name, await upload(fixtureBytes(file)));
  for (const photometric of PLAIN) studies.set(photometric, await upload(halvesAs(photometric)));
  studies.set('damaged', await upload(withoutItsLastFrame(fixtureBytes('pydicom-data/emri_small_jpeg_2k_lossless.dcm'))));
  if (SCREENS) mkdirSync(SCREENS, { recursive: true });
});
after(async () => {
  await browser?.close();
  await filmroom?.stop();
});

/** The photometric interpretations that requirement I-40 names. */
const PLAIN = ['MONOCHROME1', 'MONOCHROME2', 'RGB'] as const;

/** An image of 64 × 64 whose left half has the least values, the right the greatest; of RGB the left is red, the right blue. */
function halvesAs(photometric: (typeof PLAIN)[number]): Buffer {
  const study = `1.2.826.0.1.3680043.10.78.40.${PLAIN.indexOf(photometric)}`;
  const about = { sopClassUid: '1.2.840.10008.5.1.4.1.1.7', sopInstanceUid: `${study}.1.1`, transferSyntaxUid: '1.2.840.10008.1.2.1' };
  const isColour = photometric === 'RGB';
  const values = Array.from({ length: 64 * 64 }, (_, at) =>
    isColour ? (at % 64 < 32 ? [255, 0, 0] : [0, 0, 255]) : [at % 64 < 32 ? 0 : 255],
  );
  const dataset = imageDataset(
    [
      [0x00080016, 'UI', about.sopClassUid],
      [0x00080018, 'UI', about.sopInstanceUid],
      [0x00080060, 'CS', 'OT'],
      [0x0020000d, 'UI', study],
      [0x0020000e, 'UI', `${study}.1`],
      [0x00280002, 'US', isColour ? '3' : '1'],
      [0x00280004, 'CS', photometric],
      ...(isColour ? ([[0x00280006, 'US', '0']] as const) : []),
      [0x00280010, 'US', '64'],
      [0x00280011, 'US', '64'],
    ],
    Buffer.from(values.flat()),
  );
  return Buffer.concat([encodeFileMeta(about), dataset]);
}

/** Red, green and blue of what is drawn, left and right of the middle. */
function halvesOf(page: Page): Promise<readonly number[][]> {
  return page
    .locator('.pixels-layer canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')!;
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, Math.floor(canvas.height / 2), canvas.width, 1);
      const aside = Math.floor(Math.min(canvas.width, canvas.height) / 8);
      const middle = Math.floor(canvas.width / 2);
      return [middle - aside, middle + aside].map((x) => [...data.slice(4 * x, 4 * x + 3)]);
    });
}

/** The last codestream of an image in JPEG 2000 loses its beginning: SOC and SIZ (ISO/IEC 15444-1 Annex A). */
function withoutItsLastFrame(file: Buffer): Buffer {
  const at = file.lastIndexOf(Buffer.of(0xff, 0x4f, 0xff, 0x51));
  return file.fill(0, at, at + 64);
}

type Options = Parameters<typeof openIn>[2];
const LAPTOP = { viewport: { width: 1366, height: 844 } };

/** The viewer on a study, once its image is drawn from the pixels, or as `until` says. */
async function open(name: string, options: Options = {}, until = '.stage[data-shown-by="pixels"]') {
  const opened = await openIn(browser, filmroom.webUrl, { cookie, ...options });
  await opened.page.goto(`${filmroom.webUrl}/view/${studies.get(name)}`);
  await opened.page.locator(until).first().waitFor({ timeout: 30_000 });
  return opened;
}

const shown = (page: Page) => page.locator('.stage').first().getAttribute('data-shown').then(Number);
const untilShown = (page: Page, index: number) => page.locator(`.stage[data-shown="${index}"]`).first().waitFor();
const overlay = (page: Page) =>
  page
    .locator('.overlay')
    .first()
    .textContent()
    .then((text) => text ?? '');

/** What is drawn: the mean of its values, and how far they are from grey. */
async function pixels(page: Page): Promise<{ mean: number; colour: number; top: number }> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return page
    .locator('.pixels-layer canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')!;
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      let [sum, colour, top] = [0, 0, 0];
      for (let at = 0; at < data.length; at += 4) {
        const [r = 0, g = 0, b = 0] = [data[at], data[at + 1], data[at + 2]];
        sum += r + g + b;
        top = Math.max(top, r, g, b);
        colour = Math.max(colour, Math.abs(r - g), Math.abs(g - b));
      }
      return { mean: sum / (data.length / 4) / 3, colour, top };
    });
}

/** How far what is drawn is from what the box renders, in levels of 256, on the mean of all pixels; of an image that is shown whole. */
async function differenceFromBox(page: Page): Promise<number> {
  const picture = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .find((name) => name.includes('/rendered?')),
  );
  return page
    .locator('.pixels-layer canvas')
    .first()
    .evaluate(async (canvas: HTMLCanvasElement, url) => {
      const { width, height } = canvas;
      const dataOf = (draw: (context: OffscreenCanvasRenderingContext2D) => void) => {
        const context = new OffscreenCanvas(width, height).getContext('2d')!;
        context.fillRect(0, 0, width, height);
        draw(context);
        return context.getImageData(0, 0, width, height).data;
      };
      const rendered = await createImageBitmap(await (await fetch(url!)).blob());
      const scale = Math.min(width / rendered.width, height / rendered.height);
      const [w, h] = [rendered.width * scale, rendered.height * scale];
      const box = dataOf((context) => context.drawImage(rendered, (width - w) / 2, (height - h) / 2, w, h));
      const own = dataOf((context) => context.drawImage(canvas, 0, 0));
      let sum = 0;
      for (let at = 0; at < own.length; at += 4) sum += Math.abs(own[at]! - box[at]!);
      return sum / (w * h);
    }, picture);
}

/** What OpenJPEG says of each image is no trouble, nor what the browser asks of itself to show a PDF. */
const troubles = (complaints: readonly string[]) =>
  complaints.filter((words) => !/^(log: \[INFO\]|asked (blob|chrome|chrome-extension):)/.test(words));

async function drag(
  page: Page,
  [fromX, fromY]: readonly [number, number],
  [toX, toY]: readonly [number, number],
  button?: 'right' | 'middle',
) {
  const box = (await page.locator('.stage').first().boundingBox())!;
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  await page.mouse.move(...at(fromX, fromY));
  await page.mouse.down({ button: button ?? 'left' });
  await page.mouse.move(...at((fromX + toX) / 2, (fromY + toY) / 2), { steps: 3 });
  await page.mouse.move(...at(toX, toY), { steps: 3 });
  await page.mouse.up({ button: button ?? 'left' });
}

const tool = (page: Page, name: string) => page.getByRole('toolbar').getByRole('button', { name, exact: true }).click();

describe('a CT stack', () => {
  it('opens from the list in one tap with a cold cache, and the list comes back as it was', async (t) => {
    for (let round = 0; round < 3; round++) {
      await using opened = await openIn(browser, filmroom.webUrl, { cookie });
      const { page, complaints } = opened;
      await page.goto(`${filmroom.webUrl}/studies`);
      await page.locator('input[type=search]').fill('phantom');
      const link = page.getByRole('link', { name: /View the images of Phantom Chest/ });
      await link.waitFor();
      const at = Date.now();
      await link.click();
      await page.locator('.stage:not([data-shown="-1"]):not([data-shown-by="nobody"])').waitFor();
      const firstMs = Date.now() - at;
      await page.locator('.stage[data-shown-by="pixels"]').waitFor();
      t.diagnostic(`first image ${firstMs} ms after the tap, drawn from its pixels after ${Date.now() - at} ms`);
      await page.getByRole('link', { name: 'Back to the studies' }).click();
      await page.waitForURL(/\/studies$/);
      await page.getByRole('link', { name: /View the images of Phantom Chest/ }).waitFor();
      assert.equal(await page.locator('input[type=search]').inputValue(), 'phantom');
      assert.deepEqual(troubles(complaints), []);
    }
  });
  it('is read over DICOMweb alone: its series, their attributes, frames and pictures', async () => {
    const asked = new Set<string>();
    await using opened = await openIn(browser, filmroom.webUrl, { cookie });
    const { page } = opened;
    page.on('request', (request) => asked.add(new URL(request.url()).pathname.replaceAll(/\/[\d.]+(?=\/|$)/g, '/…')));
    await page.goto(`${filmroom.webUrl}/view/${studies.get('ct')}`);
    await page.locator('.stage[data-shown-by="pixels"]').waitFor();
    const ofPages = ['/view/…', '/api/events', '/api/session']; // what arrives, for the list; who asks
    const paths = [...asked].filter((path) => !path.startsWith('/ui/') && !ofPages.includes(path));
    assert.deepEqual(
      paths.filter((path) => !path.startsWith('/dicom-web/studies/…/series')),
      [],
    );
    for (const end of ['/series', '/metadata', '/frames/…', '/rendered', '/thumbnail'])
      assert.ok(
        paths.some((path) => path.endsWith(end)),
        `${end} in ${paths}`,
      );
  });
  it('is gone through by wheel, keys, slider and dragging', async () => {
    await using opened = await open('ct', LAPTOP);
    const { page, complaints } = opened;
    assert.match(await overlay(page), /Phantom Chest/);
    assert.match(await overlay(page), /PHANTOM-1/);
    assert.match(await overlay(page), /1 \/ 40/);
    await page.locator('.stage').hover();
    await page.mouse.wheel(0, 100);
    await untilShown(page, 1);
    await page.locator('.stage').focus();
    await page.keyboard.press('ArrowDown');
    await untilShown(page, 2);
    await page.keyboard.press('PageDown');
    await untilShown(page, 12);
    await page.keyboard.press('End');
    await untilShown(page, SLICES - 1);
    assert.match(await overlay(page), /40 \/ 40/);
    await page.getByRole('slider', { name: 'Image' }).fill('20');
    await untilShown(page, 19);
    await tool(page, 'Scroll');
    await drag(page, [0.5, 0.3], [0.5, 0.6]);
    await page.waitForFunction(() => Number(document.querySelector('.stage')?.getAttribute('data-shown')) > 22);
    assert.deepEqual(troubles(complaints), []);
  });
  it('changes with the window, by dragging and by presets, and with zoom, rotation and inversion', async () => {
    await using opened = await open('ct', LAPTOP);
    const { page, complaints } = opened;
    await page.getByRole('slider', { name: 'Image' }).fill('18');
    await untilShown(page, 17);
    assert.match(await overlay(page), /C 40 W 400/);
    const before = await pixels(page);
    await tool(page, 'Window');
    await drag(page, [0.5, 0.5], [0.5, 0.7]);
    const darker = await pixels(page);
    assert.ok(darker.mean < before.mean - 1, `${darker.mean} < ${before.mean}`);
    await tool(page, 'Presets');
    await page.getByRole('button', { name: /^Lung/ }).click();
    assert.match(await overlay(page), /C -600 W 1,500/);
    const lung = await pixels(page);
    assert.ok(lung.mean > before.mean, `${lung.mean} > ${before.mean}`);
    await tool(page, 'Invert');
    const inverted = await pixels(page);
    assert.ok(inverted.mean < lung.mean || inverted.mean > lung.mean, 'inverted');
    await tool(page, 'Reset');
    const again = await pixels(page);
    assert.ok(Math.abs(again.mean - before.mean) < 0.5, `${again.mean} = ${before.mean}`);
    await tool(page, 'Closer');
    assert.match(await overlay(page), /Zoom 125%/);
    assert.ok((await pixels(page)).mean > before.mean);
    await page.locator('.stage').focus();
    await page.keyboard.press('0');
    await page.keyboard.press('r');
    assert.ok(Math.abs((await pixels(page)).mean - before.mean) < 2, 'turned, it is as light as before');
    assert.deepEqual(troubles(complaints), []);
  });
  it('says where the sides of the patient are, and they turn with it (PS3.3 §C.7.6.2.1.1)', async () => {
    await using opened = await open('ct');
    const { page, complaints } = opened;
    const edges = () =>
      page
        .locator('.edge')
        .evaluateAll((all) => Object.fromEntries(all.map((each) => [each.className.replace('edge ', ''), each.textContent])));
    assert.deepEqual(await edges(), { top: 'A', right: 'L', bottom: 'P', left: 'R' });
    await page.locator('.stage').focus();
    await page.keyboard.press('r');
    assert.deepEqual(await edges(), { top: 'R', right: 'A', bottom: 'L', left: 'P' });
    assert.deepEqual(troubles(complaints), []);
  });
  it('on a phone on its side another series is one tap away', async () => {
    await using opened = await open('ct', { viewport: { width: 844, height: 390 }, hasTouch: true, isMobile: true });
    const { page } = opened;
    await page.getByRole('navigation', { name: 'Series' }).getByRole('button', { name: /Lung/ }).tap();
    await page.locator('.overlay').getByText('Lung').waitFor();
    const stage = (await page.locator('.stage').boundingBox())!;
    assert.ok(stage.height > 200, `the image has ${stage.height} px`);
  });
  it('is measured in millimetres, and in degrees', async () => {
    await using opened = await open('ct', LAPTOP);
    const { page } = opened;
    const box = (await page.locator('.stage').boundingBox())!;
    await tool(page, 'Length');
    await drag(page, [0.5, 0.4], [0.5, 0.6]);
    const words = await page.locator('.measures text').first().innerHTML();
    const [, length] = /([\d.]+) mm$/.exec(words) ?? [];
    const millimetres = (360 * 0.2 * box.height) / Math.min(box.width, box.height);
    assert.ok(Math.abs(Number(length) - millimetres) < 2, `${words} is ${millimetres}`);
    await tool(page, 'Angle');
    await drag(page, [0.4, 0.5], [0.5, 0.5]);
    await drag(page, [0.5, 0.7], [0.5, 0.7]);
    assert.match(await page.locator('.measures text').nth(1).innerHTML(), /^(89|90|91)[.\d]*°$/);
    await page.keyboard.press('Escape');
    await page.getByRole('slider', { name: 'Image' }).fill('2');
    await untilShown(page, 1);
    assert.equal(await page.locator('.measures text').count(), 0, 'they belong to their image');
    await page.getByRole('slider', { name: 'Image' }).fill('1');
    await untilShown(page, 0);
    await tool(page, 'Remove lines');
    assert.equal(await page.locator('.measures text').count(), 0);
  });
  it('is pinched and dragged with fingers', async () => {
    await using opened = await open('ct', { hasTouch: true, isMobile: true });
    const { page } = opened;
    const box = (await page.locator('.stage').boundingBox())!;
    const session = await page.context().newCDPSession(page);
    const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly (readonly [number, number])[]) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: points.map(([x, y], id) => ({ x: box.x + box.width * x, y: box.y + box.height * y, id })),
      });
    await touch('touchStart', [[0.5, 0.3]]);
    for (const y of [0.4, 0.5, 0.6]) await touch('touchMove', [[0.5, y]]);
    await touch('touchEnd', []);
    await page.waitForFunction(() => Number(document.querySelector('.stage')?.getAttribute('data-shown')) > 2);
    await touch('touchStart', [
      [0.4, 0.5],
      [0.6, 0.5],
    ]);
    await touch('touchMove', [
      [0.3, 0.5],
      [0.7, 0.5],
    ]);
    await touch('touchEnd', []);
    assert.match(await overlay(page), /Zoom 200%/);
  });
  it('stands beside another series on a wide screen, each with its own way through', async () => {
    await using opened = await open('ct', LAPTOP);
    const { page, complaints } = opened;
    await tool(page, 'Side by side');
    await page.locator('.viewer-place').nth(1).getByText('Choose a series').click();
    await page.getByRole('navigation', { name: 'Series' }).getByRole('button', { name: /Lung/ }).click();
    await page.locator('.viewer-place').nth(1).locator('.stage[data-shown-by="pixels"]').waitFor();
    await page.locator('.viewer-place').nth(1).locator('.stage').focus();
    await page.keyboard.press('PageDown');
    await page.locator('.viewer-place').nth(1).locator('.stage[data-shown="10"]').waitFor();
    assert.equal(await shown(page), 0);
    assert.deepEqual(troubles(complaints), []);
  });
  it('shows its attributes', async () => {
    await using opened = await open('ct');
    const { page } = opened;
    await tool(page, 'Tags');
    await page.locator('.tags td').getByText('PixelSpacing', { exact: true }).waitFor();
  });
});

describe('other images', () => {
  it('ultrasound of many frames is in colour and plays', async () => {
    await using opened = await open('us');
    const { page, complaints } = opened;
    const seen = await pixels(page);
    assert.ok(seen.colour > 30, `colour ${seen.colour}`);
    await page.getByRole('button', { name: 'Play' }).click();
    await page.waitForFunction(() => Number(document.querySelector('.stage')?.getAttribute('data-shown')) > 3);
    await page.getByRole('button', { name: 'Pause' }).click();
    const at = await shown(page);
    await page.waitForTimeout(400);
    assert.ok(Math.abs((await shown(page)) - at) <= 1, 'it stands still');
    assert.deepEqual(troubles(complaints), []);
  });
  it('MONOCHROME1: the least value is the lightest (PS3.3 §C.7.6.3.1.2), as the box draws it', async () => {
    await using opened = await open('cr');
    const { page, complaints } = opened;
    await pixels(page);
    assert.ok((await differenceFromBox(page)) < 4);
    await tool(page, 'Invert');
    await pixels(page);
    assert.ok((await differenceFromBox(page)) > 50);
    assert.deepEqual(troubles(complaints), []);
  });
  for (const [photometric, left, right] of [
    ['MONOCHROME1', [255, 255, 255], [0, 0, 0]],
    ['MONOCHROME2', [0, 0, 0], [255, 255, 255]],
    ['RGB', [255, 0, 0], [0, 0, 255]],
  ] as const)
    it(`${photometric} is shown as it is meant (I-40)`, async () => {
      await using opened = await open(photometric);
      await pixels(opened.page);
      for (const [at, colour] of (await halvesOf(opened.page)).entries())
        for (const [sample, value] of colour.entries())
          assert.ok(Math.abs(value - [left, right][at]![sample]!) <= 3, `${at === 0 ? 'left' : 'right'}: ${colour.join()}`);
      assert.deepEqual(troubles(opened.complaints), []);
    });
  it('what is written over a white image has a dark edge', async () => {
    await using opened = await open('MONOCHROME1');
    for (const words of await opened.page.locator('.corner > *').all()) {
      const style = await words.evaluate((element) => {
        const { webkitTextStrokeWidth: width, webkitTextStrokeColor: colour, paintOrder } = getComputedStyle(element);
        return { width: Number.parseFloat(width), colour, paintOrder };
      });
      assert.deepEqual([style.width >= 2, style.colour, style.paintOrder], [true, 'rgb(0, 0, 0)', 'stroke']);
    }
  });
  for (const name of ['rle', 'jpegLs', 'jpeg2000', 'jpegLossless'])
    it(`${name} is drawn from its pixels`, async () => {
      await using opened = await open(name);
      const seen = await pixels(opened.page);
      assert.ok(seen.mean > 2 && seen.top > 100, JSON.stringify(seen));
      const difference = await differenceFromBox(opened.page);
      assert.ok(difference < 4, `${difference} levels from what the box draws`);
      assert.deepEqual(troubles(opened.complaints), []);
    });
  for (const name of ['palette', 'bits'])
    it(`${name}: what the engine does not draw, the box does`, async () => {
      await using opened = await open(name, {}, '.stage[data-shown-by="box"]');
      assert.match(await overlay(opened.page), /Drawn by the box/);
      assert.deepEqual(troubles(opened.complaints), []);
    });
  it('a network that is gone is no fault of the image, and once it is back the image is shown', async () => {
    await using opened = await open('ct');
    const { page } = opened;
    await page.context().setOffline(true);
    await page.locator('.stage').focus();
    await page.keyboard.press('End');
    await page.locator('.stage .cannot').getByText('does not answer').waitFor();
    await page.context().setOffline(false);
    await page.keyboard.press('Home');
    await untilShown(page, 0);
    await page.keyboard.press('End');
    await page.locator(`.stage[data-shown="${SLICES - 1}"]:not([data-shown-by="nobody"])`).waitFor();
    assert.equal(await page.locator('.stage .cannot').count(), 0);
  });
  it('a video is said to be kept, and not to be damaged', async () => {
    await using opened = await open('video', {}, '.stage .cannot');
    assert.match((await opened.page.locator('.stage .cannot').textContent()) ?? '', /kept, but of a kind that is not drawn here/);
  });
  it('a damaged frame is said to be one, and the others are shown', async () => {
    await using opened = await open('damaged');
    const { page } = opened;
    await page.locator('.stage').focus();
    await page.keyboard.press('End');
    await page.locator('.stage .cannot').getByText('cannot be shown').waitFor();
    await page.keyboard.press('Home');
    await page.locator('.stage[data-shown="0"][data-shown-by="pixels"]').waitFor();
  });
});

describe('what is no image', () => {
  it('a report is a document', async () => {
    await using opened = await open('sr', {}, '.report-sheet');
    const { page, complaints } = opened;
    assert.ok((await page.locator('.report-sheet .part').count()) > 5);
    assert.match((await page.locator('.report-sheet').textContent()) ?? '', /Measurement/i);
    assert.deepEqual(troubles(complaints), []);
  });
  it('a PDF is opened, kept, and shown where the browser does that', async () => {
    await using opened = await open('pdf', { ...LAPTOP, bypassCSP: true }, '.document-sheet a');
    const { page, complaints } = opened;
    const link = page.getByRole('link', { name: 'Open the document' });
    const head = await link.evaluate(async (a: HTMLAnchorElement) => (await fetch(a.href)).text().then((text) => text.slice(0, 5)));
    assert.equal(head, '%PDF-');
    assert.deepEqual(troubles(complaints), []);
  });
  it('an ECG is twelve leads on paper, with the rhythm below', async () => {
    await using opened = await open('ecg', LAPTOP, '.paper svg');
    const { page, complaints } = opened;
    const leads = await page.locator('.paper').first().locator('text').allTextContents();
    assert.deepEqual(leads, ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'II']);
    for (const path of await page.locator('.paper').first().locator('.trace').all())
      assert.ok(((await path.getAttribute('d')) ?? '').split('L').length > 500);
    assert.deepEqual(troubles(complaints), []);
  });
});

describe('what it is made of', () => {
  it('is told with it, and nothing of it is under the GPL or LGPL', async () => {
    const html = await (await filmroom.ask('/view/1.2.3')).text();
    const path = /<link rel="license" href="([^"]+)">/.exec(html)?.[1];
    const texts = await (await filmroom.ask(path!)).text();
    for (const name of ['@cornerstonejs/core', '@kitware/vtk.js', 'comlink']) assert.ok(texts.includes(`\n${name} `), name);
    assert.doesNotMatch(texts, /^(@?[\w./-]+ [\d.]+: .*(GPL|see below)).*$/m);
  });
});

describe('who may look', () => {
  it('nobody without signing in', async () => {
    const answer = await fetch(`${filmroom.webUrl}/view/${studies.get('ct')}`, { redirect: 'manual', headers: { accept: 'text/html' } });
    assert.ok([302, 303, 401].includes(answer.status), `${answer.status}`);
  });
  it('a study that is not there is said not to be', async () => {
    studies.set('none', '1.2.3.4');
    await using opened = await open('none', {}, '.stages [role=alert]');
    assert.match((await opened.page.locator('.stages').textContent()) ?? '', /no such study/);
    const { height } = (await opened.page.getByRole('button', { name: 'Try again' }).boundingBox())!;
    assert.ok(height < 64, `the button is ${height} px high`);
  });
});

for (const [language, locale] of Object.entries(LOCALES))
  describe(`${language}: the look`, () => {
    it('breaks no rule of axe-core at each width, light and dark', { timeout: 900_000 }, async () => {
      const found: string[] = [];
      const looks = [
        ['ct', '.stage[data-shown-by="pixels"]'],
        ['us', '.stage[data-shown-by="pixels"]'],
        ['cr', '.stage[data-shown-by="pixels"]'],
        ['sr', '.report-sheet'],
        ['pdf', '.document-sheet a'],
        ['ecg', '.paper svg'],
      ] as const;
      for (const colorScheme of ['light', 'dark'] as const) {
        if (colorScheme === 'dark' && language !== 'en') continue;
        for (const [name, until] of looks) {
          if (language !== 'en' && name !== 'ct' && name !== 'ecg') continue;
          await using opened = await open(name, { locale, colorScheme, bypassCSP: true, reducedMotion: 'reduce' }, until);
          const { page } = opened;
          if (name === 'ct') await page.locator('.stage').focus();
          if (name === 'ct') await page.keyboard.press('PageDown');
          if (name === 'ct') await untilShown(page, 10);
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 844 });
            await page.waitForTimeout(300);
            const at = `viewer-${name}-${width}-${colorScheme}${language === 'en' ? '' : `-${language}`}`;
            if (await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth))
              found.push(`${at}: wider than the screen`);
            assert.ok(await page.locator('.not-for-diagnosis').isVisible());
            for (const rule of await violations(page)) found.push(`${at}: ${rule}`);
            if (SCREENS) await page.screenshot({ path: `${SCREENS}/${at}.png` });
          }
        }
      }
      assert.deepEqual(found, []);
    });
  });
