/** `filmroom certificate`: asks the running program about the certificate of its page. */
import { jsonText } from '../base/base.ts';
import { CliError, type Flags, type Io } from '../cli/cli.ts';
import { speaksTls } from '../config/config.ts';
import { begin } from '../program/begin.ts';
import type { CertificateFacts, CertificatesFacts } from '../tls/tls.ts';
import { askProgram } from './leds.ts';

export async function certificateCommand(flags: Flags, io: Io, [what = 'show']: readonly string[]): Promise<void> {
  const { config } = begin({ ...flags, 'log-level': 'error' }, io);
  if (!speaksTls(config.web))
    throw new CliError('CLI_USAGE', 'The page is served without TLS, so that it has no certificate: the setting web.tls switches it on.');
  if (what === 'ca') return io.print(await (await askProgram(config, '/api/certificate/ca.pem')).text());
  if (what !== 'show' && what !== 'reset') throw new CliError('CLI_USAGE', `certificate takes show, ca or reset, not ${what}.`);
  const answer = await askProgram(config, '/api/certificate', what === 'reset' ? 'DELETE' : 'GET');
  const facts = (await answer.json()) as CertificatesFacts;
  io.print(flags.json ? jsonText(facts) : wordsOf(facts));
}

function wordsOf({ inUse, ours, ca, ended, request }: CertificatesFacts): string {
  const missing = ours.filter(({ isCovered }) => !isCovered).map(({ name }) => name);
  return [
    ...certificateWords(inUse.source === 'own' ? 'In use, of the own CA' : 'In use, uploaded', inUse),
    ...(missing.length > 0 ? [`  not for  ${missing.join(', ')}`] : []),
    ...(ended ? ['', ...certificateWords('Uploaded, and over', ended)] : []),
    ...(request ? ['', `A request of ${day(request.madeAt)} for ${request.names.join(', ')} waits for its certificate.`] : []),
    '',
    'The own CA',
    `  name     ${ca.subject}`,
    `  until    ${day(ca.validTo)}`,
    `  SHA-256  ${ca.fingerprint}`,
    '',
  ].join('\n');
}

function certificateWords(title: string, { names, issuer, validFrom, validTo, fingerprint }: CertificateFacts): string[] {
  return [
    title,
    `  for      ${names.join(', ')}`,
    `  by       ${issuer}`,
    `  valid    ${day(validFrom)} to ${day(validTo)}`,
    `  SHA-256  ${fingerprint}`,
  ];
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
