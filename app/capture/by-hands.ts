import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AskOptions } from '../box/box.ts';
import { CAPTURE_LIMITS } from './limits.ts';
import type { CaptureTool } from './tool.ts';

export interface ByHandsOptions {
  readonly ask: (verb: string, args: unknown, options?: AskOptions) => Promise<unknown>;
  /** Stands for /. */
  readonly root?: string;
}

const PORTS = ['modality', 'hospital'] as const;

/** A box: the program may not listen to the network, and has a service of its own do it, which the hands start. The file is where that service has it. */
export function captureByHands({ ask, root = '/' }: ByHandsOptions): CaptureTool {
  return {
    ports() {
      try {
        const there = readdirSync(join(root, 'sys/class/net'));
        return PORTS.filter((port) => there.includes(port));
      } catch {
        return [];
      }
    },
    whyNot: async () => undefined,
    async begin({ port, traffic, seconds, bytes }) {
      const answerMs = (seconds + 4 * CAPTURE_LIMITS.graceSeconds) * 1000;
      const ended = ask('capture.run', { port, ...traffic, seconds, bytes }, { answerMs }).then(() => {});
      ended.catch(() => {}); // whoever follows it hears it
      return { ended, stop: async () => void (await ask('capture.stop', {})) };
    },
    endLeftovers: async () => void (await ask('capture.stop', {})),
  };
}
