/**
 * What a workstation of the hospital gets of a new box, in a network namespace of its own: `page-and-wado.ts <url> <claim code> <StudyInstanceUID>`.
 * Opens the page in Chromium, and fetches the study by WADO-RS (PS3.18 §10.4). Prints `{"names":[…],"status":…,"images":…}` once a name is on the page.
 */
import { launch, namesOn, openIn } from '../interop/chromium.ts';
import { signIn } from '../support/signed-in.ts';

const [url = '', code, study = ''] = process.argv.slice(2);
const cookie = await signIn(url, code || undefined);
const browser = await launch();
try {
  const { page } = await openIn(browser, url, { cookie, ignoreHTTPSErrors: true });
  await page.locator('.study .name').first().waitFor({ timeout: 60_000 });
  const names = await namesOn(page);
  const answer = await fetch(`${url}/dicom-web/studies/${study}`, {
    headers: { cookie, accept: 'multipart/related; type="application/dicom"' },
  });
  const text = Buffer.from(await answer.arrayBuffer()).toString('latin1');
  const images = text.split(`${'\0'.repeat(128)}DICM`).length - 1; // each begins so (PS3.10 §7.1)
  process.stdout.write(JSON.stringify({ names, status: answer.status, images }));
} finally {
  await browser.close();
}
