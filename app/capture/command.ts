/** What is listened to, and how much of it at most. */
export interface Bounds {
  /** Name of the interface, or `any`. */
  readonly port: string;
  /** As `filterOf` made it. */
  readonly filter: string;
  /** tcpdump is ended after so long, whoever started it is still there or not. */
  readonly seconds: number;
  /** The kernel lets it write so many and no more. */
  readonly bytes: number;
}

/** What tcpdump is told; the service of a box says the same (`overlays/…/filmroom-capture.service`). */
const TCPDUMP = ['--no-promiscuous-mode', '-n', '--packet-buffered', '--buffer-size=8192', '--relinquish-privileges=nobody'] as const;

/**
 * The command line that writes to standard output: timeout(1) ends it, prlimit(1) bounds what it writes, and tcpdump is nobody as soon as it listens.
 */
export function captureCommand({ port, filter, seconds, bytes }: Bounds): readonly [string, readonly string[]] {
  const bounded = ['--kill-after=5', String(seconds), 'prlimit', `--fsize=${bytes}`, '--core=0', '--'];
  return ['timeout', [...bounded, 'tcpdump', `--interface=${port}`, ...TCPDUMP, '-w', '-', ...filter.split(' ')]];
}
