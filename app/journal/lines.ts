import * as z from 'zod/mini';
import type { JournalLimits } from './limits.ts';

export const JOURNAL_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type JournalLevel = (typeof JOURNAL_LEVELS)[number];

/** Parts of the box that can be asked for by themselves, with what journalctl(1) calls them. */
export const JOURNAL_PARTS = {
  kernel: ['_TRANSPORT=kernel'],
  network: ['--unit=systemd-networkd.service', '--unit=systemd-resolved.service', '--unit=filmroom-network.service'],
  clock: ['--unit=chrony.service', '--unit=filmroom-time-servers.service'],
  names: ['--unit=avahi-daemon.service'],
  update: ['--unit=rauc.service', '--unit=filmroom-mark-good.service'],
  filmroom: ['--unit=filmroom*.service'],
} as const satisfies Record<string, readonly string[]>;
export type JournalPart = keyof typeof JOURNAL_PARTS;

/** One line of the journal. */
export interface JournalLine {
  /** Wall clock, ms. */
  readonly at: number;
  readonly level: JournalLevel;
  /** The service that wrote it, or `kernel`. */
  readonly unit: string;
  readonly line: string;
}

/** systemd.journal-fields(7). What is no text comes as numbers, what is too long as null. */
const Entry = z.object({
  __REALTIME_TIMESTAMP: z.string(),
  PRIORITY: z.optional(z.string()),
  _SYSTEMD_UNIT: z.optional(z.string()),
  SYSLOG_IDENTIFIER: z.optional(z.string()),
  _TRANSPORT: z.optional(z.string()),
  MESSAGE: z.optional(z.union([z.string(), z.array(z.int()), z.null()])),
});

/** The lines of `journalctl --output=json`; one that cannot be read is left out. */
export function linesOf(text: string, { maxLines, maxLineChars }: Pick<JournalLimits, 'maxLines' | 'maxLineChars'>): JournalLine[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.slice(0, maxLines).flatMap((line) => {
    const { success, data } = Entry.safeParse(jsonOrNothing(line));
    if (!success) return [];
    const { MESSAGE: message = '', PRIORITY: priority = '6' } = data;
    const said = Array.isArray(message) ? Buffer.from(message).toString('utf8') : (message ?? '…');
    return {
      at: Math.floor(Number(data.__REALTIME_TIMESTAMP) / 1000),
      level: levelOf(Number(priority)),
      unit: data._TRANSPORT === 'kernel' ? 'kernel' : (data._SYSTEMD_UNIT ?? data.SYSLOG_IDENTIFIER ?? '').replace(/\.service$/, ''),
      line: said.length > maxLineChars ? `${said.slice(0, maxLineChars)}…` : said,
    };
  });
}

/** syslog(3): 0 to 3 are faults, 4 is a warning, 7 is for who develops. */
function levelOf(priority: number): JournalLevel {
  if (priority <= 3) return 'error';
  return priority === 4 ? 'warn' : priority === 7 ? 'debug' : 'info';
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // cut off, or words of journalctl itself
  }
}
