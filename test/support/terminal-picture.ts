import { chromium } from 'playwright-core';

const SGR = new RegExp(`${'\u001b'}\\[([\\d;]*)m`, 'g');
/** The colours of the Linux console. */
const INKS = ['#000', '#a00', '#0a0', '#a50', '#00a', '#a0a', '#0aa', '#aaa'] as const;

/** What a terminal of 8 by 16 dots would show of these lines, as a PNG. Knows colours, bold and dim; no movement of the cursor. */
export async function pictureOf(
  lines: readonly string[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
  path: string,
) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: columns * 9, height: rows * 18 } });
    const style = 'margin:0;background:#000;color:#aaa;font:15px/18px "DejaVu Sans Mono",monospace';
    await page.setContent(`<style>body{${style}}b,i{font:inherit;display:inline-block;width:9px;height:18px;white-space:pre;overflow:hidden;vertical-align:top}
      div{height:18px;white-space:pre}</style>${lines.map((line) => `<div>${html(line)}</div>`).join('')}`);
    await page.screenshot({ path });
  } finally {
    await browser.close();
  }
}

function html(line: string): string {
  let style = '';
  let at = 0;
  let out = '';
  const put = (text: string) => {
    for (const character of text) out += `<i style="${style}">${character === '<' ? '&lt;' : character === '&' ? '&amp;' : character}</i>`;
  };
  for (const match of line.matchAll(SGR)) {
    put(line.slice(at, match.index));
    at = match.index + match[0].length;
    for (const code of (match[1] || '0').split(';').map(Number)) style = code === 0 ? '' : style + css(code);
  }
  put(line.slice(at));
  return out;
}

function css(code: number): string {
  if (code === 1) return 'color:#fff;';
  if (code === 2) return 'color:#666;';
  if (code >= 30 && code <= 37) return `color:${INKS[code - 30]};`;
  return code >= 40 && code <= 47 ? `background:${INKS[code - 40]};` : '';
}
