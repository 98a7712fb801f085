/** Changes the certificate without end, until it is killed. usage: node certificate-child.ts FOLDER UPLOADS.json */
import { readFileSync } from 'node:fs';
import { systemClock as clock, createLog } from '../../app/base/base.ts';
import { openCertificates, TLS_LIMITS } from '../../app/tls/tls.ts';

const [folder = '', uploads = ''] = process.argv.slice(2);
const log = createLog({ level: 'error', style: 'journald', write: () => undefined });
const pairs = JSON.parse(readFileSync(uploads, 'utf8')) as readonly { readonly certificate: string; readonly key: string }[];
let names = ['box.local'];
const certificates = await openCertificates({ folder, names: () => names, clock, log, limits: TLS_LIMITS });
process.stdout.write('ready\n');
for (let round = 0; ; round++) {
  for (const { certificate: chain, key } of pairs) await certificates.upload({ chain, key }, 'root');
  await certificates.request({ names: ['box.local'] }, 'root');
  await certificates.reset('root');
  names = ['box.local', `192.0.2.${round % 250}`];
  await certificates.refresh();
}
