import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FINDING_CODES } from '../../../app/reach/reach.ts';
import { toDoOf, wordsOfFinding } from '../../../app/reach/words.ts';
import { texts as ja } from '../../../app/ui/words/findings/ja.ts';
import { texts as ru } from '../../../app/ui/words/findings/ru.ts';

const placesOf = (text: string) => new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
/** English as it is written, with the places of its values. */
const asPlaces = new Proxy<Record<string, string>>({}, { get: (_, name) => `{${String(name)}}` });

describe('what the ladder finds, in other languages', () => {
  for (const [language, texts] of [
    ['ru', ru],
    ['ja', ja],
  ] as const)
    it(`${language} has each finding, and no value that the server does not give`, () => {
      assert.deepEqual(new Set(Object.keys(texts)), new Set(FINDING_CODES));
      for (const code of FINDING_CODES) {
        const [words, toDo] = texts[code]!;
        const given = placesOf(wordsOfFinding(code, asPlaces) + toDoOf(code, asPlaces));
        assert.deepEqual(
          [...placesOf(words + toDo)].filter((name) => !given.has(name)),
          [],
          code,
        );
        assert.equal(toDo === '', toDoOf(code, asPlaces) === '', `${code}: what to do`);
      }
    });
});
