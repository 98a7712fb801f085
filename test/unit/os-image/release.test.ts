/** os-image/checks/release.sh, of small roots; and that a root which fails it becomes no bundle. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';

const ROOT = new URL('../../..', import.meta.url).pathname;
const MASKED = ['getty@', 'serial-getty@', 'console-getty', 'container-getty@', 'debug-shell'];
const GOOD = {
  'etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nfilmroom:x:900:900::/:/usr/sbin/nologin\n',
  'etc/shadow': 'root:*:0:0:99999:7:::\nfilmroom:!*:0::::::\n',
  'etc/group': 'root:x:0:\n',
  'etc/rauc/keyring.pem': '-----BEGIN CERTIFICATE-----\n',
  'etc/pam.d/su': '# none of it runs\n',
  'usr/lib/systemd/system/good.service': `[Service]\nExecStartPre=/bin/sh -c 'echo a | grep -i a'\nExecStart=/bin/sh /usr/lib/good.sh\n`,
  'usr/lib/systemd/system/getty@.service': '[Service]\nExecStart=-/sbin/agetty -\n',
  ...Object.fromEntries(MASKED.map((unit) => [`etc/systemd/system/${unit}.service`, ''])),
};
const KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

function put(root: string, path: string, content: string, mode = 0o644): void {
  const at = join(root, path);
  mkdirSync(dirname(at), { recursive: true });
  writeFileSync(at, content);
  chmodSync(at, mode);
}

function goodRoot(t: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), 'filmroom-root-'));
  t.after(() => rmSync(root, { recursive: true }));
  for (const [path, content] of Object.entries(GOOD)) put(root, path, content);
  return root;
}

const check = (root: string) => spawnSync('os-image/checks/release.sh', [root], { cwd: ROOT, encoding: 'utf8' });

/** A program, as it is found in a root. */
const program = (path: string) => (root: string) => put(root, path, '', 0o755);
const unit = (line: string) => (root: string) => put(root, 'usr/lib/systemd/system/bad.service', `[Service]\n${line}\n`);
const user = (line: string) => (root: string) => put(root, 'etc/passwd', `${GOOD['etc/passwd']}${line}`);

const BAD: readonly (readonly [what: string, make: (root: string) => void, said: RegExp])[] = [
  ['a user without a password', user('me::901:901::/:/usr/sbin/nologin\n'), /me has a password, or needs none, in etc\/passwd/],
  ['a second root', user('me:x:0:0::/:/usr/sbin/nologin\n'), /me is another root/],
  ['a second root, written otherwise', user('me:x:00:0::/:/usr/sbin/nologin\n'), /me is another root/],
  ['a last line that does not end', user('me::0:0::/:/bin/bash'), /me may log in with \/bin\/bash/],
  ['a password', (root) => put(root, 'etc/shadow', 'root:$y$abc:0:::::'), /root has a password/],
  ['a password of a group', (root) => put(root, 'etc/gshadow', 'root::::'), /root has a password, or needs none, in etc\/gshadow/],
  ['a private key in usr/share', (root) => put(root, 'usr/share/me/update.pem', KEY), /usr\/share\/me\/update\.pem holds a private key/],
  ['a private key in root/.ssh', (root) => put(root, 'root/.ssh/mine', `a comment\n${KEY}`), /root\/\.ssh\/mine holds/],
  ['a private key in var/lib', (root) => put(root, 'var/lib/me/config.json', JSON.stringify({ KEY })), /var\/lib\/me\/config\.json holds/],
  ['a private key between other bytes', (root) => put(root, 'usr/bin/me', `\0\u0001${KEY}\0`), /usr\/bin\/me holds/],
  ['a key by its name', (root) => put(root, 'root/.ssh/authorized_keys', ''), /authorized_keys has the name of a key/],
  ['sshd in usr/libexec', program('usr/libexec/sshd'), /usr\/libexec\/sshd is there/],
  ['dropbear in usr/bin', program('usr/bin/dropbear'), /usr\/bin\/dropbear is there/],
  ['sudo by a link', (root) => symlinkSync('nowhere', join(root, 'usr/sudo')), /usr\/sudo is there/],
  ['a shell of a unit', unit('ExecStart=bash -i'), /bad\.service starts a shell/],
  ['a shell of a unit, alone', unit('ExecStart=-/usr/bin/bash'), /bad\.service starts a shell/],
  ['a shell of a unit, in two lines', unit('ExecStart=/usr/bin/env \\\n  sh'), /bad\.service starts a shell/],
  ['a shell of a shell', unit("ExecStart=/bin/sh -c 'exec bash'"), /bad\.service starts a shell/],
  ['a getty of a unit', unit('ExecStart=/sbin/agetty tty1'), /bad\.service starts a shell or a login/],
  ['a getty that is not masked', (root) => rmSync(join(root, 'etc/systemd/system/getty@.service')), /getty@\.service is not masked/],
  ['a set-uid program', (root) => put(root, 'usr/bin/me', '', 0o4755), /usr\/bin\/me runs as its owner/],
  [
    'a link with the name of a file of overlays/debug',
    (root) => symlinkSync('/nowhere', join(root, 'usr/lib/systemd/system/filmroom-debug-shell.service')),
    /filmroom-debug-shell\.service comes from overlays\/debug/,
  ],
  [
    'a unit of overlays/debug switched on',
    (root) => symlinkSync('/nowhere', join(root, 'etc/systemd/system/filmroom-debug-shell.service')),
    /is a link to what comes from overlays\/debug/,
  ],
];

