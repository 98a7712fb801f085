import { assetText, errnoOf } from '../base/base.ts';

/** As package.json has it; a test holds the two together. */
export const VERSION = '0.1.0';

/** What `filmroom version` says. */
export function versionFacts(versions: NodeJS.ProcessVersions = process.versions) {
  return { filmroom: VERSION, node: versions.node, sqlite: versions.sqlite, platform: `${process.platform}-${process.arch}` };
}

export function versionWords({ filmroom, node, sqlite, platform }: ReturnType<typeof versionFacts>): string {
  return `filmroom ${filmroom} (Node ${node}, SQLite ${sqlite}, ${platform})`;
}

/** The notices of everything inside the single executable. */
export function licenseWords(): string {
  try {
    return assetText('licenses.txt');
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    return 'Run from source: see LICENSE here, and LICENSE in each folder of node_modules.\n';
  }
}
