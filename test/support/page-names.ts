/** Opens the page in Chromium and prints the patients' names on it, one a line, once there is one: `page-names.ts <url>`. For a network namespace of its own. */
import { launch, namesOn, openIn } from '../interop/chromium.ts';

const [url = ''] = process.argv.slice(2);
const browser = await launch();
try {
  const { page } = await openIn(browser, url);
  await page.locator('.study .name').first().waitFor({ timeout: 60_000 });
  process.stdout.write(`${(await namesOn(page)).join('\n')}\n`);
} finally {
  await browser.close();
}
