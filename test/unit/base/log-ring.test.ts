import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createLog, createLogRing } from '../../../app/base/base.ts';

for (const style of ['journald', 'console'] as const)
  it(`keeps the last lines, the newest first, with their levels: ${style}`, () => {
    const ring = createLogRing({ now: () => 5, maxLines: 3 });
    const log = createLog({ level: 'debug', style, write: (line) => ring.keep(line) });
    log.debug('one');
    log.info('two', { aeTitle: 'CT1' });
    log.warn('three', { words: 'a b' });
    log.error('four');
    assert.deepEqual(ring.lines(), [
      { at: 5, level: 'error', line: 'four' },
      { at: 5, level: 'warn', line: 'three words="a b"' },
      { at: 5, level: 'info', line: 'two aeTitle=CT1' },
    ]);
  });
