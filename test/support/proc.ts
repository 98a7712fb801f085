import { readdirSync, readFileSync } from 'node:fs';

/** What Linux knows of a process: proc_pid_status(5), proc_pid_stat(5). Zero where it is gone. */
const CLOCK_TICKS = 100; // USER_HZ, the same on every Linux that Node runs on

function statusKb(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Resident memory now. */
export const rssBytes = (pid: number): number => statusKb(pid, 'VmRSS') * 1024;
/** The most resident memory so far, as the kernel kept count. */
export const peakRssBytes = (pid: number): number => statusKb(pid, 'VmHWM') * 1024;

/** Fields of /proc/<pid>/stat, from the third on (what follows the program's name). */
function stat(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** The processes that `pid` started and that are not yet waited for. */
export function childrenOf(pid: number): number[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.map(Number).filter((each) => Number(stat(each)?.[1]) === pid);
}

/** Processor time of a process, its threads, the children it has waited for, and those it has not. */
export function cpuSeconds(pid: number, forks = false): number {
  const fields = stat(pid);
  if (!fields) return 0;
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / CLOCK_TICKS; // utime, stime, cutime, cstime
  return forks ? childrenOf(pid).reduce((sum, child) => sum + cpuSeconds(child), own) : own;
}

/** Samples resident memory until stopped. Of a program that forks, the sum over its processes: pages that they share count for each. */
export function watchRss(pid: number, options: { readonly everyMs?: number; readonly forks?: boolean } = {}): { stop(): number } {
  let peak = 0;
  const sample = () => {
    const children = options.forks ? childrenOf(pid) : [];
    const sum = [pid, ...children].reduce((bytes, each) => bytes + rssBytes(each), 0);
    peak = Math.max(peak, sum);
  };
  sample();
  const timer = setInterval(sample, options.everyMs ?? 50);
  return {
    stop() {
      clearInterval(timer);
      sample();
      return peak;
    },
  };
}