describe('the checks of a release: a root with', () => {
  it('nothing of all that passes', (t) => {
    const { status, stderr } = check(goodRoot(t));
    assert.equal(status, 0, stderr);
  });
  for (const [what, make, said] of BAD)
    it(`${what} does not pass`, (t) => {
      const root = goodRoot(t);
      make(root);
      const { status, stderr } = check(root);
      assert.equal(status, 1);
      assert.match(stderr, said);
    });
  it('a program that may become another user does not pass', (t) => {
    const root = goodRoot(t);
    program('usr/bin/me')(root);
    if (spawnSync('setcap', ['cap_setuid+ep', join(root, 'usr/bin/me')]).status !== 0)
      return t.skip('needs root, and setcap of libcap2-bin');
    const { status, stderr } = check(root);
    assert.equal(status, 1);
    assert.match(stderr, /usr\/bin\/me has capabilities of its own/);
  });
});

describe('build.sh', () => {
  it('leaves nothing to make a bundle of where a check fails, also after an image that passed', (t) => {
    if (process.getuid?.() !== 0) return t.skip('needs root');
    const tree = mkdtempSync(join(tmpdir(), 'filmroom-build-'));
    t.after(() => rmSync(tree, { recursive: true }));
    cpSync(join(ROOT, 'os-image/build.sh'), join(tree, 'os-image/build.sh'));
    cpSync(join(ROOT, 'os-image/bundle.sh'), join(tree, 'os-image/bundle.sh'));
    put(tree, 'package.json', '  "version": "1.2.3",\n');
    put(tree, 'hardware/boards/toy/board.conf', 'ARCHITECTURE=toy\n');
    put(
      tree,
      'os-image/recipes/toy.conf',
      'PACKAGES=a\nUNPACKED=b\nOVERLAYS=c\nBINARY=d\nINITRAMFS_MODULES=e\nCOMPRESSION=f\nLAYOUT=g\nGRUB_FORMAT=h\nEFI_LOADER=i\nCONSOLES=j\n',
    );
    put(tree, 'os-image/lib/debian.sh', 'names_of() { echo "$@"; }\nmake_root() { :; }\ndebian_sources() { :; }\n');
    put(tree, 'os-image/lib/base.sh', '');
    put(tree, 'keys/update.cert.pem', '');
    put(tree, '.cache/image/packages/toy/debs/Packages', '');
    // in place of the builder: a root file system is made in any case, a disk never
    put(
      tree,
      'os-image/lib/in-root.sh',
      '#!/bin/sh\ncase "$*" in *rootfs.sh*) touch .cache/image/work/filmroom-toy/root.squashfs ;; *disk.sh*) exit 3 ;; esac\n',
      0o755,
    );
    put(tree, 'os-image/checks/one.sh', '#!/bin/sh\n', 0o755);
    const run = (script: string) =>
      spawnSync(join(tree, 'os-image', script), ['toy'], { encoding: 'utf8', env: { PATH: process.env.PATH, SOURCE_DATE_EPOCH: '1' } });
    const described = join(tree, '.cache/image/work/filmroom-toy/image');
    assert.equal(run('build.sh').status, 3, 'as far as the disk');
    assert.match(readFileSync(described, 'utf8'), /VERSION=1\.2\.3/);

    put(tree, 'os-image/checks/one.sh', '#!/bin/sh\nexit 1\n', 0o755);
    assert.equal(run('build.sh').status, 1);
    assert.ok(existsSync(join(tree, '.cache/image/work/filmroom-toy/root.squashfs')));
    assert.ok(!existsSync(described));
    assert.match(run('bundle.sh').stderr, /there is no image of toy yet: make image BOARD=toy/);
  });
});
