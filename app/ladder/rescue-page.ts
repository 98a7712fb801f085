import type { Fall } from './falls.ts';

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Exit codes of filmroom serve (`cli/commands.ts`) in the words of who stands before the box. */
const BY_STATUS: Readonly<Record<string, string>> = {
  3: 'The configuration has a mistake.',
  4: 'The disk for images cannot be used: it is missing, damaged, full, or another program has it.',
  5: 'A network port cannot be opened.',
};
const BY_RESULT: Readonly<Record<string, string>> = {
  watchdog: 'Filmroom stood still and did not go on, again and again. A disk that no longer answers does this.',
  'oom-kill': 'There was not enough memory.',
  timeout: 'Filmroom did not become ready in its time.',
};
const UNKNOWN = 'Filmroom ended by itself, again and again.';

/** In plain words: what is wrong, what the box has tried, what to do. A page without any need of anything else. */
export function rescuePage({ falls, name }: { readonly falls: readonly Fall[]; readonly name: string }): string {
  const last = falls.findLast(({ rung }) => rung !== 'note');
  const what = last ? ((last.result === 'exit-code' ? BY_STATUS[last.status] : BY_RESULT[last.result]) ?? UNKNOWN) : UNKNOWN;
  const versions = [...new Set(falls.map(({ slot, version }) => `version ${version} (slot ${slot})`))];
  const errors = (last?.errors ?? []).map((line) => `<li><code>${escaped(line)}</code></li>`).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="30">
<title>${escaped(name)} needs help</title>
<style>body{font:18px/1.5 system-ui,sans-serif;max-width:40em;margin:2em auto;padding:0 1em;color:#1b1b1b}h1{font-size:1.4em}code{font-size:.8em}li{margin:.4em 0}</style>
</head><body>
<h1>${escaped(name)} does not run</h1>
<p><strong>${what}</strong></p>
<p>It takes no images now: modalities keep theirs, and send them again later. What was acknowledged before is on the disk, and nothing here touches it.</p>
<p>The box has restarted by itself${versions.length > 0 ? `, and tried ${escaped(versions.join(' and '))}` : ''}.</p>
<h2>What to do</h2>
<ol>
<li>Pull the plug, wait ten seconds, plug it in again, and wait three minutes. The box then begins anew.</li>
<li>Is this page back? Check that the disk for images is plugged in, and that its cable sits firmly.</li>
<li>Still here? Call whoever looks after this box, and read to them what stands below.</li>
</ol>
${errors ? `<h2>For whoever looks after it</h2><ul>${errors}</ul>` : ''}
</body></html>
`;
}
