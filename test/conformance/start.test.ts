import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startFilmroom } from '../support/filmroom.ts';

describe('the start and the end of filmroom serve', () => {
  it('a list of callers that lets nobody in is warned of', async () => {
    const filmroom = await startFilmroom({ config: { listeners: [{ callingAePolicy: 'list' }] } });
    try {
      assert.match(filmroom.log(), /every association will be refused/);
    } finally {
      await filmroom.stop();
    }
  });
  it('SIGHUP (the terminal was closed) ends it like SIGTERM', async () => {
    const filmroom = await startFilmroom();
    process.kill(filmroom.pid, 'SIGHUP');
    assert.deepEqual(await filmroom.exited, { code: 0, signal: null });
    await filmroom.stop();
  });
});
