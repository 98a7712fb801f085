import assert from 'node:assert/strict';
import { it } from 'node:test';
import { settingsInWords } from '../../../app/config/config.ts';

it('every setting has a sentence, which ends with a full stop', () => {
  const settings = settingsInWords();
  assert.ok(settings.length > 20);
  for (const { name, words } of settings) assert.match(words, /\.$/, name);
});
it('names default and range', () => {
  const port = settingsInWords().find(({ name }) => name === 'listeners[].port');
  assert.deepEqual([port?.default, port?.range], [4242, '0 – 65535']);
});
