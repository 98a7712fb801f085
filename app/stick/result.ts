import { EDITS, type NetworkReport, networkTable } from '../network/network.ts';

/** What came of a stick. */
export type Outcome =
  | { readonly kind: 'set'; readonly file: string }
  | { readonly kind: 'already'; readonly file: string }
  /** The file is the one that was obeyed last, and the network was changed since. */
  | { readonly kind: 'obeyed before'; readonly file: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly words: string };

const COLUMNS = 78;

/** RESULT.txt: for whoever takes the stick back to his own computer. No time is in it, since a new box may not know it. */
export function resultText(
  outcome: Outcome,
  { name, report }: { readonly name: string | undefined; readonly report: NetworkReport | undefined },
): string {
  const lines = [
    `This Filmroom is ${name ?? 'a box without a name yet'}.`,
    '',
    wordsFor(outcome),
    '',
    ...(report ? ['The network when this was written:', '', ...networkTable(report, COLUMNS).trimEnd().split('\n'), ''] : []),
    ...EXAMPLE,
    '',
  ];
  return lines.join('\r\n'); // for a text editor of any system
}

function wordsFor(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'set':
      return `DONE: the network is set as ${outcome.file} says. You may take the stick away.`;
    case 'already':
      return `DONE: the network was set as ${outcome.file} says before. You may take the stick away.`;
    case 'obeyed before':
      return `NOTHING DONE: ${outcome.file} was obeyed before, and the network was changed since: that change stays.\r\nTo have it set again, add an empty line to ${outcome.file} and plug the stick in once more.`;
    case 'nothing':
      return 'NOTHING DONE: there is no file network.json on this stick.';
    case 'refused':
      return `NOTHING DONE: ${outcome.words}`;
    default:
      return outcome satisfies never;
  }
}

const EXAMPLE = [
  'A file network.json with, for example:',
  '',
  '  { "hospital": "10.1.2.3/24", "gateway": "10.1.2.1", "dns": "10.1.2.2" }',
  '',
  'What is not named stays as it is. What may be named:',
  '',
  ...Object.entries(EDITS).map(([key, { value, words }]) => `  ${`"${key}"`.padEnd(17)} ${value}   ${words}`),
];
