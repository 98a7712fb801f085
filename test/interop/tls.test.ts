import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { issueLeaf } from '../../app/tls/issue.ts';
import { buildPage } from '../../app/ui/build-page.ts';
import { cookieOver, startTlsWeb, type TlsWeb } from '../support/tls-web.ts';
import { launch } from './chromium.ts';

const DAY_MS = 86_400_000;
const has = (program: string, ...args: string[]) => {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
};
const missing = (program: string) => !has(program, '--version') && `${program} is not installed`;

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'filmroom-tls-peers-'));
});
after(() => rmSync(folder, { recursive: true }));

const path = (name: string) => join(folder, name);
const kept = (name: string) => readFileSync(path(name), 'utf8');
function keep(name: string, text: string): string {
  writeFileSync(path(name), text);
  return path(name);
}

/** What it printed, and whether it was content; asynchronous, since the server is in this process. */
async function run(program: string, ...args: string[]): Promise<{ readonly ok: boolean; readonly output: string }> {
  const running = promisify(execFile)(program, args, { timeout: 30_000 });
  running.child.stdin?.end();
  try {
    const { stdout, stderr } = await running;
    return { ok: true, output: stdout + stderr };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { ok: false, output: stdout + stderr };
  }
}
const openssl = (...args: string[]) => run('openssl', ...args);

describe('openssl and curl, which trust the CA of the box', { skip: missing('openssl') || missing('curl') }, () => {
  const connect = ({ web, certificates }: TlsWeb, name: string, ...more: string[]) =>
    openssl(
      ...['s_client', '-connect', `127.0.0.1:${web.port}`, '-CAfile', keep('ca.pem', certificates.ca.pem), '-verify_return_error'],
      ...['-verify_hostname', name, '-servername', name, '-alpn', 'h2,http/1.1', '-brief', ...more],
    );
  it('verify the chain and agree on HTTP/2 over TLS 1.3', async () => {
    await using tls = await startTlsWeb();
    const { ok, output } = await connect(tls, 'filmroom-7k3f.local');
    assert.ok(ok, output);
    assert.match(output, /Verification: OK/);
    assert.match(output, /TLSv1\.3/);
    const { output: full } = await openssl(
      ...['s_client', '-connect', `127.0.0.1:${tls.web.port}`, '-CAfile', path('ca.pem'), '-alpn', 'h2,http/1.1'],
    );
    assert.match(full, /ALPN protocol: h2/);
  });
  it('take TLS 1.2 too, and nothing before', async () => {
    await using tls = await startTlsWeb();
    assert.ok((await connect(tls, 'localhost', '-tls1_2')).ok);
    assert.ok(!(await connect(tls, 'localhost', '-tls1_1', '-cipher', 'ALL:@SECLEVEL=0')).ok);
  });
  it('refuse it under another name', async () => {
    await using tls = await startTlsWeb();
    assert.ok(!(await connect(tls, 'evil.example')).ok);
  });
  it('open the page by its name and by its address', async () => {
    await using tls = await startTlsWeb();
    const { port } = tls.web;
    const ca = keep('ca.pem', tls.certificates.ca.pem);
    for (const host of ['filmroom-7k3f.local', 'localhost', '127.0.0.1', '192.0.2.7']) {
      const resolve = ['--connect-to', `${host}:${port}:127.0.0.1:${port}`];
      const { ok, output } = await run(
        'curl',
        '-sS',
        '--cacert',
        ca,
        ...resolve,
        '-w',
        '%{http_version}',
        `https://${host}:${port}/healthz`,
      );
      assert.ok(ok && output.endsWith('2'), `${host}: ${output}`);
    }
  });
  it('follow from http:// to https://', async () => {
    await using tls = await startTlsWeb();
    const ca = keep('ca.pem', tls.certificates.ca.pem);
    const { ok, output } = await run(
      'curl',
      '-sSL',
      '--cacert',
      ca,
      '-o',
      path('page'),
      '-w',
      '%{url_effective}',
      `http://127.0.0.1:${tls.web.port}/login`,
    );
    assert.ok(ok, output);
    assert.equal(output, `${tls.own}/login`);
  });
  it('believe the CA nothing outside its domains, whoever has its key', async () => {
    await using tls = await startTlsWeb();
    const ca = JSON.parse(readFileSync(join(tls.box.folder, 'tls/ca.json'), 'utf8'));
    const file = keep('ca.pem', ca.certificate);
    const validity = { notBefore: Date.now() - DAY_MS, notAfter: Date.now() + DAY_MS };
    for (const [names, isGood] of [
      [['bank.example'], false],
      [['filmroom-7k3f.local', 'bank.example'], false],
      [['filmroom-7k3f.local', '198.51.100.9'], true],
    ] as const) {
      const { certificate } = await issueLeaf(ca, names, validity);
      const { ok, output } = await openssl('verify', '-CAfile', file, keep('leaf.pem', certificate));
      assert.equal(ok, isGood, `${names}: ${output}`);
      if (!isGood) assert.match(output, /permitted subtree violation/);
    }
  });
});

