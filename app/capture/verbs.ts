import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { type AnyVerb, defineVerb, runTool, type ToolOptions } from '../box/box.ts';
import { CaptureError } from './errors.ts';
import { filterOf } from './filter.ts';
import { CAPTURE_LIMITS, type CaptureLimits } from './limits.ts';

export interface CaptureVerbsOptions {
  readonly limits?: CaptureLimits;
  /** Stands for /. */
  readonly root?: string;
  /** Runs a program of the system. */
  readonly run?: (program: string, args: readonly string[], options?: ToolOptions) => Promise<string>;
}

/** It listens with CAP_NET_RAW and nothing else, as the user filmroom, to whom the file belongs. */
const UNIT = 'filmroom-capture.service';
/** What is to be caught, for the unit. In memory: gone with the next start. */
export const CAPTURE_ENVIRONMENT = 'run/filmroom-capture/environment';

/** capture.run answers when the capture has ended; capture.stop ends it. The filter is made here, of addresses and numbers alone. */
export function captureVerbs(options: CaptureVerbsOptions = {}): readonly AnyVerb[] {
  const { limits = CAPTURE_LIMITS, root = '/', run = runTool } = options;
  const Port = z.int().check(z.gte(1), z.lte(65_535));
  const Ports = z.array(Port).check(z.maxLength(limits.maxPorts));
  const Args = z.strictObject({
    port: z.enum(['hospital', 'modality']),
    hosts: z.array(z.union([z.ipv4(), z.ipv6()])).check(z.maxLength(limits.maxHosts)),
    ports: z.optional(Ports),
    never: Ports,
    seconds: z.int().check(z.gte(1), z.lte(limits.maxMinutes * 60)),
    bytes: z.int().check(z.gte(1), z.lte(limits.maxMegabytes * 1_000_000)),
  });
  return [
    defineVerb({
      name: 'capture.run',
      args: Args,
      async run({ port, seconds, bytes, hosts, ports, never }) {
        const filter = filterOf({ hosts, ports, never });
        if (filter === undefined) throw new CaptureError('CAPTURE_FAILED', 'No port is left that may be caught.');
        const state = await run('systemctl', ['show', '--property=ActiveState', '--value', UNIT]);
        if (!/^(inactive|failed)\s*$/.test(state)) throw new CaptureError('CAPTURE_BUSY', 'Another capture runs.');
        const file = join(root, CAPTURE_ENVIRONMENT);
        await mkdir(dirname(file), { recursive: true, mode: 0o755 });
        const given = { INTERFACE: port, SECONDS: seconds + limits.graceSeconds, BYTES: bytes, FILTER: `"${filter}"` };
        const lines = Object.entries(given).map(([name, value]) => `${name}=${value}\n`);
        await writeFile(file, lines.join(''));
        await run('systemctl', ['start', '--wait', UNIT], { timeoutMs: (seconds + 3 * limits.graceSeconds) * 1000 }).catch((cause) => {
          throw new CaptureError('CAPTURE_FAILED', `tcpdump failed; the journal of ${UNIT} says more.`, { cause, values: { why: UNIT } });
        });
        return {};
      },
    }),
    defineVerb({
      name: 'capture.stop',
      args: z.strictObject({}),
      async run() {
        await run('systemctl', ['stop', UNIT]);
        return {};
      },
    }),
  ];
}
