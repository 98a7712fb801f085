import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { BEATS, GRAMMAR, LEDS } from '../../../app/panel/panel.ts';
import { texts as panel } from '../../../app/ui/words/panel/en.ts';
import { ledWords } from '../../../app/ui/words/panel.ts';
import { texts as problems } from '../../../app/ui/words/problems/en.ts';
import { problemWords } from '../../../app/ui/words/problems.ts';
import { texts as refusals } from '../../../app/ui/words/refusals/en.ts';
import { refusalWords } from '../../../app/ui/words/refusals.ts';
import { texts as sentences } from '../../../app/ui/words/sentences/en.ts';
import { TEXTS } from '../../../app/web/texts.ts';

describe('what the server says, in the words of the page', () => {
  it('has every state of every LED, and every rhythm', () => {
    for (const led of LEDS)
      for (const { state } of GRAMMAR[led])
        assert.ok(Object.hasOwn(panel.hand, state) || Object.hasOwn(panel[led], state), `${led} ${state}`);
    assert.deepEqual(Object.keys(panel.rhythms), Object.keys(BEATS));
  });
  it('has every reason of a refusal', () => assert.deepEqual(Object.keys(refusals), Object.keys(TEXTS.knock)));
  it('has every sentence about the box and the day', () => {
    const sources = ['box-health.ts', 'day-watch.ts'].map((name) =>
      readFileSync(new URL(`../../../app/program/${name}`, import.meta.url), 'utf8'),
    );
    const codes = sources.flatMap((source) => [...source.matchAll(/said\(\s*'(\w+)'/g)].map(([, code]) => code!));
    assert.ok(codes.length >= 14);
    for (const code of codes) assert.ok(Object.hasOwn(sentences, code), code);
  });
  it('has every refusal of DICOMweb and of pictures', () => {
    for (const file of ['dicomweb/errors.ts', 'pixels/errors.ts']) {
      const source = readFileSync(new URL(`../../../app/${file}`, import.meta.url), 'utf8');
      const codes = [...source.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, code]) => code!);
      assert.ok(codes.length >= 10);
      for (const code of codes) assert.ok(Object.hasOwn(problems, code), code);
    }
  });
  it('is the server’s own English where a code has no words yet', () => {
    assert.equal(problemWords({ code: 'toString', detail: 'Plain.' }), 'Plain.');
    assert.equal(refusalWords({ code: '__proto__', values: {}, words: 'Plain.' }).why, 'Plain.');
    const led = { led: 'POWER', state: 'constructor', colour: 'green', rhythm: 'slow', urgency: 'rest' } as const;
    assert.deepEqual(ledWords({ ...led, looks: 'l', means: 'Plain.', toDo: 'Nothing.' }), {
      ...{ means: 'Plain.', toDo: '' },
      looks: 'green, blinks slowly',
    });
  });
  it('is filled with the values', () => {
    assert.match(problemWords({ code: 'USERS_LOCKED', values: { seconds: 90 }, detail: '' }), /2 minutes/);
    assert.match(refusalWords({ code: 'CALLED_NOT_OURS', values: { called: 'A', ours: 'B' }, words: '' }).why, /“A”.*\(B\)/);
  });
});
