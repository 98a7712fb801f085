import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { PAGES } from '../../../app/ui/pages.ts';
import { texts } from '../../../app/ui/words/problems/en.ts';
import { PAGES as SERVED } from '../../../app/web/access.ts';
import { TEXTS } from '../../../app/web/texts.ts';

const ui = new URL('../../../app/ui/', import.meta.url);

describe('the table of pages', () => {
  it('is the one of the server: each address with the same permission', () =>
    assert.deepEqual(
      PAGES.flatMap(({ paths, needs }) => paths.map((path) => `${path} ${needs}`)).sort(),
      SERVED.map(([, path, needs]) => `${path} ${needs}`).sort(),
    ));
});

describe('texts', () => {
  it('are there in three languages, of the type of the English ones', () => {
    for (const file of globSync('**/en.ts', { cwd: ui }))
      for (const language of ['ru', 'ja']) {
        const url = new URL(file.replace(/en\.ts$/, `${language}.ts`), ui);
        assert.ok(existsSync(url), url.pathname);
        assert.match(readFileSync(url, 'utf8'), /^export const \w+: \w+ = \{$/m, url.pathname);
      }
  });
  it('say every problem of the server that has a code', () => {
    const codes = Object.values(TEXTS.problem).flatMap((words: unknown) => {
      const filled = typeof words === 'function' ? words([''], 0) : words;
      const { code } = filled as { readonly code?: unknown };
      return typeof code === 'string' ? code : []; // others are given their code, by the folder whose it is
    });
    assert.ok(codes.length > 15);
    assert.deepEqual(
      codes.filter((code) => !Object.hasOwn(texts, code)),
      [],
    );
  });
});
