import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { describe, it } from 'node:test';
import { MUTATIONS } from '../../mutation/mutations.ts';

const textOf = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** Titles of tests and of their groups, as written: `${}` and all. */
function titlesOf(text: string): string[] {
  return [...text.matchAll(/^ *(?:describe|it|test)\(\s*(['"`])((?:\\.|(?!\1).)+)\1/gm)].map(([, , title]) => title!);
}

/** Whether `part` is in the title, where what the title fills in stands in quotes somewhere in the text. */
function isIn(title: string, part: string, text: string): boolean {
  if (!title.includes('${')) return title.includes(part);
  const pattern = title
    .split(/\$\{[^}]*\}/)
    .map(RegExp.escape)
    .join('(.+)');
  const filledIn = new RegExp(`^${pattern}`).exec(part)?.slice(1);
  return filledIn?.every((value) => text.includes(`'${value}'`)) ?? false;
}

describe('mutations stay true to the program', () => {
  for (const { source, find, replace, breaks, test, file } of MUTATIONS) {
    it(`${source}: ${breaks}`, () => {
      const original = textOf(source);
      assert.equal(original.split(find).length - 1, 1, `'${find}' in ${source}`);
      stripTypeScriptTypes(original.replace(find, () => replace)); // what does not parse is no mutation
      const tests = textOf(file);
      assert.ok(
        titlesOf(tests).some((title) => isIn(title, test, tests)),
        `'${test}' in ${file}`,
      );
    });
  }
});
