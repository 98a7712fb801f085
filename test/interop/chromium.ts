import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox', // the tests may run as root
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @param home where it looks for certificates that a person trusts (NSS) */
export const launch = (home?: string): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: FLAGS, ...(home !== undefined && { env: { ...process.env, HOME: home } }) });

export interface OpenOptions extends BrowserContextOptions {
  /** Of who is signed in, `name=value`; without it nobody is. */
  readonly cookie?: string;
}

/** A page in a fresh browser context, and everything that it complains about: console messages, errors, requests to another host. */
export async function openIn(browser: Browser, url: string, { cookie, ...options }: OpenOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'UTC', ...options });
  const [name, value] = cookie?.split('=') ?? [];
  if (name !== undefined && value !== undefined) await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => new URL(request.url()).host !== new URL(url).host && complaints.push(`asked ${request.url()}`));
  await page.goto(`${url}/`);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

export const namesOn = (page: Page) => page.locator('.study .name').allInnerTexts();
