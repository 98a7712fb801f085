import { stat } from 'node:fs/promises';
import * as z from 'zod/mini';
import { runTool } from '../box/box.ts';

/** What the disk says of itself; `code` says it in any language. */
export interface DiskHealth {
  readonly code: 'HEALTHY' | 'FAILING' | 'UNKNOWN';
  readonly words: string;
  readonly model?: string;
  readonly hours?: number;
  readonly celsius?: number;
  /** Of its life, by its own count. */
  readonly usedPercent?: number;
}

const Smart = z.object({
  model_name: z.optional(z.string()),
  smart_status: z.optional(z.object({ passed: z.boolean() })),
  power_on_time: z.optional(z.object({ hours: z.number() })),
  temperature: z.optional(z.object({ current: z.number() })),
  nvme_smart_health_information_log: z.optional(z.object({ percentage_used: z.optional(z.number()) })),
});

const unknown = (words: string): DiskHealth => ({ code: 'UNKNOWN', words });

/** Asks `smartctl`, where it is there and may be asked: a virtual disk, an SD card or a user without privileges gets words. */
export async function diskHealth(dataFolder: string): Promise<DiskHealth> {
  const device = await deviceOf(dataFolder);
  if (device === undefined) return unknown('The data folder is on no disk of its own that could be asked.');
  let told: string;
  try {
    told = await runTool('smartctl', ['-j', '-H', '-A', '-i', device], { timeoutMs: 10_000 });
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    return unknown(
      /is not there/.test(why) ? 'smartctl is not installed here: the disk cannot be asked.' : 'The disk does not say how it fares.',
    );
  }
  return healthIn(told);
}

export function healthIn(told: string): DiskHealth {
  const smart = Smart.safeParse(jsonOrNothing(told)).data;
  if (smart?.smart_status === undefined) return unknown('The disk does not say how it fares.');
  const usedPercent = smart.nvme_smart_health_information_log?.percentage_used;
  const facts = {
    ...(smart.model_name !== undefined && { model: smart.model_name }),
    ...(smart.power_on_time && { hours: smart.power_on_time.hours }),
    ...(smart.temperature && { celsius: smart.temperature.current }),
    ...(usedPercent !== undefined && { usedPercent }),
  };
  return smart.smart_status.passed
    ? { code: 'HEALTHY', words: 'The disk says that it is well.', ...facts }
    : { code: 'FAILING', words: 'The disk says that it will fail: save the images, and replace it.', ...facts };
}

/** The block device that a folder is on, by its numbers. */
async function deviceOf(folder: string): Promise<string | undefined> {
  const { dev } = await stat(folder);
  const name = await runTool('lsblk', ['-no', 'PATH,MAJ:MIN'], { timeoutMs: 5000 }).catch(() => '');
  const numbers = `${(dev >> 8) & 0xfff}:${(dev & 0xff) | ((dev >> 12) & 0xfff00)}`;
  return name
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, each]) => each === numbers)?.[0];
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema says no to that
  }
}
