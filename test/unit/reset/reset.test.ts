import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { carryOutReset, type ResetKind, type ResetStep, readRequest, resetVerbs, writeRequest } from '../../../app/reset/reset.ts';
import { logInto } from '../../support/archive-under-test.ts';
import { runChild } from '../../support/child.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { inOwnMounts } from '../../support/own-mounts.ts';

inOwnMounts();

const KILLED_AT = new URL('carry-out-killed-at.ts', import.meta.url).pathname;
const OLD_ID = '00000000000040008000000000000000\n';

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-reset-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr || String(error)}`);
  return stdout;
}

const OF_THE_ARCHIVE = [
  'images/2026/11/21/1.2.3.dcm',
  'quarantine/x.dcm',
  'incoming/1.part',
  'index.sqlite',
  'index.sqlite-wal',
  'spare-room',
];
const OF_THE_IMAGES = [
  'worklist.sqlite',
  'worklist.sqlite-wal',
  'steps.sqlite',
  'commitment.sqlite',
  'commitment.sqlite-shm',
  'reconcile.sqlite',
  'hl7/x.json',
];
const OTHERS = [
  ...['lib/filmroom/config.json', 'lib/filmroom/settings.json', 'lib/filmroom/certificates/key.pem', 'lib/filmroom/index.new.sqlite'],
  ...['lib/filmroom/worklist.sqlite.damaged-1', 'lib/filmroom/contacts.json'],
  ...[
    'lib/filmroom-box/identity.json',
    'lib/filmroom-box/network.json',
    'lib/rauc/central.status',
    'log/journal/1/system.journal',
    'tmp/x',
  ],
];
const KEPT = [...OF_THE_ARCHIVE, ...OF_THE_IMAGES].map((name) => `lib/filmroom/${name}`);

/** A data partition in use: a disk image on a loop device, which goes with the test. */
function dataPartition(t: TestContext) {
  const base = temporaryFolder(t);
  const [image, mountPoint, esp] = [join(base, 'image'), join(base, 'mounted'), join(base, 'esp')];
  for (const folder of [mountPoint, esp, join(esp, 'filmroom')]) mkdirSync(folder);
  run('truncate', '-s', '64M', image);
  run('mkfs.ext4', '-q', '-F', image);
  let device: string;
  try {
    device = run('losetup', '--find', '--show', image).trim();
  } catch (error) {
    t.skip(`needs a loop device: ${(error as Error).message}`);
    return undefined;
  }
  t.after(() => run('losetup', '-d', device));
  writeFileSync(join(esp, 'filmroom/data-disk'), 'the old one\n');
  for (const copy of ['network.json', 'links.json']) writeFileSync(join(esp, 'filmroom', copy), '{}'); // a reset forgets them, see readdirSync below
  const look = <Seen>(see: (folder: string) => Seen): Seen => {
    run('mount', device, mountPoint);
    try {
      return see(mountPoint);
    } finally {
      run('umount', mountPoint);
    }
  };
  look((folder) => {
    for (const name of [...OTHERS, ...KEPT, 'lib/filmroom-machine-id']) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), name === 'lib/filmroom-machine-id' ? OLD_ID : name);
    }
  });
  const files = () =>
    look((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .sort(),
    );
  const machineId = () => look((folder) => readFileSync(join(folder, 'lib/filmroom-machine-id'), 'utf8'));
  return { options: { esp, device, mountPoint }, files, machineId };
}

const needsRoot = { skip: process.getuid?.() !== 0 && 'needs root to mount a partition' };
const ASKED_AT = new Date(0);

describe('a factory reset that is asked for', () => {
  it('is a request in the EFI system partition, then a restart; the machine id goes at once', async (t) => {
    const root = temporaryFolder(t);
    for (const folder of ['boot/efi', 'var/lib']) mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, 'var/lib/filmroom-machine-id'), OLD_ID);
    const seen: (ResetKind | undefined)[] = [];
    const reboot = async () => void seen.push(await readRequest(join(root, 'boot/efi')));
    const [keep, wipe] = resetVerbs({ clock: fakeClock(), root, reboot });
    assert.deepEqual([keep?.name, wipe?.name], ['reset.keep-images', 'reset.wipe']);
    await keep?.run({} as never);
    await wipe?.run({} as never);
    assert.deepEqual(seen, ['keep-images', 'wipe']);
    assert.equal(existsSync(join(root, 'var/lib/filmroom-machine-id')), false);
  });
  it('one that a power cut left unfinished is none', async (t) => {
    const esp = temporaryFolder(t);
    await writeRequest(esp, 'wipe', ASKED_AT);
    for (const text of ['', '{"reset":"wi', '{"reset":"wipe"} {"askedAt":""}', '{"reset":"everything","askedAt":""}', '\0\0\0\0']) {
      writeFileSync(join(esp, 'filmroom/reset.json'), text);
      assert.equal(await readRequest(esp), undefined);
      const options = { esp, device: '/dev/null', mountPoint: join(esp, 'm'), hasOldMachineId: false, log: logInto([]) };
      await assert.rejects(carryOutReset(options), { code: 'RESET_NOT_ASKED' });
      assert.equal(existsSync(join(esp, 'filmroom/reset.json')), false, 'and does not stay for ever');
    }
  });
});

describe('a factory reset that is carried out', needsRoot, () => {
  it('keep-images leaves images, index, and what belongs to them: orders, steps, commitments; and nothing else', async (t) => {
    const disk = dataPartition(t);
    if (!disk) return;
    await writeRequest(disk.options.esp, 'keep-images', ASKED_AT);
    assert.deepEqual(await carryOutReset({ ...disk.options, hasOldMachineId: false, log: logInto([]) }), { kind: 'keep-images' });
    assert.deepEqual(disk.files(), KEPT.toSorted());
    assert.deepEqual(readdirSync(join(disk.options.esp, 'filmroom')), ['data-disk']);
  });
  it('wipe leaves an empty file system, which the box knows as its own', async (t) => {
    const disk = dataPartition(t);
    if (!disk) return;
    await writeRequest(disk.options.esp, 'wipe', ASKED_AT);
    await carryOutReset({ ...disk.options, hasOldMachineId: false, log: logInto([]) });
    assert.deepEqual(disk.files(), []);
    assert.deepEqual(readdirSync(join(disk.options.esp, 'filmroom')), ['data-disk']);
    const known = readFileSync(join(disk.options.esp, 'filmroom/data-disk'), 'utf8');
    assert.equal(known, run('blkid', '-p', '-s', 'UUID', '-o', 'value', disk.options.device));
  });
  for (const kind of ['keep-images', 'wipe'] as const)
    it(`${kind}: a system that began with the old machine id leaves another one`, async (t) => {
      const disk = dataPartition(t);
      if (!disk) return;
      await writeRequest(disk.options.esp, kind, ASKED_AT);
      await carryOutReset({ ...disk.options, hasOldMachineId: true, log: logInto([]) });
      assert.match(disk.machineId(), /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}\n$/);
      assert.notEqual(disk.machineId(), OLD_ID);
    });
  it('wipe takes a partition without any file system', async (t) => {
    const disk = dataPartition(t);
    if (!disk) return;
    run('dd', 'if=/dev/urandom', `of=${disk.options.device}`, 'bs=1M', 'count=8', 'conv=notrunc');
    await writeRequest(disk.options.esp, 'wipe', ASKED_AT);
    await carryOutReset({ ...disk.options, hasOldMachineId: false, log: logInto([]) });
    assert.deepEqual(disk.files(), []);
  });
  it('keep-images on a partition that cannot be mounted changes nothing, and stays asked for', async (t) => {
    const disk = dataPartition(t);
    if (!disk) return;
    run('dd', 'if=/dev/zero', `of=${disk.options.device}`, 'bs=1M', 'count=1', 'conv=notrunc');
    await writeRequest(disk.options.esp, 'keep-images', ASKED_AT);
    await assert.rejects(carryOutReset({ ...disk.options, hasOldMachineId: false, log: logInto([]) }), { code: 'RESET_FAILED' });
    assert.equal(await readRequest(disk.options.esp), 'keep-images');
  });
});

const STEPS: Readonly<Record<ResetKind, readonly ResetStep[]>> = {
  'keep-images': ['begun', 'half-emptied', 'emptied', 'machine-id', 'request-removed'],
  wipe: ['begun', 'disk-forgotten', 'formatted', 'machine-id', 'request-removed'],
};

describe('a factory reset that loses its power', needsRoot, () => {
  for (const kind of ['keep-images', 'wipe'] as const)
    for (const step of STEPS[kind])
      it(`${kind} at ${step}: goes on at the next start`, async (t) => {
        const disk = dataPartition(t);
        if (!disk) return;
        await writeRequest(disk.options.esp, kind, ASKED_AT);
        const options = JSON.stringify({ ...disk.options, hasOldMachineId: true });
        const own = ['--mount', '--propagation', 'private']; // mounts go with the process, as they do with the power
        const { signal } = await runChild('unshare', [...own, process.execPath, KILLED_AT, options, step]);
        assert.equal(signal, 'SIGKILL');
        assert.equal(await readRequest(disk.options.esp), step === 'request-removed' ? undefined : kind);
        if (step !== 'request-removed') await carryOutReset({ ...disk.options, hasOldMachineId: true, log: logInto([]) });
        assert.equal(await readRequest(disk.options.esp), undefined);
        assert.deepEqual(disk.files(), [...(kind === 'wipe' ? [] : KEPT), 'lib/filmroom-machine-id'].toSorted());
        assert.notEqual(disk.machineId(), OLD_ID);
      });
});
