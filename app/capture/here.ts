import { readdirSync, readlinkSync } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { wordsOf } from '../base/base.ts';
import { runLongTool, runTool } from '../box/box.ts';
import { captureCommand } from './command.ts';
import { CaptureError } from './errors.ts';
import { filterOf } from './filter.ts';
import { CAPTURE_LIMITS } from './limits.ts';
import type { CaptureTool } from './tool.ts';

/** Of Linux: every interface at once. */
const ANY = 'any';
const PROBE_MS = 5000;
/** timeout(1) ended it in time. */
const TIMED_OUT = 124;

/** A computer that runs Filmroom as a program: tcpdump is started by ourselves, where we may. */
export function captureHere(): CaptureTool {
  return {
    ports: () => [ANY, ...interfaces()],
    async whyNot() {
      try {
        await runTool('tcpdump', ['--interface=any', '--list-data-link-types'], { timeoutMs: PROBE_MS });
        return undefined;
      } catch (error) {
        return refusalOf(wordsOf(error));
      }
    },
    async begin({ port, traffic, seconds, bytes }, path) {
      const filter = filterOf(traffic)!;
      const [program, args] = captureCommand({ port, filter, seconds: seconds + CAPTURE_LIMITS.graceSeconds, bytes });
      const file = await open(path, 'wx', 0o600);
      try {
        let pid = 0;
        let lastWords = '';
        const run = runLongTool(program, args, {
          ...{ maxBytes: 0, signal: new AbortController().signal, to: file.fd },
          onStart: (started) => {
            pid = started;
          },
          onLine: (line) => {
            lastWords = `${lastWords} ${line}`.trim().slice(-300);
          },
        });
        run.finally(() => (pid = 0)).catch(() => {}); // its number may be another's soon
        const ended = run.then(({ code }) => {
          if (code !== 0 && code !== TIMED_OUT) throw refusalOf(lastWords);
        });
        ended.catch(() => {}); // whoever follows it hears it
        return {
          ended,
          async stop() {
            end(pid);
            await ended.catch(() => {}); // that it failed, whoever follows it says
          },
        };
      } finally {
        await file.close();
      }
    },
    async endLeftovers(path) {
      const file = await realpath(path).catch(() => path);
      for (const pid of writersOf(file)) end(pid);
    },
  };
}

function interfaces(): readonly string[] {
  try {
    return readdirSync('/sys/class/net')
      .filter((name) => /^\w[\w.-]{0,14}$/.test(name))
      .sort();
  } catch {
    return []; // no Linux
  }
}

function refusalOf(words: string): CaptureError {
  if (/is not there|No such file or directory/.test(words))
    return new CaptureError('CAPTURE_NO_TOOL', 'The program tcpdump is not installed on this machine.');
  if (/permission|not permitted/i.test(words))
    return new CaptureError('CAPTURE_NOT_ALLOWED', 'This program may not listen to the network of this machine.');
  return new CaptureError('CAPTURE_FAILED', `tcpdump failed: ${words || 'it said nothing'}`, { values: { why: words } });
}

function end(pid: number): void {
  if (pid <= 0) return; // it never began
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // has ended already
  }
}

/** Processes whose standard output is this file: found so, one that was begun in the moment of a power cut is found too. */
function writersOf(file: string): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    try {
      return readlinkSync(`/proc/${pid}/fd/1`) === file ? [pid] : [];
    } catch {
      return []; // has ended, or is somebody else's
    }
  });
}
