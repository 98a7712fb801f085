/** Draws a whole number from 0 up to below `below`. */
export type Draw = (below: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below);
  };
}

const LATIN = {
  first: 'Gar Mül Her Sch Lo Mar Pe Ro San Fer Du Le Be Ko No Jan Wei Hof Gon Ri Ste Ols Nie Vaz Cam'.split(' '),
  middle: 'ci nan ler ti ma re pe dri der ne vi la go mei ckel ber sse'.split(' '),
  last: 'a ez son er mann ini ski eau ard o en ou is owitz'.split(' '),
  given: 'Ana Juana Hans Zoë José Émile Karl Marta Luca Søren Ingrid Paul Clara Łucja Max Diana Susana Tom Eva Noël'.split(' '),
};
const CYRILLIC = {
  first: 'Ива Пет Сид Кузне Мор Вол Соло Лебе Коз Нов'.split(' '),
  last: 'нов ров оренко цов озов ков вьёв дев лов иков'.split(' '),
  given: 'Иван Пётр Анна Мария Сергей Ольга Дмитрий Елена Юрий Наталья'.split(' '),
};
/** Romaji, Kanji, Hiragana. */
const JAPANESE_FAMILY = [
  ...[
    'Yamada=山田=やまだ',
    'Tanaka=田中=たなか',
    'Suzuki=鈴木=すずき',
    'Satou=佐藤=さとう',
    'Takahashi=高橋=たかはし',
    'Watanabe=渡辺=わたなべ',
  ],
  ...[
    'Itou=伊藤=いとう',
    'Nakamura=中村=なかむら',
    'Kobayashi=小林=こばやし',
    'Katou=加藤=かとう',
    'Yoshida=吉田=よしだ',
    'Yamamoto=山本=やまもと',
  ],
].map((name) => name.split('='));
const JAPANESE_GIVEN = [
  ...[
    'Tarou=太郎=たろう',
    'Hanako=花子=はなこ',
    'Jirou=次郎=じろう',
    'Yuuki=優希=ゆうき',
    'Sakura=桜=さくら',
    'Ken=健=けん',
    'Aoi=葵=あおい',
  ],
  ...['Ren=蓮=れん', 'Haruto=陽翔=はると', 'Misaki=美咲=みさき', 'Akira=明=あきら'],
].map((name) => name.split('='));

/** A PN value: seven in ten Latin, two Japanese in three component groups, one Cyrillic. */
export function nameOf(number: number, draw: Draw): string {
  const of = <Value>(list: readonly Value[], salt: number): Value =>
    list[(number * 2_654_435_761 + salt * 40_503 * (number + 1)) % list.length]!;
  const kind = number % 10;
  if (kind < 7) {
    const middle = number % 3 ? of(LATIN.middle, 1) : `${of(LATIN.middle, 2)}${of(LATIN.middle, 3)}`;
    return `${of(LATIN.first, draw(7))}${middle}${of(LATIN.last, 5)}^${of(LATIN.given, draw(9))}`;
  }
  if (kind < 9) {
    const [family, given] = [of(JAPANESE_FAMILY, draw(5)), of(JAPANESE_GIVEN, draw(6))];
    return family.map((text, at) => `${text}^${given[at]}`).join('=');
  }
  return `${of(CYRILLIC.first, 1)}${of(CYRILLIC.last, draw(8))}^${of(CYRILLIC.given, draw(4))}`;
}
