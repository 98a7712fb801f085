import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigSchema, loadConfig, settingsInWords } from '../../../app/config/config.ts';
import { EFFECTS, formFields } from '../../../app/settings/settings.ts';
import { choices as en } from '../../../app/ui/settings/texts/choices/en.ts';
import { choices as ja } from '../../../app/ui/settings/texts/choices/ja.ts';
import { choices as ru } from '../../../app/ui/settings/texts/choices/ru.ts';
import { settings as enNames } from '../../../app/ui/settings/texts/settings/en.ts';
import { settings as jaNames } from '../../../app/ui/settings/texts/settings/ja.ts';
import { settings as ruNames } from '../../../app/ui/settings/texts/settings/ru.ts';

type Named = Readonly<Record<string, { readonly label: string; readonly help?: string }>>;

/** Every choice of the schema, as `path=choice`. */
function choicesOfSchema(): string[] {
  const { fields } = { fields: settingsInWords() };
  return fields.flatMap(({ name, range }) => (range.includes(' | ') ? range.split(' | ').map((choice) => `${name}=${choice}`) : []));
}

describe('the texts of the settings', () => {
  it('the schema is there', () => assert.ok(ConfigSchema && settingsInWords().length > 40));
  for (const { name, words } of settingsInWords())
    it(`${name}: a name in three languages and a sentence in three languages`, () => {
      assert.ok(words.length > 3, 'the English sentence is the schema’s own');
      for (const names of [enNames, ruNames, jaNames] as readonly Named[]) assert.ok(names[name]?.label, 'label');
      for (const names of [ruNames, jaNames] as readonly Named[]) assert.ok((names[name]?.help?.length ?? 0) > 3, 'help');
    });
  it('each choice has words in three languages', () => {
    for (const choice of choicesOfSchema())
      for (const words of [en, ru, ja] as readonly Readonly<Record<string, string>>[]) assert.ok(words[choice], choice);
  });
  it('each choice says its code too, for who reads the configuration file', () => {
    for (const [choice, words] of Object.entries({ ...en }))
      if (!/services|Services/.test(choice)) assert.ok(words.includes(`(${choice.split('=')[1]})`), choice);
  });
});

describe('the form', () => {
  it('says of every setting when a change takes effect', () =>
    assert.deepEqual(
      Object.keys(EFFECTS).toSorted(),
      settingsInWords()
        .map(({ name }) => name)
        .toSorted(),
    ));
  it('has every setting but the AE table, which is a table', () => {
    const paths = formFields(loadConfig({ dataFolder: '/nowhere' }), () => 'default').map(({ path }) => path);
    const wanted = new Set(settingsInWords().map(({ name }) => name.replace(/\[\].*$/, '')));
    wanted.delete('remoteAes');
    assert.deepEqual(paths.toSorted(), [...wanted].toSorted());
  });
});
