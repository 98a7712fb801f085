import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matrixOf, PLAIN, type Point, rotated, toImage, toPlace, windowed, windowsOf, zoomed } from '../../../../app/ui/viewer/look.ts';
import { datasetOf } from './dataset-of.ts';

const IMAGE = { columns: 200, rows: 100, aspect: 1 };
const PLACE = { width: 400, height: 400 };

const near = (actual: Point | undefined, wanted: Point) =>
  assert.ok(actual && Math.hypot(actual[0] - wanted[0], actual[1] - wanted[1]) < 1e-9, `${actual} is not ${wanted}`);

describe('where an image is drawn', () => {
  it('whole and in the middle', () => {
    near(toPlace(matrixOf(PLAIN, IMAGE, PLACE), [0, 0]), [0, 100]);
    near(toPlace(matrixOf(PLAIN, IMAGE, PLACE), [200, 100]), [400, 300]);
  });
  it('turned clockwise: what was at the top left is at the top right', () => {
    near(toPlace(matrixOf(rotated(PLAIN), IMAGE, PLACE), [0, 0]), [300, 0]);
  });
  it('with pixels that are higher than wide', () => {
    near(toPlace(matrixOf(PLAIN, { columns: 100, rows: 50, aspect: 2 }, PLACE), [100, 50]), [400, 400]);
  });
  it('and back', () => {
    const matrix = matrixOf({ ...PLAIN, zoom: 3, pan: [7, -11], rotation: 270 }, IMAGE, PLACE);
    near(toImage(matrix, toPlace(matrix, [12, 34])), [12, 34]);
  });
});

describe('zooming', () => {
  it('leaves what is under the finger where it is', () => {
    const finger: Point = [300, 120];
    const before = toImage(matrixOf(PLAIN, IMAGE, PLACE), finger);
    const look = zoomed(PLAIN, 2.5, [finger[0] - 200, finger[1] - 200]);
    near(toImage(matrixOf(look, IMAGE, PLACE), finger), before);
  });
  it('ends where nothing could be seen any more', () => {
    assert.equal(zoomed(PLAIN, 1e9).zoom, 40);
    assert.equal(zoomed(PLAIN, 1e-9).zoom, 0.2);
  });
});

describe('the window (PS3.3 §C.11.2.1.2)', () => {
  it('is wider to the right, never narrower than 1, its center higher downwards', () => {
    assert.deepEqual(windowed(PLAIN, { center: 40, width: 400 }, [10, 5], 400).window, { center: 45, width: 410 });
    assert.equal(windowed(PLAIN, { center: 40, width: 400 }, [-9999, 0], 400).window?.width, 1);
  });
  it('is read with what it is for', () => {
    const dataset = datasetOf({ '00281050': ['40', '-600'], '00281051': [400, 1500], '00281055': ['SOFT', 'LUNG'] });
    assert.deepEqual(windowsOf(dataset, 1), [
      { center: 40, width: 400, words: 'SOFT' },
      { center: -600, width: 1500, words: 'LUNG' },
    ]);
  });
  it('is that of the frame in an enhanced image (PS3.3 §C.7.6.16.2.10)', () => {
    const group = (center: number) => datasetOf({ '00289132': [datasetOf({ '00281050': [center], '00281051': [10] })] });
    const dataset = datasetOf({ '52009230': [group(1), group(2)] });
    assert.equal(windowsOf(dataset, 2)[0]?.center, 2);
  });
  it('of no width is none', () => assert.deepEqual(windowsOf(datasetOf({ '00281050': [1], '00281051': [0] }), 1), []));
});
