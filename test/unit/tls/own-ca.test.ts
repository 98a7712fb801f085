import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { BOX_NAMES, testBox } from '../../support/certificates-under-test.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const DAY_MS = 86_400_000;
const now = (certificates: { current(): { readonly certificate: string } }) => new X509Certificate(certificates.current().certificate);

describe('a box at its first start', () => {
  it('has a CA and a certificate of it for each of its names and addresses', async () => {
    using box = testBox();
    const certificates = await box.open();
    const leaf = now(certificates);
    const ca = new X509Certificate(certificates.ca.pem);
    assert.ok(leaf.checkIssued(ca) && leaf.verify(ca.publicKey) && ca.ca && !leaf.ca);
    for (const name of ['filmroom-7k3f.local', 'FILMROOM-7K3F.local', 'filmroom-7k3f', 'localhost'])
      assert.ok(leaf.checkHost(name, { subject: 'never' }), name);
    for (const address of ['192.0.2.7', '127.0.0.1', '::1']) assert.ok(leaf.checkIP(address), address);
    assert.deepEqual([...certificates.facts().inUse.names].sort(), [...BOX_NAMES].sort());
    await certificates.close();
  });
  it('makes certificates as browsers take them: P-256, SHA-256, 397 days, random serial number', async () => {
    using box = testBox();
    const certificates = await box.open();
    const leaf = now(certificates);
    assert.deepEqual(leaf.publicKey.asymmetricKeyDetails, { namedCurve: 'prime256v1' });
    assert.equal(leaf.signatureAlgorithm, 'ecdsa-with-SHA256');
    assert.ok(leaf.validToDate.getTime() - leaf.validFromDate.getTime() <= 397 * DAY_MS);
    assert.deepEqual(leaf.keyUsage, ['1.3.6.1.5.5.7.3.1']);
    assert.match(leaf.serialNumber, /^[4-7][\dA-F]{31}$/);
    await certificates.close();
  });
  it('keeps keys where nobody else reads them', async () => {
    using box = testBox();
    await (await box.open()).close();
    const folder = join(box.folder, 'tls');
    assert.deepEqual(readdirSync(folder).sort(), ['ca.json', 'leaf.json']);
    for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
  });
  it('tells nobody a key', async () => {
    using box = testBox();
    const certificates = await box.open();
    await certificates.request({}, 'root');
    const told = JSON.stringify(certificates.facts()) + certificates.ca.pem + box.lines.join('\n');
    assert.doesNotMatch(told, /PRIVATE KEY/);
    await certificates.close();
  });
});

