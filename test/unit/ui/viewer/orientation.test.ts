import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { edgesOf, turned } from '../../../../app/ui/viewer/orientation.ts';
import { datasetOf } from './dataset-of.ts';

const written = (edges: ReturnType<typeof edgesOf>) => edges && [edges.top, edges.right, edges.bottom, edges.left].join(' ');
const ofCosines = (cosines: readonly number[]) => written(edgesOf(datasetOf({ '00200037': cosines }), 1));

describe('the edges of an image (PS3.3 §C.7.6.2.1.1)', () => {
  it('of an axial one: the patient is seen from the feet', () => assert.equal(ofCosines([1, 0, 0, 0, 1, 0]), 'A L P R'));
  it('of a coronal one: the head is above', () => assert.equal(ofCosines([1, 0, 0, 0, 0, -1]), 'H L F R'));
  it('of a sagittal one: the front is at the left', () => assert.equal(ofCosines([0, 1, 0, 0, 0, -1]), 'H P F A'));
  it('of an oblique one: the greatest part first', () => assert.equal(ofCosines([1, 0, 0, 0, 0.8, -0.6]), 'AH L PF R'));
  it('a small lean is not said', () => assert.equal(ofCosines([0.99, 0.1, 0, -0.1, 0.99, 0]), 'A L P R'));
  it('of an enhanced image are those of the frame', () => {
    const plane = (cosines: readonly number[]) => datasetOf({ '00209116': [datasetOf({ '00200037': cosines })], '00280010': [] });
    const dataset = datasetOf({ '52009230': [plane([1, 0, 0, 0, 1, 0]), plane([0, 1, 0, 0, 0, -1])] });
    assert.equal(written(edgesOf(dataset, 1)), 'A L P R');
    assert.equal(written(edgesOf(dataset, 2)), 'H P F A');
  });
  it('of a projection are those of Patient Orientation (PS3.3 §C.7.6.1.1.1)', () => {
    assert.equal(written(edgesOf(datasetOf({ '00200020': ['R', 'F'] }), 1)), 'H R F L');
    assert.equal(written(edgesOf(datasetOf({ '00200020': ['P', 'FL'] }), 1)), 'HR P FL A');
  });
  it('are not said where nothing says them, nor of animals', () => {
    assert.equal(edgesOf(datasetOf({}), 1), undefined);
    assert.equal(edgesOf(datasetOf({ '00200037': [0, 0, 0, 0, 0, 0] }), 1), undefined);
    assert.equal(edgesOf(datasetOf({ '00200020': ['', 'F'] }), 1), undefined);
    assert.equal(edgesOf(datasetOf({ '00200020': ['R', 'V'], '00102210': ['QUADRUPED'] }), 1), undefined);
  });
  it('turn with the image', () => {
    const edges = { top: 'A', right: 'L', bottom: 'P', left: 'R' };
    assert.equal(written(turned(edges, 0)), 'A L P R');
    assert.equal(written(turned(edges, 90)), 'R A L P', 'clockwise: what was at the left is above');
    assert.equal(written(turned(edges, 270)), 'L P R A');
  });
});
