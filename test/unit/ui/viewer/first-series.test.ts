import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstSeries } from '../../../../app/ui/viewer/first-series.ts';

const firstOf = (...modalities: string[]) => firstSeries(modalities.map((modality) => ({ modality })))?.modality;

describe('the series that is opened first', () => {
  it('is one of images', () => assert.equal(firstOf('SR', 'CT', 'MR'), 'CT'));
  it('is not the mask that was made of them, whatever its number', () => assert.equal(firstOf('SEG', 'SEG', 'CT'), 'CT'));
  it('is the mask where there is nothing else to see', () => assert.equal(firstOf('PR', 'SEG'), 'SEG'));
  it('is the first where nothing is an image', () => assert.equal(firstOf('SR', 'DOC'), 'SR'));
  it('of none is none', () => assert.equal(firstOf(), undefined));
});
