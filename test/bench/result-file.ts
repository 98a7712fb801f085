import { readFileSync, writeFileSync } from 'node:fs';
import type { Part, PartResult, Table, Verdict } from './part.ts';

/** A part's result with the circumstances of its run. */
export interface KeptResult extends PartResult {
  readonly title: string;
  /** Of the machine and the programs, a line each. */
  readonly circumstances: readonly string[];
}
export type KeptResults = Readonly<Record<string, KeptResult>>;

const file = (name: string) => new URL(name, import.meta.url);

/** What earlier runs kept; nothing where there is no file, or one of another form. */
function keptResults(): KeptResults {
  try {
    return (JSON.parse(readFileSync(file('RESULT.json'), 'utf8')) as { parts?: KeptResults }).parts ?? {};
  } catch {
    return {};
  }
}

/** Keeps these parts' results in RESULT.json and RESULT.md, beside what is there of other parts. */
export function keepResults(parts: readonly Part[], results: KeptResults): void {
  const kept = { ...keptResults(), ...results };
  const ordered = Object.fromEntries(parts.flatMap(({ name }) => (kept[name] ? [[name, kept[name]]] : [])));
  writeFileSync(file('RESULT.json'), `${JSON.stringify({ parts: ordered }, undefined, 1)}\n`);
  writeFileSync(file('RESULT.md'), markdownOf(ordered));
}

/** Everything as Markdown, a section for each part. */
export function markdownOf(results: KeptResults): string {
  const sections = Object.entries(results).flatMap(([name, result]) => [
    `## ${result.title}`,
    '',
    `Made by \`make bench ARGS=${name}\`. ${result.circumstances.join(' ')}`,
    ...result.words,
    '',
    ...result.tables.flatMap(tableLines),
    '### What was asked for',
    '',
    grid(['figure', 'wanted', 'measured', 'met'], result.verdicts.map(verdictCells)),
    '',
  ]);
  return ['# Bench', '', 'Made by `make bench`, or part by part.', '', ...sections].join('\n');
}

function tableLines({ title, words, head, rows }: Table): string[] {
  return [...(title ? [`### ${title}`, ''] : []), ...(words ? [words, ''] : []), grid(head, rows), ''];
}

function verdictCells({ words, wanted, measured, met }: Verdict): string[] {
  return [words, wanted, measured, met === undefined ? '–' : met ? 'yes' : '**no**'];
}

function grid(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '--'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
