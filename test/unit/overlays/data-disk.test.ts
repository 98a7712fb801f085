/** The script that mounts /var, on disk images: partitions are loop devices, and sysfs a folder that names them. systemd-repart is tested in test/image. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { inOwnMounts } from '../../support/own-mounts.ts';

inOwnMounts();

const SCRIPT = new URL('../../../overlays/common/usr/lib/filmroom/data-disk', import.meta.url).pathname;
const MAIN = new URL('../../../app/main.ts', import.meta.url).pathname;
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): { status: number | null; words: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, PATH, ...env } });
  return { status, words: `${stdout}${stderr}${error ?? ''}` };
}
function must(program: string, ...args: string[]): string {
  const { status, words } = run(program, args);
  assert.equal(status, 0, `${program} ${args.join(' ')}: ${words}`);
  return words.trim();
}

/** A disk that the box booted from: an EFI system partition, and what `plug` brings. */
function bootDisk(t: TestContext) {
  const base = mkdtempSync(join(tmpdir(), 'filmroom-box-'));
  const [sysfs, others, var_] = [join(base, 'disk'), join(base, 'other disks'), join(base, 'var')];
  const [mounted, tools] = [join(base, 'mounted'), join(base, 'tools')];
  for (const folder of [sysfs, others, var_, mounted, tools]) mkdirSync(folder);
  const devices: string[] = [];
  t.after(() => {
    run('umount', [var_]);
    run('umount', [join(base, 'run/esp')]);
    for (const device of devices) run('losetup', ['-d', device]);
    rmSync(base, { recursive: true, force: true });
  });
  const plug = (name: string, megabytes: number, ...mkfs: string[]) => plugInto(sysfs, name, megabytes, mkfs);
  const plugOther = (name: string, megabytes: number, ...mkfs: string[]) => plugInto(others, name, megabytes, mkfs);
  const plugInto = (disk: string, name: string, megabytes: number, mkfs: readonly string[]): string => {
    const image = join(base, `${name}-${devices.length}.img`);
    must('truncate', '-s', `${megabytes}M`, image);
    if (mkfs.length > 0) must('mkfs.ext4', '-q', '-F', ...mkfs, image);
    const device = must('losetup', '--find', '--show', image);
    devices.push(device);
    show(device, disk, name);
    return device;
  };
  const show = (device: string, disk: string, name: string) => {
    const folder = join(disk, basename(device));
    mkdirSync(folder);
    writeFileSync(join(folder, 'partition'), '1\n');
    writeFileSync(join(folder, 'uevent'), `DEVTYPE=partition\nPARTNAME=${name}\n`);
  };
  const replug = (device: string, where: 'plug' | 'plugOther') => show(device, where === 'plug' ? sysfs : others, 'filmroom-data');
  const unplug = (device: string) => {
    for (const disk of [sysfs, others]) rmSync(join(disk, basename(device)), { recursive: true, force: true });
  };
  const esp = plug('esp', 8, '-L', 'FILMROOM');
  const program = join(tools, 'filmroom');
  writeFileSync(program, `#!/bin/sh\nexec ${process.execPath} ${MAIN} "$@"\n`);
  chmodSync(program, 0o755);
  const onPartition = <Seen>(device: string, see: (folder: string) => Seen): Seen => {
    must('mount', device, mounted);
    try {
      return see(mounted);
    } finally {
      must('umount', mounted);
    }
  };
  const boot = () => {
    run('umount', [var_]); // of the boot before
    const places = { FILMROOM_RUN: join(base, 'run'), FILMROOM_VAR: var_, FILMROOM_BOOT_DISK: sysfs, FILMROOM_ALL_DISKS: others };
    const env = { ...places, FILMROOM_PROGRAM: program, FILMROOM_TRIES: '2' };
    const { status, words } = run('sh', [SCRIPT], env);
    assert.equal(status, 0, words);
    assert.equal(existsSync(join(base, 'run/esp/filmroom')), false, 'the EFI system partition is left to its own unit');
    return words;
  };
  const noDisk = (): string | undefined => {
    const marker = join(var_, 'lib/filmroom/no-data-disk');
    return existsSync(marker) ? readFileSync(marker, 'utf8').trim() : undefined;
  };
  const keepOnEsp = (name: string, text: string) =>
    onPartition(esp, (folder) => {
      mkdirSync(join(folder, 'filmroom'), { recursive: true });
      writeFileSync(join(folder, 'filmroom', name), text);
    });
  const ask = (reset: string) => keepOnEsp('reset.json', `${JSON.stringify({ reset, askedAt: new Date(0).toISOString() })}\n`);
  const onEsp = () => onPartition(esp, (folder) => readdirSync(join(folder, 'filmroom')).sort());
  const filesOf = (device: string) => onPartition(device, (folder) => readdirSync(folder).sort());
  return { plug, plugOther, unplug, replug, boot, noDisk, ask, keepOnEsp, onEsp, onPartition, filesOf, var: var_ };
}

