/** `filmroom self-test`: is what runs here what it should be? */
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock as clock, jsonText } from '../base/base.ts';
import { CliError, type Flags, type Io } from '../cli/cli.ts';
import { LIMITS } from '../config/config.ts';
import { begin } from '../program/begin.ts';
import { scuAssociations } from '../program/scu-options.ts';
import { drawReport, passed, runSelfTest, type SelfTestReport } from '../self-test/self-test.ts';

const AGAIN_MS = 3000;
const MOST_WAIT_S = 3600;

export async function selfTestCommand(flags: Flags, io: Io): Promise<void> {
  const waitMs = waitOf(flags) * 1000;
  const { config, log } = begin({ ...flags, 'log-level': 'error' }, io);
  const links = typeof flags.links === 'string' ? flags.links.split(',').filter(Boolean) : [];
  const { dataFolder } = config;
  const begun = clock.monotonicMs();
  let report: SelfTestReport;
  for (;;) {
    report = await runSelfTest({
      dataFolder,
      associations: scuAssociations(() => config, log),
      clock,
      log,
      links,
      limits: LIMITS.selfTest,
    });
    if (passed(report) || clock.monotonicMs() - begun > waitMs) break;
    await delay(AGAIN_MS);
  }
  io.print(flags.json ? jsonText({ passed: passed(report), ...report }) : drawReport(report));
  if (passed(report)) return finish(report, io);
  const failed = report.steps.filter(({ state }) => state === 'failed').map(({ step }) => step);
  throw new CliError('CLI_SELF_TEST_FAILED', `The self-test failed: ${[...new Set(failed)].join(', ')}.`);
}

/** A look at a large index that was given up goes on in its thread: it would hold this process. */
function finish({ steps }: SelfTestReport, io: Io): void {
  if (steps.some(({ step, state }) => step === 'database' && state === 'skipped')) io.exit(0);
}

function waitOf({ wait }: Flags): number {
  if (wait === undefined) return 0;
  const seconds = /^\d{1,4}$/.test(String(wait)) ? Number(wait) : Number.NaN;
  if (!(seconds <= MOST_WAIT_S)) throw new CliError('CLI_USAGE', `--wait must be seconds from 0 to ${MOST_WAIT_S}, not "${wait}"`);
  return seconds;
}
