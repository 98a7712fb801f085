import { readFileSync } from 'node:fs';

/** Rows of a CSV file (RFC 4180) below test/fixtures, by the names in its first line. */
export function csvRows(path: string): Record<string, string>[] {
  const text = readFileSync(new URL(`../fixtures/${path}`, import.meta.url), 'utf8');
  const [names, ...rows] = text.trimEnd().split(/\r?\n/).map(fields);
  return rows.map((row) => Object.fromEntries(names!.map((name, column) => [name, row[column] ?? ''])));
}

function fields(line: string): string[] {
  return Array.from(
    line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g),
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
