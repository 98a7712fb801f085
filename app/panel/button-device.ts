import { closeSync, constants, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, errnoOf, type Log, type Timer, wordsOf } from '../base/base.ts';
import type { ButtonEvent } from './button.ts';
import { INPUT_EVENT_BYTES, readKeyEvents } from './input-events.ts';

export interface ButtonDeviceOptions {
  /** What the kernel calls the input device: `/sys/class/input/event*\/device/name`. */
  readonly name: string;
  /** `/sys/class/input`. */
  readonly classFolder: string;
  /** `/dev/input`. */
  readonly deviceFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** In order; `at` is monotonic. */
  readonly onEvent: (event: ButtonEvent) => void;
}

/** A read that waits would keep one of the few threads of the pool for ever: the device is looked at instead. */
const LOOK_EVERY_MS = 50;
const FIND_EVERY_MS = 10_000;
const MOST_EVENTS = 64;

/** The button as evdev gives it. One that is not there yet, or was pulled out, is looked for again. */
export function openButtonDevice(options: ButtonDeviceOptions): { close(): void } {
  const { clock, log, onEvent, name } = options;
  const bytes = new Uint8Array(MOST_EVENTS * INPUT_EVENT_BYTES);
  let fd: number | undefined;
  let wasMissing = false;
  let next: Timer | undefined;
  let lookedAt = clock.monotonicMs();

  function find(): void {
    try {
      fd = openSync(pathOf(options), constants.O_RDONLY | constants.O_NONBLOCK);
      log.info('panel.button-found', { device: name });
      wasMissing = false;
    } catch (error) {
      if (!wasMissing) log.warn('panel.button-missing', { device: name, words: wordsOf(error) });
      wasMissing = true;
    }
  }

  function look(): void {
    if (fd === undefined) find();
    else read(fd);
    next = clock.after(fd === undefined ? FIND_EVERY_MS : LOOK_EVERY_MS, look);
  }

  function read(from: number): void {
    const now = clock.monotonicMs();
    try {
      const count = readSync(from, bytes);
      for (const { kind, stampMs } of readKeyEvents(bytes.subarray(0, count))) {
        // the stamp tells how long ago it was, also after a pause of ours; a clock that was set can move it only between two looks
        const at = now - (clock.now() - stampMs);
        onEvent({ kind, at: Math.min(now, Math.max(lookedAt, at)) });
      }
    } catch (error) {
      if (errnoOf(error) !== 'EAGAIN') {
        log.warn('panel.button-lost', { device: name, words: wordsOf(error) });
        closeSync(from);
        fd = undefined;
        onEvent({ kind: 'lost', at: now });
      }
    }
    lookedAt = now;
    onEvent({ kind: 'tick', at: now });
  }

  look();
  return {
    close() {
      next?.cancel();
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
    },
  };
}

function pathOf({ classFolder, deviceFolder, name }: ButtonDeviceOptions): string {
  const event = readdirSync(classFolder)
    .filter((each) => each.startsWith('event'))
    .find((each) => readFileSync(join(classFolder, each, 'device', 'name'), 'utf8').trim() === name);
  if (event === undefined) throw new Error('no input device has this name');
  return join(deviceFolder, event);
}
