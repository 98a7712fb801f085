import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { VERSION } from '../../app/cli/cli.ts';
import { runChild } from '../support/child.ts';
import { dcmtk, missing, to } from '../support/dcmtk.ts';
import { startFilmroom } from '../support/filmroom.ts';

const BUILT = new URL('../../dist/filmroom-linux-x64', import.meta.url).pathname;
const MR = new URL('../fixtures/dicom/pydicom/MR_small.dcm', import.meta.url).pathname;
const MR_UID = '1.3.6.1.4.1.5962.1.1.4.1.1.20040826185059.5457';

describe('the x64 binary, alone in a folder of its own', { skip: process.arch !== 'x64' && 'runs on x64' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-binary-'));
  const binary = join(folder, 'filmroom');
  assert.ok(existsSync(BUILT), 'make binary builds it');
  copyFileSync(BUILT, binary);
  process.env.FILMROOM_BINARY = binary;
  after(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...args: string[]) => runChild(binary, args, { cwd: folder, env: {} });

  it('is at most 140 MB: the viewer and the image decoders are 13 of them', () =>
    assert.ok(statSync(binary).size <= 140e6, `${statSync(binary).size} bytes`));
  it('version', async () => {
    const { code, stdout } = await run('version', '--json');
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).filmroom, VERSION);
  });
  it('help', async () => assert.match((await run('help', 'serve')).stdout, /--web-port <port>/));
  it('a mistake ends with 2 and a suggestion', async () => {
    const { code, stderr } = await run('sevre');
    assert.equal(code, 2);
    assert.match(stderr, /Did you mean: filmroom serve/);
  });
  it('a configuration that is not there ends with 3', async () => assert.equal((await run('serve', '--config', 'none.json')).code, 3));

  it('serve: echo, store, the page and its files, and an end with 0; then verify and reindex', { skip: missing('storescu') }, async () => {
    const filmroom = await startFilmroom({ dataFolder: join(folder, 'data') });
    try {
      const echo = await dcmtk('echoscu', ['-aec', 'FILMROOM', ...to(filmroom.dicomPort)]);
      assert.equal(echo.code, 0, echo.output);
      const store = await dcmtk('storescu', ['-aec', 'FILMROOM', ...to(filmroom.dicomPort), MR]);
      assert.equal(store.code, 0, store.output);
      assert.ok(filmroom.storedFile(MR_UID));
      const page = await (await filmroom.ask('/')).text();
      const script = /src="([^"]+\.js)"/.exec(page)?.[1];
      assert.equal((await filmroom.ask(script!)).status, 200);
      const { studies } = (await (await filmroom.ask('/api/studies')).json()) as { studies: unknown[] };
      assert.equal(studies.length, 1);
    } finally {
      assert.deepEqual(await filmroom.stop(), { code: 0, signal: null });
    }
    const verified = await run('verify', '--data', 'data', '--json');
    assert.equal(verified.code, 0, verified.output);
    const reindexed = await run('reindex', '--data', 'data', '--json');
    assert.equal(reindexed.code, 0, reindexed.output);
  });
});