describe('a certificate of a hospital’s CA, made by openssl', { skip: missing('openssl') || missing('curl') }, () => {
  const NAME = 'pacs.clinic.example';
  /** Root, intermediate, and a way to sign by the intermediate. */
  before(async () => {
    const config = keep(
      'openssl.cnf',
      '[req]\ndistinguished_name=dn\n[dn]\n[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n[leaf]\nbasicConstraints=CA:FALSE\nsubjectAltName=DNS:pacs.clinic.example,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n[client]\nsubjectAltName=DNS:pacs.clinic.example\nextendedKeyUsage=clientAuth\n[nameless]\nbasicConstraints=CA:FALSE\n',
    );
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-config', config];
    const root = ['-x509', '-days', '30', '-extensions', 'ca', '-keyout', path('root.key'), '-out', path('root.pem')];
    assert.ok((await openssl('req', ...ec, ...root, '-subj', '/CN=Clinic Root')).ok);
    assert.ok((await openssl('req', ...ec, '-keyout', path('mid.key'), '-out', path('mid.csr'), '-subj', '/CN=Clinic Issuing CA')).ok);
    await sign('mid.csr', 'root', 'ca', 'mid.pem');
  });
  async function sign(request: string, by: string, section: string, to: string, ...more: string[]): Promise<string> {
    const signer = ['-CA', path(`${by}.pem`), '-CAkey', path(`${by}.key`), '-CAcreateserial'];
    const how = ['-extfile', path('openssl.cnf'), '-extensions', section, '-days', '20'];
    const { ok, output } = await openssl('x509', '-req', '-in', path(request), ...signer, ...how, ...more, '-out', path(to));
    assert.ok(ok, output);
    return kept(to);
  }
  async function make(
    name: string,
    section: string,
    keyKind: readonly string[] = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
    ...more: string[]
  ) {
    const { ok, output } = await openssl(
      ...['req', '-newkey', ...keyKind, '-nodes', '-config', path('openssl.cnf')],
      ...['-keyout', path(`${name}.key`), '-out', path(`${name}.csr`), '-subj', `/CN=${NAME}`],
    );
    assert.ok(ok, output);
    return { chain: await sign(`${name}.csr`, 'mid', section, `${name}.pem`, ...more), key: kept(`${name}.key`) };
  }
  const upload = ({ web, own, certificates }: TlsWeb, body: object) =>
    run(
      ...(['curl', '-sS', '--cacert', keep('ca.pem', certificates.ca.pem), '-X', 'PUT', '-H', `Origin: ${own}`] as const),
      ...['-H', `Cookie: ${cookieOver(web).cookie}`, '-H', 'Content-Type: application/json'],
      ...['--data-binary', `@${keep('body.json', JSON.stringify(body))}`, `${own}/api/certificate`],
    );
  const openAs = ({ web }: TlsWeb, name: string, ca: string) =>
    run(
      'curl',
      '-sS',
      '-i',
      '--cacert',
      path(ca),
      '--connect-to',
      `${name}:${web.port}:127.0.0.1:${web.port}`,
      `https://${name}:${web.port}/login`,
    );

  it('is in use at once, with its chain, in whatever order it came; sessions stay, and the name is ours', async () => {
    await using tls = await startTlsWeb();
    const { chain, key } = await make('good', 'leaf');
    const { output } = await upload(tls, { chain: kept('root.pem') + kept('mid.pem') + chain, key });
    const facts = JSON.parse(output);
    assert.deepEqual([facts.inUse.source, facts.inUse.issuer, facts.inUse.trust], ['uploaded', 'Clinic Issuing CA', 'authority'], output);
    assert.deepEqual(facts.inUse.names, [NAME, '127.0.0.1']);
    assert.ok(facts.ours.some(({ name, isCovered }: { name: string; isCovered: boolean }) => name === 'localhost' && !isCovered));
    const { ok, output: page } = await openAs(tls, NAME, 'root.pem');
    assert.ok(ok && /^HTTP\/2 200/.test(page), page);
    assert.doesNotMatch(page, /strict-transport-security/i);
    assert.equal(new X509Certificate(tls.certificates.current().certificate).subject, `CN=${NAME}`);
    assert.equal(tls.certificates.current().certificate.split('BEGIN CERTIFICATE').length - 1, 2, 'the leaf and the intermediate, no root');
    await tls.certificates.reset('root');
    assert.ok((await openAs(tls, 'localhost', 'ca.pem')).ok);
  });
  it('made for a request comes without a key, which never left', async () => {
    await using tls = await startTlsWeb();
    for (const kind of ['ec', 'rsa'] as const) {
      const { request } = await tls.certificates.request(
        { names: [NAME, '127.0.0.1'], kind, organization: 'Clinic', country: 'DE' },
        'root',
      );
      const { ok, output } = await openssl('req', '-in', keep('ours.csr', request!.pem), '-verify', '-noout', '-text');
      assert.ok(ok, output);
      assert.match(output, /C = DE, O = Clinic, CN = pacs\.clinic\.example/);
      assert.match(output, /DNS:pacs\.clinic\.example, IP Address:127\.0\.0\.1/);
      const chain = (await sign('ours.csr', 'mid', 'leaf', 'ours.pem')) + kept('mid.pem');
      const facts = await tls.certificates.upload({ chain }, 'root');
      assert.equal(facts.inUse.source, 'uploaded');
      assert.equal(facts.request, undefined);
      assert.ok((await openAs(tls, NAME, 'root.pem')).ok);
    }
    const again = await tls.box.open();
    assert.equal(again.facts().inUse.source, 'uploaded', 'at the next start too');
    await again.close();
  });
  it('that has ended makes room for the own CA, and is told', async () => {
    await using tls = await startTlsWeb();
    const { chain, key } = await make('good', 'leaf');
    await tls.certificates.upload({ chain, key }, 'root');
    assert.deepEqual(tls.certificates.problems().length, 1, 'it ends within 30 days');
    tls.box.clock.advance(21 * DAY_MS);
    await tls.certificates.refresh();
    const { inUse, ended } = tls.certificates.facts();
    assert.deepEqual([inUse.source, ended?.subject], ['own', NAME]);
    assert.equal(tls.certificates.problems()[0]?.code, 'CERTIFICATE_ENDED');
  });

  describe('is refused in words', () => {
    const other = async () => (await make('other', 'leaf')).key;
    const CASES: readonly (readonly [string, string, RegExp, () => Promise<{ chain: string; key?: string }>])[] = [
      [
        'with the key of another',
        'TLS_KEY_OF_ANOTHER',
        /does not belong/,
        async () => ({ ...(await make('good', 'leaf')), key: await other() }),
      ],
      ['without its key', 'TLS_NO_KEY', /request first/, async () => ({ chain: (await make('good', 'leaf')).chain })],
      ['for clients', 'TLS_NOT_FOR_SERVERS', /another use/, () => make('client', 'client')],
      ['without names', 'TLS_NOT_FOR_SERVERS', /names no host/, () => make('nameless', 'nameless')],
      ['which is a CA', 'TLS_NOT_FOR_SERVERS', /certification authority/, async () => ({ chain: kept('root.pem'), key: kept('root.key') })],
      ['with a short key', 'TLS_TOO_WEAK', /1024 bits/, () => make('weak', 'leaf', ['rsa:1024'])],
      ['with a key of Ed25519', 'TLS_TOO_WEAK', /ed25519/, () => make('ed', 'leaf', ['ed25519'])],
      ['signed with SHA-1', 'TLS_TOO_WEAK', /sha1/i, () => make('old', 'leaf', undefined, '-sha1')],
      ['in binary form', 'TLS_NOT_PEM', /PEM/, async () => ({ chain: 'MIIB\u0000\u0001', key: '' })],
      ['cut off', 'TLS_NOT_PEM', /damaged/, async () => ({ chain: (await make('good', 'leaf')).chain.replace(/\n.{20}/, '\n') })],
      [
        'with a locked key',
        'TLS_KEY_UNREADABLE',
        /passphrase/,
        async () => {
          const { chain } = await make('good', 'leaf');
          await openssl('pkey', '-in', path('good.key'), '-aes256', '-passout', 'pass:secret', '-out', path('locked.key'));
          return { chain, key: kept('locked.key') };
        },
      ],
    ];
    for (const [what, code, words, given] of CASES)
      it(what, async () => {
        await using tls = await startTlsWeb();
        const before = tls.certificates.current();
        const { output } = await upload(tls, await given());
        const problem = JSON.parse(output);
        assert.equal(problem.code, code, output);
        assert.match(problem.detail, words);
        assert.equal(tls.certificates.current(), before);
      });
    for (const [what, code, from, to] of [
      ['ended yesterday', 'TLS_EXPIRED', -30, -1],
      ['begins tomorrow', 'TLS_NOT_YET_VALID', 1, 30],
    ] as const)
      it(`that ${what}`, async () => {
        await using tls = await startTlsWeb();
        const ca = JSON.parse(readFileSync(join(tls.box.folder, 'tls/ca.json'), 'utf8'));
        const made = await issueLeaf(ca, [NAME], { notBefore: Date.now() + from * DAY_MS, notAfter: Date.now() + to * DAY_MS });
        const { output } = await upload(tls, { chain: made.certificate, key: made.key });
        const problem = JSON.parse(output);
        assert.equal(problem.code, code, output);
        assert.ok(problem.values.today);
      });
  });
});

