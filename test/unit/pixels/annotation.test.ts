import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { annotate } from '../../../app/pixels/annotate.ts';
import { isDrawn, letterRows } from '../../../app/pixels/font.ts';

const LATIN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:;-+/()[]<>=?!*%#&@_^\'"';
const RUSSIAN = 'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя';
const ACCENTED = 'ÄÖÜäöüßÉÈÊËéèêëÀÁÂÃÅàáâãåÇçÑñØøÆæŁłŚśŻżŹźĄąĘęČčŠšŽžŘřĚěŮůŐőŰűİıĞğŞşȘșȚțÐð';
const UKRAINIAN = 'ЄєІіЇїҐґЎў';

const shown = (letter: string) =>
  [...letterRows(letter)!].map((row) => row.toString(2).padStart(5, '0').replaceAll('0', '.').replaceAll('1', '#'));

describe('letters that are burnt into pictures', () => {
  for (const [name, letters] of Object.entries({ LATIN, RUSSIAN, ACCENTED, UKRAINIAN }))
    it(`${name}: each is there, within its five columns`, () => {
      for (const letter of letters) {
        const rows = letterRows(letter);
        assert.ok(rows, letter);
        assert.equal(rows.length, 11);
        assert.ok(
          rows.every((row) => row < 32),
          letter,
        );
        assert.ok(letter === ' ' || rows.some((row) => row !== 0), letter);
      }
    });
  it('no two of one alphabet are alike', () => {
    for (const alphabet of [LATIN.replaceAll(/[^A-Za-z0-9]/g, ''), RUSSIAN]) {
      const seen = new Map<string, string>();
      for (const letter of alphabet) {
        const rows = letterRows(letter)!.join();
        assert.equal(seen.get(rows), undefined, `${letter} and ${seen.get(rows)}`);
        seen.set(rows, letter);
      }
    }
  });
  it('an accent stands above its letter, which loses its dot', () => {
    assert.deepEqual(shown('Ä').slice(0, 4), ['.....', '.#.#.', '.###.', '#...#']);
    assert.deepEqual(shown('ä').slice(2, 6), ['.....', '.#.#.', '.###.', '....#']);
    assert.deepEqual(shown('ï').slice(2, 6), ['.....', '.#.#.', '.##..', '..#..']);
    assert.deepEqual(shown('ç').slice(9), ['..#..', '.#...']);
  });
  it('other scripts have none', () => {
    for (const text of ['山田', 'やまだ', 'Διονυσιος', 'قباني', 'שרון', 'Smith 山']) assert.equal(isDrawn(text), false, text);
    for (const text of ['Müller, Jörg', 'Иванов Пётр', "O'Neill"]) assert.equal(isDrawn(text), true, text);
  });
});

describe('annotations', () => {
  const grey = (width: number, height: number) => ({
    width,
    height,
    samples: 1 as const,
    pixels: new Uint8Array(width * height).fill(100),
  });
  const drawn = (picture: ReturnType<typeof grey>, topLeft: readonly string[], bottomLeft: readonly string[] = []) =>
    annotate(picture, { topLeft, bottomLeft }).pixels;
  const rowsWith = (pixels: Uint8Array, width: number, shade: number) =>
    Array.from({ length: pixels.length / width }, (_, y) => y).filter((y) => pixels.subarray(y * width, (y + 1) * width).includes(shade));
  it('are white with a black edge, at the top and at the bottom; the rest stays', () => {
    const picture = grey(200, 200);
    const pixels = drawn(picture, ['H'], ['H']);
    assert.deepEqual(
      [...new Set(pixels)].toSorted((a, b) => a - b),
      [0, 100, 255],
    );
    const rows = rowsWith(pixels, 200, 255);
    assert.equal(rows.length, 14);
    assert.ok(rows[6]! < 30 && rows[7]! > 170, rows.join());
    assert.ok(
      picture.pixels.every((pixel) => pixel === 100),
      'the picture that was given is another',
    );
  });
  it('are larger on larger pictures', () =>
    assert.equal(rowsWith(drawn(grey(1280, 1280), ['H']), 1280, 255).length, 4 * rowsWith(drawn(grey(200, 200), ['H']), 200, 255).length));
  it('are cut where a line is longer than the picture, and clipped where it is smaller than a letter', () => {
    assert.ok(drawn(grey(40, 40), ['a line that is too long for it']).includes(255));
    for (const [width, height] of [
      [1, 1],
      [3, 8],
      [8, 3],
    ] as const)
      assert.equal(drawn(grey(width, height), ['A', 'B'], ['C']).length, width * height);
  });
});
