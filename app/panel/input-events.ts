/** One `struct input_event` of linux/input.h on a 64-bit kernel: two longs of time, type, code, value. */
export const INPUT_EVENT_BYTES = 24;

/** KEY_PROG1. Not KEY_RESTART or KEY_POWER: logind acts on those by itself. */
export const BUTTON_KEY = 148;

const EV_SYN = 0;
const SYN_DROPPED = 3;
const EV_KEY = 1;

export interface KeyEvent {
  /** `lost`: the kernel's queue ran over, the state of the key is not known. */
  readonly kind: 'down' | 'up' | 'lost';
  /** Wall clock of the kernel, milliseconds: for differences, and with suspicion. */
  readonly stampMs: number;
}

/**
 * The events of one key in what was read; repeats and other keys are left out. The kernel gives whole records.
 *
 * @param bytes little endian, as amd64 and arm64 have it
 */
export function readKeyEvents(bytes: Uint8Array, key: number = BUTTON_KEY): KeyEvent[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const events: KeyEvent[] = [];
  for (let at = 0; at + INPUT_EVENT_BYTES <= bytes.byteLength; at += INPUT_EVENT_BYTES) {
    const stampMs = Number(view.getBigInt64(at, true)) * 1000 + Number(view.getBigInt64(at + 8, true)) / 1000;
    const type = view.getUint16(at + 16, true);
    const code = view.getUint16(at + 18, true);
    const value = view.getInt32(at + 20, true);
    if (type === EV_SYN && code === SYN_DROPPED) events.push({ kind: 'lost', stampMs });
    if (type === EV_KEY && code === key && value !== 2) events.push({ kind: value === 0 ? 'up' : 'down', stampMs });
  }
  return events;
}
