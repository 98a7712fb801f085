import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { VERSION } from '../../app/cli/cli.ts';
import { runChild } from '../support/child.ts';
import { dcmtk, missing, to } from '../support/dcmtk.ts';
import { startFilmroom } from '../support/filmroom.ts';

const BUILT = new URL('../../dist/filmroom-linux-arm64', import.meta.url).pathname;
const MR = new URL('../fixtures/dicom/pydicom/MR_small.dcm', import.meta.url).pathname;
const MR_UID = '1.3.6.1.4.1.5962.1.1.4.1.1.20040826185059.5457';
/** The libraries of Debian's packages libc6-arm64-cross, libstdc++6-arm64-cross and libatomic1-arm64-cross. */
const LIBRARIES = '/usr/aarch64-linux-gnu';
const QEMU = ['qemu-aarch64-static', 'qemu-aarch64'].find((name) => missing(name) === false);

const absent =
  QEMU === undefined
    ? 'qemu-user is not installed'
    : existsSync(`${LIBRARIES}/lib/libatomic.so.1`)
      ? false
      : 'the arm64 libraries are not installed';
const skip = process.arch === 'arm64' ? false : absent;

describe('the arm64 binary', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-arm64-'));
  const runner = join(folder, 'filmroom');
  assert.ok(existsSync(BUILT), 'make binary builds it');
  const emulator = process.arch === 'arm64' ? '' : `${QEMU} -L ${LIBRARIES} `;
  writeFileSync(runner, `#!/bin/sh\nexec ${emulator}${BUILT} "$@"\n`);
  chmodSync(runner, 0o755);
  process.env.FILMROOM_BINARY = runner;
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('version', async () => {
    const { code, stdout } = await runChild(runner, ['version', '--json']);
    assert.equal(code, 0);
    assert.deepEqual([JSON.parse(stdout).filmroom, JSON.parse(stdout).platform], [VERSION, 'linux-arm64']);
  });

  it('serve: echo and store', { skip: missing('storescu') }, async () => {
    const filmroom = await startFilmroom();
    try {
      const echo = await dcmtk('echoscu', ['-aec', 'FILMROOM', ...to(filmroom.dicomPort)]);
      assert.equal(echo.code, 0, echo.output);
      const store = await dcmtk('storescu', ['-aec', 'FILMROOM', ...to(filmroom.dicomPort), MR]);
      assert.equal(store.code, 0, store.output);
      assert.ok(filmroom.storedFile(MR_UID));
    } finally {
      await filmroom.stop();
    }
  });
});
