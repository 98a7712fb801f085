import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWatch } from '../../../app/console/console.ts';

describe('a screen that stays', () => {
  it('writes the lines that changed, and all of them after forget', () => {
    const written: string[] = [];
    const screen = createWatch((text) => void written.push(text));
    screen.show(['one', 'two']);
    written.length = 0;
    screen.show(['one', 'two']);
    assert.deepEqual(written, []);
    screen.show(['one', 'TWO']);
    assert.deepEqual(written.splice(0), ['\u001b[2;1HTWO\u001b[0m\u001b[K']);
    screen.show(['one']);
    assert.deepEqual(written.splice(0), ['\u001b[2;1H\u001b[0m\u001b[K'], 'a line that is gone is wiped');
    screen.forget();
    screen.show(['one']);
    assert.equal(written.join(''), '\u001b[0m\u001b[2J\u001b[1;1Hone\u001b[0m\u001b[K');
  });
  it('leaves the terminal with its cursor', () => {
    const written: string[] = [];
    createWatch((text) => void written.push(text)).close();
    assert.ok(written.at(-1)?.includes('\u001b[?25h'));
  });
});
