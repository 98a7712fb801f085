import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { displaySetsOf } from '../../../../app/ui/viewer/display-sets.ts';
import { datasetOf } from './dataset-of.ts';

const image = (uid: string, more: Readonly<Record<string, readonly unknown[]>> = {}) =>
  datasetOf({ '00080018': [uid], '0020000D': ['1.1'], '0020000E': ['1.2'], '00280010': [4], '00280011': [4], ...more });

const framesOf = (instances: Parameters<typeof displaySetsOf>[0]) => {
  const [set] = displaySetsOf(instances);
  return set?.kind === 'images' ? set.frames.map(({ sopInstanceUid, frame }) => `${sopInstanceUid}/${frame}`) : [];
};

describe('what is seen of a series', () => {
  it('is one stack of its single images, by their numbers', () => {
    const numbered = [3, 1, 2].map((n) => image(`9.${n}`, { '00200013': [n] }));
    assert.deepEqual(framesOf(numbered), ['9.1/1', '9.2/1', '9.3/1']);
  });
  it('is in the order of the slices where the numbers do not tell it (PS3.3 §C.7.6.2.1.1)', () => {
    const at = (uid: string, z: number) => image(uid, { '00200032': [0, 0, z], '00200037': [1, 0, 0, 0, 1, 0], '00200013': [1] });
    assert.deepEqual(framesOf([at('9.1', 20), at('9.2', -5), at('9.3', 10)]), ['9.2/1', '9.3/1', '9.1/1']);
  });
  it('has each multi-frame image by itself', () => {
    assert.deepEqual(framesOf([image('9.1', { '00280008': ['3'] })]), ['9.1/1', '9.1/2', '9.1/3']);
    const sets = displaySetsOf([image('9.1', { '00280008': [2] }), image('9.2', { '00280008': [2] }), image('9.3')]);
    assert.deepEqual(
      sets.map(({ id }) => id),
      ['1.2', '9.1', '9.2'],
    );
  });
  it('takes no invented number of frames at its word', () => {
    assert.equal(framesOf([image('9.1', { '00280008': [4_000_000_000] })]).length, 20_000);
  });
  for (const [words, values, kind] of [
    ['an encapsulated PDF is a document', { '00080016': ['1.2.840.10008.5.1.4.1.1.104.1'] }, 'document'],
    ['a structured report is a report', { '0040A040': ['CONTAINER'] }, 'report'],
    ['a waveform is traces', { '54000100': [{}] }, 'waveform'],
    ['a video is nothing to look at here', { '00280010': [4], '00280011': [4], '00083002': ['1.2.840.10008.1.2.4.102'] }, 'other'],
    ['a plan is nothing to look at', { '00080060': ['RTPLAN'] }, 'other'],
  ] as const)
    it(words, () => assert.equal(displaySetsOf([datasetOf(values)])[0]?.kind, kind));
});