describe('a box at a later start', () => {
  it('has the same CA and the same certificate', async () => {
    using box = testBox();
    const first = await box.open();
    await first.close();
    const second = await box.open();
    assert.deepEqual([second.ca.pem, second.current()], [first.ca.pem, first.current()]);
    await second.close();
  });
  for (const [what, spoil] of [
    ['cut off', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['of another shape', () => '[]'],
    ['with another key', (text: string) => text.replace(/"key": "[^"]+"/, '"key": "-----BEGIN PRIVATE KEY-----"')],
  ] as const)
    it(`gets another certificate where that is ${what}, and keeps its CA`, async () => {
      using box = testBox();
      const first = await box.open();
      await first.close();
      const file = join(box.folder, 'tls/leaf.json');
      writeFileSync(file, spoil(readFileSync(file, 'utf8')));
      const second = await box.open();
      assert.equal(second.ca.pem, first.ca.pem);
      assert.notEqual(second.current().certificate, first.current().certificate);
      assert.ok(now(second).verify(new X509Certificate(second.ca.pem).publicKey));
      await second.close();
    });
  it('gets another CA where that is damaged, and says so as an error', async () => {
    using box = testBox();
    const first = await box.open();
    await first.close();
    writeFileSync(join(box.folder, 'tls/ca.json'), '{"key":"', { mode: 0o600 });
    const second = await box.open();
    assert.notEqual(second.ca.pem, first.ca.pem);
    assert.ok(now(second).verify(new X509Certificate(second.ca.pem).publicKey));
    await second.close();
    assert.ok(box.lines.some((line) => line.includes('tls.ca-')));
  });
  it('works where nothing can be kept', async () => {
    using box = testBox();
    writeFileSync(join(box.folder, 'tls'), 'a file where the folder should be');
    const certificates = await box.open();
    assert.ok(now(certificates).checkHost('localhost', { subject: 'never' }));
    await assert.rejects(certificates.request({}, 'root'), { code: 'TLS_NOT_KEPT' });
    await certificates.close();
    assert.ok(box.lines.some((line) => line.includes('tls.not-kept')));
  });
  it('leaves a CA alone that it may not read', { skip: process.getuid?.() === 0 && 'root reads everything' }, async () => {
    using box = testBox();
    const first = await box.open();
    await first.close();
    const file = join(box.folder, 'tls/ca.json');
    const text = readFileSync(file, 'utf8');
    chmodSync(file, 0);
    await (await box.open()).close();
    chmodSync(file, 0o600);
    assert.equal(readFileSync(file, 'utf8'), text);
  });
});

describe('the certificate follows the box', () => {
  it('to a new address, while the program runs', async () => {
    using box = testBox();
    const certificates = await box.open();
    let changes = 0;
    certificates.onChange(() => changes++);
    box.names = [...BOX_NAMES, '10.44.0.1'];
    box.clock.advance(5000);
    await certificates.refresh();
    assert.ok(now(certificates).checkIP('10.44.0.1'));
    assert.equal(changes, 1);
    assert.ok(certificates.facts().ours.every(({ isCovered }) => isCovered));
    await certificates.close();
  });
  it('not when an address goes: a cable that is pulled and put back changes nothing', async () => {
    using box = testBox();
    const certificates = await box.open();
    const before = certificates.current();
    box.names = BOX_NAMES.filter((name) => name !== '192.0.2.7');
    await certificates.refresh();
    box.names = BOX_NAMES;
    await certificates.refresh();
    assert.equal(certificates.current(), before);
    await certificates.close();
  });
  it('by itself before its end', async () => {
    using box = testBox();
    const certificates = await box.open();
    const before = now(certificates);
    box.clock.advance(305 * DAY_MS);
    await certificates.refresh();
    assert.equal(now(certificates).serialNumber, before.serialNumber);
    box.clock.advance(2 * DAY_MS);
    await certificates.refresh();
    assert.notEqual(now(certificates).serialNumber, before.serialNumber);
    assert.ok(now(certificates).validToDate.getTime() > box.clock.now() + 300 * DAY_MS);
    await certificates.close();
  });
  it('but says no name that its CA may not: a browser would take none of them', async () => {
    using box = testBox();
    const certificates = await box.open();
    box.names = [...BOX_NAMES, 'pacs.clinic.example', '10.44.0.1'];
    await certificates.refresh();
    assert.ok(!certificates.facts().inUse.names.includes('pacs.clinic.example'));
    assert.deepEqual(
      certificates.facts().ours.filter(({ isCovered }) => !isCovered),
      [{ name: 'pacs.clinic.example', isCovered: false }],
    );
    await certificates.close();
  });
});

describe('a box without a battery', () => {
  it('begins in 1970 and is good at once when it is told the time', async () => {
    using box = testBox(0);
    const certificates = await box.open();
    const ca = new X509Certificate(certificates.ca.pem);
    const today = Date.UTC(2027, 5, 1);
    box.clock.advance(today);
    await certificates.refresh();
    for (const certificate of [ca, now(certificates)]) {
      assert.ok(certificate.validFromDate.getTime() < today);
      assert.ok(certificate.validToDate.getTime() > today + 200 * DAY_MS);
    }
    assert.equal(new X509Certificate(certificates.ca.pem).fingerprint256, ca.fingerprint256);
    await certificates.close();
  });
  it('which begins in 1970 once more keeps its certificate until it is told the time', async () => {
    using box = testBox();
    const first = await box.open();
    await first.close();
    const second = await box.open({}, fakeClock(0));
    await second.refresh();
    assert.equal(second.current().certificate, first.current().certificate);
    await second.close();
  });
  it('whose clock was months ahead gets one for today, as soon as the clock must have been set', async () => {
    using box = testBox(Date.UTC(2027, 5, 1));
    const first = await box.open();
    await first.close();
    const slow = fakeClock(Date.UTC(2026, 10, 21));
    const second = await box.open({}, slow);
    assert.ok(now(second).validFromDate.getTime() > slow.now());
    slow.advance(600_000);
    await second.refresh();
    assert.ok(now(second).validFromDate.getTime() < slow.now());
    await second.close();
  });
  it('whose clock was years ahead gets one for today', async () => {
    using box = testBox(Date.UTC(2040, 0, 1));
    const first = await box.open();
    await first.close();
    const today = Date.UTC(2026, 10, 21);
    const second = await box.open({}, fakeClock(today));
    assert.ok(now(second).validFromDate.getTime() < today && now(second).validToDate.getTime() > today);
    assert.equal(second.ca.pem, first.ca.pem);
    await second.close();
  });
});
