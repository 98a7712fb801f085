import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { claim, hostNameOf, makeIdentity } from '../../../app/identity/identity.ts';

const SCRIPT = new URL('../../../overlays/common/usr/lib/filmroom/identity', import.meta.url).pathname;

it('each start names the machine by its identity, and runs the program only where there is something to do', async () => {
  const root = await mkdtemp(join(tmpdir(), 'filmroom-start-'));
  for (const folder of ['var/lib', 'boot/efi', 'proc/sys/kernel']) await mkdir(join(root, folder), { recursive: true });
  const [program, ran, claimFile] = ['program', 'ran', 'boot/efi/CLAIM.txt'].map((name) => join(root, name)) as [string, string, string];
  await writeFile(program, `#!/bin/sh\necho "$@" >>${ran}\n`); // it makes nothing: what it makes is made by hand here
  await chmod(program, 0o755);
  const start = () => execFileSync(SCRIPT, [root], { env: { ...process.env, FILMROOM: program }, stdio: ['ignore', 'pipe', 'ignore'] });
  const runs = async () => (existsSync(ran) ? (await readFile(ran, 'utf8')).split('\n').length - 1 : 0);
  const name = async () => (await readFile(join(root, 'proc/sys/kernel/hostname'), 'utf8')).trim();

  assert.throws(start, 'no identity was made');
  assert.equal(await runs(), 1);
  const identity = await makeIdentity(root);
  start();
  assert.equal(await runs(), 1);
  assert.equal(await name(), hostNameOf(identity));
  await rm(claimFile);
  start();
  assert.equal(await runs(), 2, 'the file with the code is missing');
  await claim((await makeIdentity(root)).claimCode!, root);
  start();
  assert.equal(await runs(), 2);
  await writeFile(claimFile, 'left by a power cut');
  start();
  assert.equal(await runs(), 3);
  assert.equal(await name(), hostNameOf(identity));

  await mkdir(join(root, 'var/lib/filmroom'));
  await writeFile(join(root, 'var/lib/filmroom/no-data-disk'), 'absent');
  await rm(join(root, 'var/lib/filmroom-box'), { recursive: true });
  await writeFile(join(root, 'proc/sys/kernel/hostname'), 'filmroom');
  start();
  assert.equal(await runs(), 3, 'nothing is made in memory');
  assert.equal(await name(), hostNameOf(identity), 'without its disk, by what the EFI system partition says');
  await rm(join(root, 'boot/efi'), { recursive: true });
  start();
});
