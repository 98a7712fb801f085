import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { connect } from 'node:tls';
import { systemClock as clock } from '../../app/base/base.ts';
import { issueCa, issueLeaf } from '../../app/tls/issue.ts';
import { openCertificates, TLS_LIMITS } from '../../app/tls/tls.ts';
import { gatheredLog } from '../support/gathered-log.ts';

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 25);
const CHILD = new URL('certificate-child.ts', import.meta.url).pathname;
const DAY_MS = 86_400_000;

async function killed(child: ChildProcess, afterMs: number): Promise<void> {
  const exited = once(child, 'exit');
  await new Promise((resolve) => setTimeout(resolve, afterMs)); // the moment is what is tested
  child.kill('SIGKILL');
  await exited;
}

/** That it can be presented, and a client that trusts the right CA takes it. */
async function isTaken({ key, certificate }: { readonly key: string; readonly certificate: string }, ca: string): Promise<void> {
  const server = createServer({ key, cert: certificate }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const socket = connect({ port, host: '127.0.0.1', servername: 'box.local', ca });
  await once(socket, 'secureConnect');
  socket.destroy();
  server.close();
}

it(`a kill at any moment of a change leaves a certificate that works, ${ROUNDS} times`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-tls-kills-'));
  try {
    const now = Date.now();
    const clinic = await issueCa('Clinic', ['local'], { notBefore: now - DAY_MS, notAfter: now + 90 * DAY_MS });
    const validity = { notBefore: now - DAY_MS, notAfter: now + 60 * DAY_MS };
    const pairs = await Promise.all([1, 2].map(() => issueLeaf(clinic, ['box.local'], validity)));
    const uploads = join(folder, 'uploads.json');
    writeFileSync(uploads, JSON.stringify(pairs));
    const kept = join(folder, 'tls');
    let ca: string | undefined;
    const seen = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      const child = spawn(process.execPath, [CHILD, kept, uploads], { stdio: ['ignore', 'pipe', 'inherit'] });
      if (round % 5 > 0) await once(child.stdout!, 'data'); // else it dies while it begins, now and then before it has a CA
      await killed(child, Math.random() * (round % 5 > 0 ? 60 : 400));
      const { log, lines } = gatheredLog();
      const certificates = await openCertificates({ folder: kept, names: () => ['box.local'], clock, log, limits: TLS_LIMITS });
      const current = certificates.current();
      const { source } = certificates.facts().inUse;
      seen.add(source);
      assert.ok(new X509Certificate(current.certificate).checkPrivateKey(createPrivateKey(current.key)));
      await isTaken(current, source === 'own' ? certificates.ca.pem : clinic.certificate);
      if (source === 'uploaded') assert.ok(pairs.some(({ key }) => key === current.key));
      if (ca !== undefined) assert.equal(certificates.ca.pem, ca, 'the CA is never lost');
      ca = certificates.ca.pem;
      assert.ok(!lines.some((line) => line.includes('ca-replaced')), lines.join(''));
      await certificates.close();
      assert.deepEqual(
        readdirSync(kept).filter((name) => !/^(ca|leaf|uploaded|request)\.json(\.new)?$/.test(name)),
        [],
      );
    }
    assert.equal(seen.size, 2, 'kills found own and uploaded certificates in use');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
