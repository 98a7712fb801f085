import type { PersonName } from './schema.ts';

/** Longest text of a peer's that is shown; PN allows 64 characters a group (PS3.5 Table 6.2-1), peers do as they like. */
const MAX_SHOWN = 200;

/** Control characters, and the bidirectional overrides that make a text read as another one. Joiners stay: Persian and Indic names need them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it removes
const UNSHOWABLE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g;

/** A peer's text made fit to be shown: one line, no control characters, not endless. Escaping is the template's work. */
export function shownText(text: string): string {
  const clean = text.replace(UNSHOWABLE, ' ').replace(/\s+/g, ' ').trim();
  if (clean.length <= MAX_SHOWN) return clean;
  return `${[...clean].slice(0, MAX_SHOWN - 1).join('')}…`;
}

/** A decoded Person Name (PS3.5 §6.2.1) in reading order: `Yamada^Tarou=山田^太郎=やまだ^たろう`. */
export function shownPersonName(personName: string): PersonName {
  const [alphabetic = '', ideographic = '', phonetic = ''] = personName.split('=', 3).map(shownGroup);
  const lang = /[\u3040-\u30ff]/.test(ideographic + phonetic)
    ? 'ja'
    : /[\u1100-\u11ff\uac00-\ud7af]/.test(ideographic + phonetic)
      ? 'ko'
      : undefined;
  return {
    alphabetic,
    ...(ideographic !== '' && { ideographic }),
    ...(phonetic !== '' && { phonetic }),
    ...(lang !== undefined && { lang }),
  };
}

/** family^given^middle^prefix^suffix */
function shownGroup(group: string): string {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = group.split('^').map(shownText);
  const name = [family, given, middle].filter(Boolean).join(' ');
  return [name, [prefix, suffix].filter(Boolean).join(' ')].filter(Boolean).join(', ');
}

/** DA (PS3.5 Table 6.2-1), or the dotted form of before 1993, as `YYYY-MM-DD`; undefined where it is no date. */
export function isoDate(da: string | undefined): string | undefined {
  const found = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(da?.trim() ?? '');
  if (!found) return undefined;
  const iso = `${found[1]}-${found[2]}-${found[3]}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== iso ? undefined : iso;
}
