/** Opens the page in Chromium and prints the patients' names on it, one a line, once there is one: `page-names.ts <url> [claim code]`. For a network namespace of its own. */
import { launch, namesOn, openIn } from '../interop/chromium.ts';
import { signIn } from './signed-in.ts';

const [url = '', code] = process.argv.slice(2);
const browser = await launch();
try {
  const { page } = await openIn(browser, url, { cookie: await signIn(url, code || undefined), ignoreHTTPSErrors: true });
  await page.locator('.study .name').first().waitFor({ timeout: 60_000 });
  process.stdout.write(`${(await namesOn(page)).join('\n')}\n`);
} finally {
  await browser.close();
}
