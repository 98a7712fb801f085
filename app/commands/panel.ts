/** `filmroom panel`: the panel of a console, told by the program that runs on this machine, and by the machine where it does not. */
import { hostname, networkInterfaces } from 'node:os';
import { type Clock, systemClock as clock, jsonText, pageUrl, wordsOf } from '../base/base.ts';
import { aboutBox } from '../box/box.ts';
import { CliError, type Flags, type Io, stopSignal, VERSION } from '../cli/cli.ts';
import { type LoadedConfig, speaksTls } from '../config/config.ts';
import { type Address, type BoxFacts, createWatch, drawScreen, networksOf, serialLines, untilNextBlink } from '../console/console.ts';
import { reportWithoutProgram } from '../panel/panel.ts';
import { begin } from '../program/begin.ts';
import { boxProblems } from '../program/box-health.ts';
import { readClaimCode } from '../program/claim-source.ts';
import type { Status } from '../web/web.ts';
import { askProgram } from './leds.ts';

const ASK_EVERY_MS = 2000;
/** The kernel may have written across the screen. */
const ANEW_EVERY_MS = 30_000;
/** Facts that came meanwhile are drawn after so long. */
const MOST_STILL_MS = 500;
const CTRL_C = '\u0003';

export async function panelCommand(flags: Flags, io: Io): Promise<void> {
  const { config } = begin({ ...flags, 'log-level': 'error' }, io);
  const colours = process.stdout.isTTY === true && !process.env.NO_COLOR;
  if (flags.watch) return watch(config, clock, io);
  const facts = await boxFacts(config, clock);
  if (flags.json) return io.print(jsonText(facts));
  const { columns = io.columns } = process.stdout;
  const lines = flags.serial ? serialLines(facts) : drawScreen(facts, { columns, rows: Number.POSITIVE_INFINITY, colours, atMs: 0 });
  io.print(`${lines.join('\n')}\n`);
}

async function watch(config: LoadedConfig, clock: Clock, io: Io): Promise<void> {
  const { stdout } = process;
  if (!stdout.isTTY) throw new CliError('CLI_USAGE', '--watch draws on a terminal; without one leave it out.');
  const screen = createWatch((text) => io.print(text));
  stdout.on('resize', () => screen.forget());
  let facts = await boxFacts(config, clock);
  let isOver = false;
  const ask = async () => {
    facts = await boxFacts(config, clock);
    if (!isOver) clock.after(ASK_EVERY_MS, () => void ask());
  };
  const draw = () => {
    const { columns = 80, rows = 25 } = stdout;
    const atMs = clock.monotonicMs();
    screen.show(drawScreen(facts, { columns, rows, colours: true, atMs }));
    if (!isOver) clock.after(Math.min(MOST_STILL_MS, untilNextBlink(facts.leds, atMs)), draw);
  };
  const anew = () => {
    screen.forget();
    if (!isOver) clock.after(ANEW_EVERY_MS, anew);
  };
  clock.after(ASK_EVERY_MS, () => void ask());
  clock.after(ANEW_EVERY_MS, anew);
  draw();
  quietKeys();
  await stopSignal(io);
  isOver = true;
  screen.close();
  io.exit(0);
}

/** Nothing that is typed shows on the screen; Ctrl-C is all that does something. */
function quietKeys(): void {
  const { stdin } = process;
  if (!stdin.isTTY) return;
  stdin.setRawMode(true);
  stdin.on('data', (keys) => {
    if (keys.toString().includes(CTRL_C)) process.kill(process.pid, 'SIGINT');
  });
  stdin.on('error', () => undefined); // the terminal has gone: a signal comes too
}

/** Never rejects: a program that does not answer is told as such. */
async function boxFacts(config: LoadedConfig, clock: Clock): Promise<BoxFacts> {
  const { modalityInterface: modality, hospitalInterface: hospital } = config.panel;
  const problems = (await boxProblems('/', clock)).map(({ words }) => words);
  const addresses = networksOf(networkInterfaces(), { modality, hospital });
  const here = (name = aboutBox() && `${hostname()}.local`) => {
    const [pageUrl = '', ...otherUrls] = pageUrls(config, addresses, name);
    return { version: VERSION, name, addresses, pageUrl, otherUrls, claimCode: readClaimCode(config.dataFolder) };
  };
  try {
    const status = (await (await askProgram(config, '/api/status')).json()) as Status;
    const facts = told(status);
    return { ...here(status.announced.hostName), ...facts, problems: [...facts.problems, ...problems] };
  } catch (error) {
    return { ...here(), leds: reportWithoutProgram(), dicom: [], store: undefined, problems: [wordsOf(error), ...problems] };
  }
}

/** The way that works for most phones first: an address of the hospital's, then the name, then what is left. */
function pageUrls({ web }: LoadedConfig, addresses: readonly Address[], name: string | undefined): string[] {
  const url = (host: string) => pageUrl({ host, port: web.port, tls: speaksTls(web) });
  if (web.host !== '0.0.0.0' && web.host !== '::') return [url(web.host)];
  const ipv4 = addresses.filter(({ isIpv6 }) => !isIpv6);
  const given = ipv4.filter(({ isLinkLocal, network }) => !isLinkLocal && network !== 'modality').map(({ address }) => address);
  const others = ipv4.map(({ address }) => address).filter((address) => !given.includes(address));
  const hosts = [...given.slice(0, 1), ...(name ? [name] : []), ...(given.length > 0 ? [] : others)];
  return (hosts.length > 0 ? hosts : ['127.0.0.1']).map(url);
}

/** What the program says of itself. */
function told({ panel, dicom, counts, disk, refusals, trouble }: Status): Pick<BoxFacts, 'leds' | 'dicom' | 'store' | 'problems'> {
  const [refusal] = refusals;
  const problems = [
    ...(trouble ? [trouble.words] : []),
    ...(refusal
      ? [
          `${timeOf(refusal.lastAt)} ${refusal.callingAeTitle} at ${refusal.address} was refused: ${refusal.words.replace(/\.?$/, '.')} ${refusal.whatToDo}`,
        ]
      : []),
  ];
  const titles = [...new Set(dicom.map(({ aeTitle }) => aeTitle))].map((aeTitle) => {
    const of = dicom.filter((each) => each.aeTitle === aeTitle);
    return { aeTitle, ports: of.map(({ port }) => port), loopbackOnly: of.every(({ loopbackOnly }) => loopbackOnly) };
  });
  const room = `${(disk.freeBytes / 1e9).toFixed(1)} of ${(disk.totalBytes / 1e9).toFixed(1)} GB free`;
  const store = counts ? `${counts.instances} of ${counts.studies} studies, ${room}` : room;
  return { leds: panel as BoxFacts['leds'], dicom: titles, store, problems };
}

function timeOf(at: number): string {
  return new Date(at).toTimeString().slice(0, 5);
}
