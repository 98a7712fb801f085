/** Puts the first table of RESULT.md between the markers of the repository's README. */
import { readFileSync, writeFileSync } from 'node:fs';

const result = readFileSync(new URL('RESULT.md', import.meta.url), 'utf8');
const readme = new URL('../../README.md', import.meta.url);
const table = /(?:^\|.*\|\n)+/m.exec(result)?.[0];
if (!table) throw new Error('RESULT.md has no table');
const text = readFileSync(readme, 'utf8');
const shown = `<!-- bench -->\n\n${table}\nMore, and how it was measured: [test/bench/RESULT.md](test/bench/RESULT.md).\n\n<!-- /bench -->`;
writeFileSync(
  readme,
  text.replace(/<!-- bench -->.*<!-- \/bench -->/s, () => shown),
);
