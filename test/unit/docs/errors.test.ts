import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { it } from 'node:test';

const app = new URL('../../../app/', import.meta.url);

/** Every code of every union that a CodedError is made with. */
function codesInCode(): Set<string> {
  const sources = globSync('**/*.ts', { cwd: app })
    .filter((path) => !path.startsWith('docs/'))
    .map((path) => readFileSync(new URL(path, app), 'utf8').replaceAll(/\/\/.*$/gm, ''));
  const codes = new Set<string>();
  for (const source of sources) {
    for (const [, argument = ''] of source.matchAll(/extends CodedError<([^>]+)>/g)) {
      const union = argument.includes("'")
        ? argument
        : sources.map((text) => new RegExp(`type ${argument}\\s*=([^;]+);`).exec(text)?.[1]).find(Boolean);
      const literals = [...(union ?? '').matchAll(/'([A-Z0-9_]+)'/g)].map(([, code]) => code!);
      assert.ok(literals.length > 0, `the codes of CodedError<${argument}> are not found`);
      for (const code of literals) codes.add(code);
    }
  }
  return codes;
}

/** The rows of docs/errors.md: code, what it means, what to do. */
function rowsInDocs(): Map<string, readonly string[]> {
  const text = readFileSync(new URL('docs/errors.md', app), 'utf8');
  return new Map(
    [...text.matchAll(/^\| `([A-Z0-9_]+)` \|(.+)\|(.+)\|$/gm)].map(([, code, means, act]) => [code!, [means!.trim(), act!.trim()]]),
  );
}

it('docs/errors.md has words for every error code, and none besides', () => {
  assert.deepEqual([...rowsInDocs().keys()].sort(), [...codesInCode()].sort());
});

it('each says what it means and what to do', () => {
  for (const [code, words] of rowsInDocs()) for (const text of words) assert.ok(text.length > 3, code);
});
