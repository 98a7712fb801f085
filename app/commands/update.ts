/** `filmroom update`: shows the slots of a box, installs an update, goes back; `settle` is what the box itself runs at each start. */
import { copyFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock as clock, jsonText } from '../base/base.ts';
import { askHands, requireBox } from '../box/box.ts';
import { CliError, type Flags, type Io, withProgress } from '../cli/cli.ts';
import { LIMITS } from '../config/config.ts';
import { begin } from '../program/begin.ts';
import { scuAssociations } from '../program/scu-options.ts';
import { drawReport, passed, runSelfTest, type SelfTestReport } from '../self-test/self-test.ts';
import { bootedSlot, describeUpdate, keepSlot, readUpdateState, UPDATES_FOLDER, type UpdateStatus } from '../update/update.ts';

const LOOK_EVERY_MS = 1000;

const DO: Readonly<Record<string, (words: readonly string[], flags: Flags, io: Io) => Promise<void>>> = {
  async status(_, { json }, io) {
    const status = await askHands<UpdateStatus>('update.status', {});
    io.print(json ? jsonText(status) : describeUpdate(status));
  },
  install,
  async back(_, flags, io) {
    const { slot, version } = await askHands<{ slot: string; version?: string }>('slot.previous', {});
    io.print(`Slot ${slot}, version ${version ?? 'unknown'}, starts with the next restart.\n`);
    await restart(flags, io);
  },
  async settle(_, flags, io) {
    requireBox('filmroom update settle');
    await settle(begin(flags, io), io);
  },
};

export async function updateCommand(flags: Flags, io: Io, [verb = 'status', ...words]: readonly string[]): Promise<void> {
  const act = Object.hasOwn(DO, verb) ? DO[verb] : undefined;
  if (!act) throw new CliError('CLI_USAGE', `filmroom update takes status, install and back, not "${verb}".\nSee: filmroom help update`);
  if (words.length !== (verb === 'install' ? 1 : 0))
    throw new CliError(
      'CLI_USAGE',
      verb === 'install' ? 'Which file? filmroom update install FILE' : `filmroom update ${verb} takes no "${words[0]}"`,
    );
  await act(words, flags, io);
}

async function install([path = '']: readonly string[], flags: Flags, io: Io): Promise<void> {
  const file = basename(path);
  const there = join(UPDATES_FOLDER, file);
  if (path !== file) {
    const { size } = await stat(path).catch((cause) => {
      throw new CliError('CLI_USAGE', `There is no file ${path}.`, { cause });
    });
    await withProgress(io, async (update) => {
      update(0, size, 'bytes copied');
      await copyFile(path, there);
      update(size, size, 'bytes copied');
    });
  }
  const { slot, version } = await askHands<{ slot: string; version: string }>(
    'update.install',
    { file },
    { answerMs: LIMITS.update.askMs },
  );
  await withProgress(io, async (update) => {
    for (const deadline = clock.monotonicMs() + LIMITS.update.installMs; ; ) {
      const { installing, failure, pending } = await askHands<UpdateStatus>('update.status', {});
      if (failure !== undefined) throw new CliError('CLI_UPDATE_FAILED', `The update was not installed: ${failure}`);
      if (!installing) {
        if (pending) return;
        throw new CliError('CLI_UPDATE_FAILED', 'The update was cut short, and is not installed. Install it once more.');
      }
      update(installing.percent, 100, '%');
      if (clock.monotonicMs() > deadline)
        throw new CliError('CLI_UPDATE_FAILED', 'The update takes too long; filmroom update status says more.');
      await delay(LOOK_EVERY_MS);
    }
  });
  io.print(`Version ${version} is in slot ${slot}. It stays if its self-test passes; else the box comes back to this one by itself.\n`);
  await restart(flags, io);
}

async function restart(flags: Flags, io: Io): Promise<void> {
  if (flags['no-restart']) return io.print('The box restarts when you say so: not now.\n');
  io.print('The box restarts now.\n');
  await askHands('power.reboot', {});
}

/**
 * At each start of a box: tests until all is well, and keeps the slot then.
 *
 * @throws CliError CLI_SELF_TEST_FAILED; the ladder goes on from there, and for nothing else
 */
async function settle({ config, log }: ReturnType<typeof begin>, io: Io): Promise<void> {
  const { dataFolder } = config;
  const { pending } = await readUpdateState();
  const links = pending && pending.to.slot === bootedSlot() ? pending.links : [];
  const associations = scuAssociations(() => config, log);
  const begun = clock.monotonicMs();
  let report: SelfTestReport;
  for (;;) {
    report = await runSelfTest({ ...{ dataFolder, associations, clock, log, links }, limits: LIMITS.selfTest });
    if (passed(report) || clock.monotonicMs() - begun > LIMITS.update.settleMs) break;
    await delay(LOOK_EVERY_MS);
  }
  io.print(drawReport(report));
  if (!passed(report)) throw new CliError('CLI_SELF_TEST_FAILED', 'The self-test of this slot did not pass.');
  log.info('update.self-test-passed', { afterMs: Math.round(clock.monotonicMs() - begun) });
  await keepSlot({ ask: askHands, log, clock });
  if (report.steps.some(({ step, state }) => step === 'database' && state === 'skipped')) io.exit(0); // its thread may still be looking
}
