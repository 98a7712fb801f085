import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shownRefusals } from '../../../app/web/refusals.ts';
import { fakeRefusals } from '../../support/fake-sources.ts';

describe('lately refused associations', () => {
  it('are one line for a device that tries again and again, the newest first', () => {
    const shown = shownRefusals(fakeRefusals(1_000_000));
    assert.deepEqual(
      shown.map(({ callingAeTitle, times, lastAt }) => [callingAeTitle, times, lastAt]),
      [
        ['US_EMERGENCY', 14, 1_000_000],
        ['LAPTOP', 1, 700_000],
        ['', 1, 100_000],
      ],
    );
  });
  const refused = (code: string) =>
    shownRefusals([{ at: 1, callingAeTitle: 'CT', calledAeTitle: 'X', address: '10.0.0.1', code, values: {}, words: 'w' }])[0]!.whatToDo;
  it('say what to do by the code of the reason', () => {
    assert.match(refused('CALLED_NOT_OURS'), /called AE title/);
    assert.match(refused('LIMIT_OF_ALL'), /try again/);
    assert.match(refused('PROTOCOL_VERSION'), /protocol/);
    assert.match(refused('NOT_DICOM'), /no DICOM device/);
  });
  it('of a code that has no words point at the log', () => assert.match(refused('toString'), /log/));
  it('carry what the sentence is filled with, and nothing that is not to be seen', () => {
    const values = { called: 'A\u202eB', most: 5 };
    const knock = { at: 1, callingAeTitle: 'CT', calledAeTitle: 'X', address: '10.0.0.1', code: 'CALLED_NOT_OURS', values, words: 'w' };
    assert.deepEqual(shownRefusals([knock])[0]!.values, { called: 'A B', most: 5 });
  });
});
