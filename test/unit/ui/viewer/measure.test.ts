import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { angleOf, lengthOf, spacingAt } from '../../../../app/ui/viewer/measure.ts';
import { datasetOf } from './dataset-of.ts';

describe('the spacing of pixels', () => {
  it('is between rows first (PS3.3 §10.7.1.3)', () => {
    assert.deepEqual(spacingAt(datasetOf({ '00280030': [0.5, 0.25] }), 1, [0, 0]), { x: 0.25, y: 0.5, isAtDetector: false });
  });
  it('of a projection is said to be at the detector', () => {
    assert.deepEqual(spacingAt(datasetOf({ '00181164': ['0.2', '0.2'] }), 1, [0, 0]), { x: 0.2, y: 0.2, isAtDetector: true });
  });
  it('of an enhanced image is that of the frame', () => {
    const shared = datasetOf({ '00289110': [datasetOf({ '00280030': [2, 2] })] });
    assert.equal(spacingAt(datasetOf({ '52009229': [shared] }), 7, [0, 0])?.x, 2);
  });
  it('of ultrasound is that of the region, in centimetres (PS3.3 §C.8.5.5)', () => {
    const region = (units: number) =>
      datasetOf({
        ...{ '00186018': [10], '0018601A': [10], '0018601C': [20], '0018601E': [20] },
        ...{ '00186024': [units], '00186026': [units], '0018602C': [0.05], '0018602E': [-0.04] },
      });
    const dataset = datasetOf({ '00186011': [region(3)], '00280030': [9, 9] });
    assert.deepEqual(spacingAt(dataset, 1, [15, 15]), { x: 0.5, y: 0.4, isAtDetector: false });
    assert.equal(spacingAt(dataset, 1, [5, 15]), undefined);
    assert.equal(spacingAt(datasetOf({ '00186011': [region(4)] }), 1, [15, 15]), undefined, 'seconds are no length');
  });
  it('is unknown where nothing says it', () => assert.equal(spacingAt(datasetOf({}), 1, [0, 0]), undefined));
});

describe('a measurement', () => {
  const spacing = { x: 0.5, y: 2, isAtDetector: false };
  it('of a length counts what a pixel is wide and high', () => {
    assert.equal(
      lengthOf(
        [
          [0, 0],
          [6, 2],
        ],
        spacing,
      ),
      5,
    );
    assert.equal(
      lengthOf(
        [
          [0, 0],
          [3, 4],
        ],
        undefined,
      ),
      5,
    );
  });
  it('of an angle is between 0 and 180 degrees, at the point in the middle', () => {
    assert.equal(
      Math.round(
        angleOf(
          [
            [1, 0],
            [0, 0],
            [0, 1],
          ],
          undefined,
        ),
      ),
      90,
    );
    assert.equal(
      Math.round(
        angleOf(
          [
            [1, 0],
            [0, 0],
            [-1, 0],
          ],
          undefined,
        ),
      ),
      180,
    );
    assert.equal(
      Math.round(
        angleOf(
          [
            [4, 0],
            [0, 0],
            [4, 1],
          ],
          spacing,
        ),
      ),
      45,
    );
  });
});
