/** The front panel of this machine, and what it is told of the program. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, errnoOf, type Log, type SaidSentence, wordsOf } from '../base/base.ts';
import {
  ALL_WELL,
  createLineDriver,
  type Health,
  type LedReport,
  type LedsConf,
  NO_LEDS,
  openButtonDevice,
  openLedClass,
  type Panel,
  type PanelActions,
  type PanelDriver,
  parseLedsConf,
  reportOf,
  startPanel,
} from '../panel/panel.ts';
import { createBoxHealth } from './box-health.ts';
import { buttonActions } from './button-actions.ts';
import type { ClaimWindow } from './claim-window.ts';
import { createHealth, createLinks, type PanelConfig, type ProgramHealth, type Watched } from './panel-health.ts';

export interface FrontPanel {
  /** The program is ready, and these tell how it fares. */
  ready(watched: Watched): void;
  stopping(): void;
  leds(): LedReport[];
  /** Why POWER says that something is not as it should be. */
  problems(): readonly SaidSentence[];
  identify(): void;
  /** From now on it is shown so: the LEDs and the button are given back, and taken anew. */
  change(config: PanelConfig): Promise<void>;
  close(): Promise<void>;
}

/** Three looks of a watchdog that is late; above the pauses of a busy disk. */
const DEAD_MAN_MS = 20_000;

export function openFrontPanel(options: {
  readonly config: PanelConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly print: (text: string) => void;
  /** Opened by the button. */
  readonly claimWindow: ClaimWindow;
  /** What the button may do on this machine, besides blinking. Without it: what a box can. */
  readonly actions?: PanelActions;
  /** Of the machine; a test gives another. */
  readonly root?: string;
}): FrontPanel {
  const { clock, log, print, claimWindow, actions = buttonActions({ claimWindow }), root = '/' } = options;
  let phase: Health['phase'] = 'starting';
  let health: (() => ProgramHealth) | undefined;
  const box = createBoxHealth({ clock, claimWindow, root });
  let { panel, links } = shownBy(options.config);
  const linksNow = () => links();

  function shownBy(config: PanelConfig): { panel: Panel; links: ReturnType<typeof createLinks> } {
    const conf = readLedsConf(config, log);
    const linksOf = createLinks(config, clock, root);
    const opening = () => ({ ...linksOf(), store: { ...ALL_WELL.store, disk: 'opening' as const } });
    const panel = startPanel({
      health: () => ({ ...ALL_WELL, ...(health?.() ?? opening()), ...box.now(), phase }),
      driver: driverOf(config, conf),
      actions,
      openButton:
        conf?.button === undefined
          ? undefined
          : (onEvent) =>
              openButtonDevice({
                ...{ name: conf.button ?? '', clock, log, onEvent },
                ...{ classFolder: join(root, 'sys/class/input'), deviceFolder: join(root, 'dev/input') },
              }),
      ...{ clock, log },
    });
    return { panel, links: linksOf };
  }

  function driverOf(config: PanelConfig, conf: LedsConf | undefined): PanelDriver {
    if (config.leds === 'console') return createLineDriver((line) => print(`Panel  ${line}`));
    if (!conf || conf.lamps.length === 0) return NO_LEDS;
    return openLedClass({ lamps: conf.lamps, folder: config.ledsFolder, deadManMs: DEAD_MAN_MS, clock, log });
  }

  return {
    ready(watched) {
      health = createHealth(watched, linksNow, clock);
      phase = 'ready';
    },
    stopping() {
      phase = 'stopping';
    },
    leds: () => reportOf(panel.picture()),
    problems: () => box.problems(),
    identify: () => panel.identify(true),
    async change(config) {
      await panel.close();
      ({ panel, links } = shownBy(config));
    },
    close: () => panel.close(),
  };
}

/** The board's LEDs and button; a mistake in the file costs the LEDs, not the images. */
function readLedsConf({ leds, ledsFile }: PanelConfig, log: Log): LedsConf | undefined {
  if (leds === 'none') return undefined;
  try {
    return parseLedsConf(readFileSync(ledsFile, 'utf8'));
  } catch (error) {
    if (leds !== 'ledclass' && errnoOf(error) === 'ENOENT') return undefined; // a PC
    log.error('panel.no-leds', { file: ledsFile, words: wordsOf(error) });
    return undefined;
  }
}
