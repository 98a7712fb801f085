import { jsonText, pageUrl } from '../base/base.ts';
import { CliError, type Flags, type Io } from '../cli/cli.ts';
import { LIMITS, type LoadedConfig, speaksTls } from '../config/config.ts';
import { drawPanel, type LedReport } from '../panel/panel.ts';
import { begin } from '../program/begin.ts';
import { readProgramSecrets } from '../program/program-secret.ts';
import { fetchHere } from '../tls/tls.ts';

export async function ledsCommand(flags: Flags, io: Io): Promise<void> {
  const { config } = begin({ ...flags, 'log-level': 'error' }, io);
  if (flags.identify) await askProgram(config, '/api/identify', 'POST');
  const { panel } = (await (await askProgram(config, '/api/status')).json()) as { readonly panel: readonly LedReport[] };
  const colours = process.stdout.isTTY === true && !process.env.NO_COLOR;
  io.print(flags.json ? jsonText(panel) : drawPanel(panel, { colours, columns: io.columns }));
}

/**
 * Asks the program that runs on this machine with this configuration, and shows it the secret that only this machine can read.
 *
 * @throws CliError CLI_NOT_RUNNING, CLI_NOT_LET_IN
 */
export async function askProgram(
  { web, dataFolder }: LoadedConfig,
  path: string,
  method: 'GET' | 'POST' | 'DELETE' = 'GET',
): Promise<Response> {
  const { origin } = new URL(pageUrl({ host: reachable(web.host), port: web.port, tls: speaksTls(web) }));
  for (const secret of [...(await readProgramSecrets(dataFolder)), undefined]) {
    let answer: Response;
    try {
      const headers: Record<string, string> = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
      answer = await fetchHere(origin + path, { method, headers, signal: AbortSignal.timeout(LIMITS.program.askMs) });
    } catch (cause) {
      const words = `Filmroom does not answer at ${origin}. Is it running, with this configuration? On a box whose program does not run, POWER beats like a heart.`;
      throw new CliError('CLI_NOT_RUNNING', words, { cause });
    }
    if (answer.ok) return answer;
    if (answer.status !== 401 && answer.status !== 403)
      throw new CliError('CLI_NOT_RUNNING', `What answers at ${origin} is not this Filmroom: ${answer.status}.`);
  }
  const words = `Filmroom runs at ${origin}, and does not let this command in. Run it as root, or as the user that runs filmroom serve, with the same --data.`;
  throw new CliError('CLI_NOT_LET_IN', words);
}

function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '::1';
  return host;
}