const skip =
  process.getuid?.() !== 0
    ? 'needs root to mount partitions'
    : run('sh', ['-c', 'device=$(losetup --find) && [ -e "$device" ]']).status !== 0 && 'needs loop devices';

describe('/var of a box', { skip, timeout: 120_000 }, () => {
  it('is the data partition, which is remembered', (t) => {
    const box = bootDisk(t);
    box.plug('filmroom-data', 64, '-L', 'filmroom-data');
    box.boot();
    assert.equal(box.noDisk(), undefined);
    assert.equal(statfsSync(box.var).type, 0xef53); // EXT4_SUPER_MAGIC
    assert.deepEqual(box.onEsp(), ['data-disk']);
    writeFileSync(join(box.var, 'mine'), '');
    box.boot();
    assert.ok(existsSync(join(box.var, 'mine')));
  });
  it('grows with its partition', (t) => {
    const box = bootDisk(t);
    const device = box.plug('filmroom-data', 64);
    must('mkfs.ext4', '-q', '-F', device, '32M');
    const words = box.boot();
    if (words.includes('Permission denied')) return t.skip('needs CAP_SYS_RESOURCE to grow a file system');
    const { blocks, bsize } = statfsSync(box.var);
    assert.ok(blocks * bsize > 45e6, words);
  });
  it('a disk with no room for one: says how much there should be', (t) => {
    const box = bootDisk(t);
    box.boot();
    assert.match(box.noDisk() ?? '', /no room/);
  });
  it('the known disk is gone: nothing new is made, and it is taken again when it is back', { timeout: 60_000 }, (t) => {
    const box = bootDisk(t);
    const device = box.plug('filmroom-data', 64, '-U', '11111111-2222-4333-8444-555555555555');
    box.boot();
    box.unplug(device);
    assert.match(box.boot(), /NO DATA DISK: the data disk of this box is not there\. Images are refused/);
    assert.equal(box.noDisk(), 'the data disk of this box is not there');
    assert.equal(statfsSync(box.var).type, 0x01021994); // TMPFS_MAGIC
    assert.deepEqual(box.onEsp(), ['data-disk']);
  });
  it('a disk of another box is not touched', (t) => {
    const box = bootDisk(t);
    const own = box.plug('filmroom-data', 64);
    must('mkfs.ext4', '-q', '-F', own);
    box.boot();
    run('umount', [box.var]);
    box.unplug(own);
    const other = box.plug('filmroom-data', 64, '-q');
    box.boot();
    assert.equal(box.noDisk(), 'the data disk is of another box');
    assert.deepEqual(
      box.onPartition(other, (folder) => readdirSync(folder)),
      ['lost+found'],
    );
  });
  it('a partition that holds something else is not touched', (t) => {
    const box = bootDisk(t);
    const device = box.plug('filmroom-data', 64);
    must('mkswap', device);
    box.boot();
    assert.match(box.noDisk() ?? '', /not of Filmroom \(swap\)/);
    assert.equal(must('blkid', '-p', '-s', 'TYPE', '-o', 'value', device), 'swap');
  });
  it('a blank partition of that name is not ours either, until a reset wipes it', (t) => {
    const box = bootDisk(t);
    box.plug('filmroom-data', 64);
    box.boot();
    assert.match(box.noDisk() ?? '', /nothing that can be read/);
    box.ask('wipe');
    box.boot();
    assert.equal(box.noDisk(), undefined);
    assert.deepEqual(box.onEsp(), ['data-disk']);
  });
  it('damage that the journal does not mend is mended, its first block included', (t) => {
    const box = bootDisk(t);
    const device = box.plug('filmroom-data', 64, '-b', '1024');
    box.boot();
    run('umount', [box.var]);
    must('debugfs', '-w', '-R', 'clri <2>', device);
    must('debugfs', '-w', '-R', 'set_super_value state 2', device); // as the kernel notes an error that it met
    assert.match(box.boot(), /mending it/);
    assert.equal(box.noDisk(), undefined);
    run('umount', [box.var]);
    must('dd', 'if=/dev/zero', `of=${device}`, 'bs=4096', 'count=1', 'conv=notrunc', 'status=none');
    box.boot();
    assert.equal(box.noDisk(), undefined, 'by a copy of the superblock');
  });
  it('a reset is carried out before it is mounted: keep-images, then wipe', (t) => {
    const box = bootDisk(t);
    box.plug('filmroom-data', 64, '-q');
    box.boot();
    mkdirSync(join(box.var, 'lib/filmroom/images'), { recursive: true });
    writeFileSync(join(box.var, 'lib/filmroom/images/1.dcm'), '');
    writeFileSync(join(box.var, 'lib/filmroom/config.json'), '');
    run('umount', [box.var]);
    box.ask('keep-images');
    box.boot();
    assert.deepEqual(readdirSync(join(box.var, 'lib/filmroom')), ['images']);
    assert.deepEqual(box.onEsp(), ['data-disk']);
    run('umount', [box.var]);
    box.ask('wipe');
    box.boot();
    assert.deepEqual(readdirSync(box.var), ['lost+found']);
    assert.deepEqual(box.onEsp(), ['data-disk']);
  });
  it('keep-images without the disk that has them is dropped', (t) => {
    const box = bootDisk(t);
    must('mkswap', box.plug('filmroom-data', 64));
    box.ask('keep-images');
    assert.match(box.boot(), /no factory reset/);
    assert.deepEqual(box.onEsp(), []);
  });
  it('wipe makes a disk of another box this box’s own', (t) => {
    const box = bootDisk(t);
    const own = box.plug('filmroom-data', 64, '-q');
    box.boot();
    run('umount', [box.var]);
    box.unplug(own);
    box.plug('filmroom-data', 64, '-q');
    box.ask('wipe');
    box.boot();
    assert.equal(box.noDisk(), undefined);
  });
  it('wipe without any data disk forgets the network that the disk had too', (t) => {
    const box = bootDisk(t);
    const own = box.plug('filmroom-data', 64, '-q');
    box.boot();
    run('umount', [box.var]);
    box.unplug(own);
    box.keepOnEsp('network.json', '{}');
    box.keepOnEsp('links.json', '{}');
    box.boot();
    assert.deepEqual(box.onEsp(), ['data-disk', 'links.json', 'network.json']);
    box.ask('wipe');
    box.boot();
    assert.deepEqual(box.onEsp(), []);
  });
  it('a request that is none is dropped, and nothing is reset', (t) => {
    const box = bootDisk(t);
    box.plug('filmroom-data', 64, '-q');
    box.boot();
    writeFileSync(join(box.var, 'mine'), '');
    for (const text of ['', '{"reset":"wi', '{"reset":"everything"}\n', '{"reset":"wipe"} {"askedAt":""}\n', '{"reset":"keep-images"}\n']) {
      run('umount', [box.var]);
      box.keepOnEsp('reset.json', text);
      assert.match(box.boot(), /no factory reset: [^\n]* Ask again\./, text);
      assert.deepEqual(box.onEsp(), ['data-disk'], text);
      assert.ok(existsSync(join(box.var, 'mine')), text);
    }
  });
});

