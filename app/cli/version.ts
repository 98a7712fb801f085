/** As package.json has it; a test holds the two together. */
export const VERSION = '0.1.0';

/** What `filmroom version` says. */
export function versionFacts(versions: NodeJS.ProcessVersions = process.versions) {
  return { filmroom: VERSION, node: versions.node, sqlite: versions.sqlite, platform: `${process.platform}-${process.arch}` };
}

export function versionWords({ filmroom, node, sqlite, platform }: ReturnType<typeof versionFacts>): string {
  return `filmroom ${filmroom} (Node ${node}, SQLite ${sqlite}, ${platform})`;
}
