/** `filmroom self-test` beside a running program, and the watchdog that it feeds. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { faultsIn, filesIn, rowsOf } from '../support/archive-under-test.ts';
import { runChild } from '../support/child.ts';
import { type Filmroom, filmroomCommand, startFilmroom } from '../support/filmroom.ts';

async function selfTest({ dataFolder }: Pick<Filmroom, 'dataFolder'>, ...more: string[]) {
  const { program, args } = filmroomCommand();
  const { code, stdout, stderr } = await runChild(program, [...args, 'self-test', '--data', dataFolder, '--json', ...more]);
  const report = JSON.parse(stdout) as { passed: boolean; steps: { step: string; state: string; words: string }[] };
  return { code, stderr, ...report, states: Object.fromEntries(report.steps.map(({ step, state }) => [step, state])) };
}

describe('filmroom self-test', () => {
  it('passes beside a program that works, and leaves nothing of what it stored', async () => {
    const filmroom = await startFilmroom();
    const { code, passed, states } = await selfTest(filmroom);
    const { dataFolder } = filmroom;
    const files = ['images', 'incoming', 'quarantine'].flatMap((folder) => filesIn(dataFolder, folder));
    const rows = rowsOf(dataFolder, 'SELECT 1 FROM patient UNION ALL SELECT 1 FROM said UNION ALL SELECT 1 FROM quarantine');
    const faults = faultsIn(dataFolder);
    await filmroom.stop();
    const each = { program: 'passed', 'C-ECHO': 'passed', 'C-STORE': 'passed', 'C-FIND': 'passed', page: 'passed', database: 'passed' };
    assert.deepEqual({ ...states, network: '' }, { ...each, network: '' });
    assert.deepEqual({ code, passed, files, rows, faults }, { code: 0, passed: true, files: [], rows: [], faults: [] });
  });

  it('is let in where the listener knows nobody and offers next to nothing, and nobody else is', async () => {
    const listeners = [{ callingAePolicy: 'list+ip', services: ['verification'] }];
    const filmroom = await startFilmroom({ config: { listeners } });
    const { code, stderr } = await selfTest(filmroom);
    const { program, args } = filmroomCommand();
    const stranger = await runChild(program, [...args, 'echo', `FILMROOM@127.0.0.1:${filmroom.dicomPort}`]);
    await filmroom.stop();
    assert.equal(code, 0, stderr);
    assert.match(stranger.stderr, /1\/1\/3|calling AE title/i);
  });

  it('fails in the time it has where the program hangs', async () => {
    const filmroom = await startFilmroom();
    process.kill(filmroom.pid, 'SIGSTOP');
    const { code, states, stderr } = await selfTest(filmroom).finally(() => filmroom.kill());
    assert.deepEqual([code, states['C-ECHO'], states.page], [1, 'failed', 'failed']);
    assert.match(stderr, /The self-test failed: C-ECHO, C-STORE, C-FIND, page/);
  });

  it('fails where no program runs', async () => {
    const filmroom = await startFilmroom();
    const { dataFolder } = filmroom;
    await filmroom.stop();
    assert.equal(existsSync(join(dataFolder, 'self-test.json')), false);
    const { code, states } = await selfTest({ dataFolder });
    assert.deepEqual([code, states], [1, { program: 'failed' }]);
  });

  it('fails where a network port that must have a link has none', async () => {
    const filmroom = await startFilmroom();
    const { code, states } = await selfTest(filmroom, '--links', 'modality');
    await filmroom.stop();
    assert.deepEqual([code, states.network], [1, 'failed']);
  });

  it('keeps what lets it in from everybody but the user of the program', async () => {
    const filmroom = await startFilmroom();
    const path = join(filmroom.dataFolder, 'self-test.json');
    const { aeTitle } = JSON.parse(readFileSync(path, 'utf8')) as { aeTitle: string };
    const { mode } = statSync(path);
    await filmroom.stop();
    assert.equal(mode & 0o007, 0);
    assert.match(aeTitle, /^SELF[A-Z2-9]{12}$/);
  });
});
