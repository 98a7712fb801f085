import type { Picture } from './grammar.ts';
import type { PanelDriver } from './led-class.ts';
import { panelLine } from './report.ts';

/** For a console or a terminal: one line each time that the panel changes. */
export function createLineDriver(write: (line: string) => void): PanelDriver {
  let last = '';
  return {
    show(picture: Picture) {
      const line = panelLine(picture);
      if (line !== last) write(`${line}\n`);
      last = line;
    },
    settled: async () => undefined,
    close: async () => undefined,
  };
}

/** A machine without LEDs: the page and `filmroom leds` show the panel. */
export const NO_LEDS: PanelDriver = { show: () => undefined, settled: async () => undefined, close: async () => undefined };
