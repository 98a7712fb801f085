/** `filmroom network`: shows and changes the two networks of a box, through the hands; `start` is what the box itself runs before networkd. */
import { systemClock as clock, createLog, jsonText } from '../base/base.ts';
import { askHands, requireBox } from '../box/box.ts';
import { CliError, type Flags, type Io } from '../cli/cli.ts';
import { LIMITS, logStyle } from '../config/config.ts';
import { editSettings, type NetworkReport, networkTable, startNetwork } from '../network/network.ts';

/** What stands for / and starts the network, in a test. */
interface Machine {
  readonly root: string;
  readonly start: typeof startNetwork;
}

const DO: Readonly<Record<string, (words: readonly string[], flags: Flags, io: Io, machine: Machine) => Promise<void>>> = {
  async show(words, flags, io) {
    nothingMore('show', words);
    print(await askHands('network.show', {}), flags, io);
  },
  async set(words, flags, io) {
    if (words.length === 0)
      throw new CliError('CLI_USAGE', 'What shall be set? E.g. filmroom network set hospital=dhcp\nSee: filmroom help network');
    const { settings, waiting } = await askHands<NetworkReport>('network.show', {});
    const wanted = editSettings(waiting?.settings ?? settings, words);
    const report = await askHands<NetworkReport>('network.set', { settings: wanted }, { answerMs: LIMITS.network.applyMs });
    print(report, flags, io);
    if (!flags.json)
      io.print(
        `\nThese settings hold now, and are taken back in ${report.waiting?.secondsLeft} s unless you confirm them:\n  filmroom network confirm\n`,
      );
  },
  async confirm(words, flags, io) {
    nothingMore('confirm', words);
    print(await askHands('network.confirm', {}), flags, io);
  },
  async revert(words, flags, io) {
    nothingMore('revert', words);
    print(await askHands('network.revert', {}, { answerMs: LIMITS.network.applyMs }), flags, io);
  },
  async start(words, _flags, io, { root, start }) {
    nothingMore('start', words);
    requireBox('filmroom network start', root);
    await start({ root, clock, log: createLog({ level: 'info', style: logStyle(), write: (line) => io.error(line) }) });
  },
};

export async function networkCommand(
  flags: Flags,
  io: Io,
  [verb = 'show', ...words]: readonly string[],
  { root = '/', start = startNetwork }: Partial<Machine> = {},
): Promise<void> {
  const act = Object.hasOwn(DO, verb) ? DO[verb] : undefined;
  if (!act)
    throw new CliError('CLI_USAGE', `filmroom network takes ${Object.keys(DO).join(', ')}, not "${verb}".\nSee: filmroom help network`);
  await act(words, flags, io, { root, start });
}

function nothingMore(verb: string, [word]: readonly string[]): void {
  if (word !== undefined) throw new CliError('CLI_USAGE', `filmroom network ${verb} takes no "${word}"\nSee: filmroom help network`);
}

function print(report: NetworkReport, { json }: Flags, io: Io): void {
  io.print(json ? jsonText(report) : networkTable(report, io.columns));
}