describe('a box with its own data disk and that of another one', { skip, timeout: 120_000 }, () => {
  for (const [words, plugOwn, plugForeign] of [
    ['both beside the system', 'plug', 'plug'],
    ['its own on another disk', 'plugOther', 'plug'],
    ['the foreign one on another disk', 'plug', 'plugOther'],
    ['both on other disks', 'plugOther', 'plugOther'],
  ] as const)
    it(`${words}: it finds its own, and wipes that one alone`, (t) => {
      const box = bootDisk(t);
      const foreign = box[plugForeign]('filmroom-data', 64, '-q'); // the first by name
      box.unplug(foreign);
      const own = box[plugOwn]('filmroom-data', 64, '-q');
      box.boot();
      writeFileSync(join(box.var, 'mine'), '');
      box.replug(foreign, plugForeign);
      box.boot();
      assert.equal(box.noDisk(), undefined);
      assert.ok(existsSync(join(box.var, 'mine')));
      run('umount', [box.var]);
      box.onPartition(foreign, (folder) => writeFileSync(join(folder, 'theirs'), ''));
      box.ask('wipe');
      box.boot();
      assert.equal(box.noDisk(), undefined);
      assert.deepEqual(readdirSync(box.var), ['lost+found']);
      run('umount', [box.var]);
      assert.deepEqual([box.filesOf(own), box.filesOf(foreign)], [['lost+found'], ['lost+found', 'theirs']]);
    });
  it('its own is gone and two others are there: a wipe waits, and says what to do', (t) => {
    const box = bootDisk(t);
    const own = box.plug('filmroom-data', 64, '-q');
    box.boot();
    run('umount', [box.var]);
    box.unplug(own);
    const others = [box.plug('filmroom-data', 64, '-q'), box.plugOther('filmroom-data', 64, '-q')] as const;
    for (const other of others) box.onPartition(other, (folder) => writeFileSync(join(folder, 'theirs'), ''));
    box.ask('wipe');
    box.boot();
    assert.match(box.noDisk() ?? '', /reset waits.*leave one of them in/);
    for (const other of others) assert.deepEqual(box.filesOf(other), ['lost+found', 'theirs']);
    box.unplug(others[0]);
    box.boot();
    assert.equal(box.noDisk(), undefined);
    run('umount', [box.var]);
    assert.deepEqual([box.filesOf(others[0]), box.filesOf(others[1])], [['lost+found', 'theirs'], ['lost+found']]);
  });
});
