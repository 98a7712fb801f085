import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Prints an SVG as a page of its own size, by Chromium. */
export async function printPdf(svg: string, path: string, { width, height }: { readonly width: number; readonly height: number }) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.setContent(`<style>@page{size:${width}mm ${height}mm;margin:0}body{margin:0}svg{display:block}</style>${svg}`);
    mkdirSync(dirname(path), { recursive: true });
    await page.pdf({ path, preferCSSPageSize: true, printBackground: true, pageRanges: '1' });
  } finally {
    await browser.close();
  }
}