describe('Chromium, in which a person has trusted the CA', { skip: missing('certutil') }, () => {
  it('opens the page without a warning, watches live over HTTP/2 in ten tabs, and comes from http:// too', async () => {
    await using tls = await startTlsWeb({ page: await buildPage() });
    const home = path('home');
    const database = join(home, '.pki/nssdb');
    mkdirSync(database, { recursive: true });
    execFileSync('certutil', ['-N', '-d', `sql:${database}`, '--empty-password']);
    execFileSync('certutil', ['-A', '-d', `sql:${database}`, '-n', 'Filmroom', '-t', 'C,,', '-i', keep('ca.pem', tls.certificates.ca.pem)]);
    const browser = await launch(home);
    try {
      const context = await browser.newContext();
      const [name = '', value = ''] = cookieOver(tls.web).cookie.split('=');
      await context.addCookies([{ name, value, url: tls.own, secure: true }]);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`http://127.0.0.1:${tls.web.port}/`);
      assert.equal(new URL(page.url()).origin, tls.own);
      const protocol = () => (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).nextHopProtocol;
      assert.equal(await page.evaluate(protocol), 'h2');
      const watchTen = async () => {
        const opened = Array.from({ length: 10 }, () => new EventSource('/api/events'));
        const first = (source: EventSource) => new Promise((resolve) => source.addEventListener('snapshot', resolve, { once: true }));
        await Promise.all(opened.map(first));
        for (const source of opened) source.close();
        return opened.length;
      };
      assert.equal(await page.evaluate(watchTen), 10);
      await page.goto(`${tls.own}/certificate`);
      await page.getByRole('heading', { level: 2 }).first().waitFor();
      assert.deepEqual(complaints, []);
    } finally {
      await browser.close();
    }
  });
  it('warns where it has not', async () => {
    await using tls = await startTlsWeb();
    const browser = await launch(path('stranger'));
    try {
      await assert.rejects((await browser.newPage()).goto(`${tls.own}/login`), /ERR_CERT_AUTHORITY_INVALID/);
    } finally {
      await browser.close();
    }
  });
});
