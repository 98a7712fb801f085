import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CLAIM_FILE, claim, hostNameOf, makeIdentity, readIdentity } from '../../../app/identity/identity.ts';

async function newBox() {
  const root = await mkdtemp(join(tmpdir(), 'filmroom-identity-'));
  await mkdir(join(root, 'var/lib'), { recursive: true });
  await mkdir(join(root, 'boot/efi'), { recursive: true });
  const state = join(root, 'var/lib/filmroom-box');
  return { root, file: join(state, 'identity.json'), key: join(state, 'identity.key'), claimFile: join(root, CLAIM_FILE) };
}

describe('the first start of a box', () => {
  it('makes a name and a code of signs that nobody mistakes, and a key', async () => {
    const { root, key, claimFile } = await newBox();
    const made = await makeIdentity(root);
    assert.match(hostNameOf(made), /^filmroom-[34679CDFHJKMNPRTVWXY]{4}$/);
    assert.match(made.claimCode ?? '', /^[34679CDFHJKMNPRTVWXY]{4}(-[34679CDFHJKMNPRTVWXY]{4}){2}$/);
    assert.ok(12 * Math.log2(20) > 40, 'bits of the code');
    const publicKey = createPublicKey(createPrivateKey(await readFile(key)));
    assert.equal(
      createHash('sha256')
        .update(publicKey.export({ type: 'spki', format: 'der' }))
        .digest('hex'),
      made.keyFingerprint,
    );
    assert.equal((await stat(key)).mode & 0o007, 0, 'nobody else reads the key');
    const text = await readFile(claimFile, 'utf8');
    assert.ok(text.includes(made.claimCode!) && text.includes(`https://${hostNameOf(made)}.local `));
    assert.deepEqual(readIdentity(root), made);
  });
  it('is the only one that makes it: the next keeps what it finds', async () => {
    const { root, claimFile } = await newBox();
    const made = await makeIdentity(root);
    await rm(claimFile);
    assert.deepEqual(await makeIdentity(root), made);
    assert.ok((await readFile(claimFile, 'utf8')).includes(made.claimCode!), 'and brings back the file with the code');
  });
  it('that was cut off after the key is finished by the next, with that key', async () => {
    const { root, file, key } = await newBox();
    const { keyFingerprint } = await makeIdentity(root);
    const pem = await readFile(key);
    await writeFile(file, '');
    assert.equal((await makeIdentity(root)).keyFingerprint, keyFingerprint);
    assert.deepEqual(await readFile(key), pem);
  });
  it('makes each box another', async () => {
    const boxes = await Promise.all(Array.from({ length: 8 }, async () => makeIdentity((await newBox()).root)));
    for (const part of ['suffix', 'claimCode', 'keyFingerprint'] as const)
      assert.equal(new Set(boxes.map((box) => box[part])).size, 8, part);
  });
  it('works without a partition for the code', async () => {
    const { root } = await newBox();
    await rm(join(root, 'boot'), { recursive: true });
    assert.ok((await makeIdentity(root)).claimCode);
  });
  it('never takes a damaged identity for none', async () => {
    const { root, file } = await newBox();
    await makeIdentity(root);
    await writeFile(file, '{"suffix": "');
    await assert.rejects(makeIdentity(root), { code: 'IDENTITY_ABSENT' });
  });
});

describe('the claim', () => {
  it('takes the code however it is typed, once, and removes it everywhere', async () => {
    const { root, file, claimFile } = await newBox();
    const { claimCode = '' } = await makeIdentity(root);
    await claim(` ${claimCode.toLowerCase().replaceAll('-', ' ')} `, root);
    assert.ok(!(await readFile(file, 'utf8')).includes(claimCode));
    await assert.rejects(readFile(claimFile), { code: 'ENOENT' });
    await assert.rejects(claim(claimCode, root), { code: 'IDENTITY_CLAIMED' });
    assert.equal((await makeIdentity(root)).claimCode, undefined, 'also after the next start');
  });
  it('refuses another code', async () => {
    const { root } = await newBox();
    await makeIdentity(root);
    for (const code of ['', 'AAAA-AAAA-AAAA', 'x'.repeat(64)]) await assert.rejects(claim(code, root), { code: 'IDENTITY_WRONG_CODE' });
  });
  it('that was cut off before the file was removed is finished by the next start', async () => {
    const { root, claimFile } = await newBox();
    const { claimCode = '' } = await makeIdentity(root);
    const text = await readFile(claimFile);
    await claim(claimCode, root);
    await writeFile(claimFile, text);
    await makeIdentity(root);
    await assert.rejects(readFile(claimFile), { code: 'ENOENT' });
  });
});
