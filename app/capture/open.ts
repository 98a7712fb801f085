import { createReadStream } from 'node:fs';
import { chmod, type FileHandle, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Clock, CodedError, errnoOf, type Log, makeFolder, type SaidSentence, type Timer, wordsOf } from '../base/base.ts';
import { CaptureError } from './errors.ts';
import { CAPTURE_LIMITS, type CaptureLimits } from './limits.ts';
import { PacketCount } from './pcap.ts';
import type { CaptureTool, RunningCapture, Wanted } from './tool.ts';

export interface CaptureOptions {
  /** The one folder in which a capture lies; the service of a box knows it too. Undefined where nothing may be written. */
  readonly folder: string | undefined;
  readonly tool: CaptureTool;
  /** What the disk has left to give. */
  readonly freeBytes: () => number;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: CaptureLimits;
}

/** What is asked for, with what is shown of it. */
export interface CaptureAsked extends Wanted {
  /** How the page called it: an AE title or an address. */
  readonly host?: string;
}

/** The capture that runs, or that lies there to be fetched. */
export interface CaptureState {
  readonly state: 'running' | 'stopping' | 'ended';
  readonly port: string;
  readonly host?: string;
  readonly by: string;
  readonly startedAt: number;
  /** When it ends by itself. */
  readonly endsAt: number;
  readonly maxBytes: number;
  readonly bytes: number;
  readonly packets: number;
  readonly endedAt?: number;
  readonly end?: 'stopped' | 'time' | 'size' | 'failed';
  /** Why it failed. */
  readonly failure?: SaidSentence;
  /** When the file is removed. */
  readonly removedAt?: number;
}

/** A capture to be fetched. */
export interface CaptureFile {
  readonly name: string;
  readonly bytes: number;
  readonly stream: ReadableStream<Uint8Array>;
}

export type Capture = Awaited<ReturnType<typeof openCapture>>;

const FILE = 'capture.pcap';
const HEADER_BYTES = 24;

/**
 * At most one capture, in one file of a folder of its own, which is removed after `keepMs` and at every start: it has patients in it. tcpdump has bounds
 * of its own, so that it ends without us; ours are reached first.
 */
export async function openCapture(options: CaptureOptions) {
  const { folder, tool, freeBytes, clock, log, limits = CAPTURE_LIMITS } = options;
  const path = folder && join(folder, FILE);
  let now: CaptureState | undefined;
  let running: { readonly capture: RunningCapture; readonly followed: Promise<void> } | undefined;
  let isBeginning = false;
  let isClosed = false;
  let removal: Timer | undefined;
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));

  if (path && (await sizeOf(path)) !== undefined) {
    await tool.endLeftovers(path).catch((error) => log.warn('capture.leftover', { words: wordsOf(error) }));
    log.warn('capture.removed', { why: 'it was of an earlier start' });
  }
  await clear().catch((error) => log.warn('capture.not-removed', { words: wordsOf(error) })); // a disk that fails is said elsewhere

  async function clear(): Promise<void> {
    removal?.cancel();
    now = undefined;
    if (folder) await rm(folder, { recursive: true, force: true });
  }

  async function start(asked: CaptureAsked, by: string): Promise<void> {
    if (isBeginning || running) throw new CaptureError('CAPTURE_BUSY', 'Another capture runs. Stop it first.');
    if (!folder || !path) throw new CaptureError('CAPTURE_NO_FOLDER', 'The data folder cannot be written.');
    if (!tool.ports().includes(asked.port))
      throw new CaptureError('CAPTURE_NO_PORT', `There is no network port ${asked.port}.`, { values: { port: asked.port } });
    const free = freeBytes();
    if (free < asked.bytes)
      throw new CaptureError('CAPTURE_NO_ROOM', `The disk has room for ${free} bytes.`, { values: { free, bytes: asked.bytes } });
    isBeginning = true;
    try {
      await clear();
      await makeFolder(folder);
      await chmod(folder, 0o700);
      const capture = await tool.begin(asked, path);
      await untilItWrites(capture, path);
      if (isClosed) return await capture.stop();
      const startedAt = clock.now();
      const { port, host, bytes: maxBytes } = asked;
      const endsAt = startedAt + asked.seconds * 1000;
      now = { state: 'running', port, ...(host && { host }), by, startedAt, endsAt, maxBytes, bytes: 0, packets: 0 };
      log.warn('capture.started', { by, port, ...(host && { host }), seconds: asked.seconds, maxBytes });
      running = { capture, followed: follow(capture, path) };
    } finally {
      isBeginning = false;
      if (!running) await clear();
    }
  }

  /** So that who asked is told at once why not. */
  async function untilItWrites(capture: RunningCapture, file: string): Promise<void> {
    const until = clock.monotonicMs() + limits.beginMs;
    let hasEnded = false;
    const ended = capture.ended.then(() => {
      hasEnded = true;
    });
    ended.catch(() => {}); // where it writes already, nobody waits for it here
    while (((await sizeOf(file)) ?? 0) < HEADER_BYTES) {
      if (hasEnded || clock.monotonicMs() > until) {
        await capture.stop();
        throw new CaptureError('CAPTURE_FAILED', 'tcpdump wrote nothing.', { values: { why: '' } });
      }
      await Promise.race([ended, wait(20)]);
    }
  }

  async function follow(capture: RunningCapture, file: string): Promise<void> {
    const count = new PacketCount();
    const begunMs = clock.monotonicMs();
    const state: { isOver: boolean; failure?: unknown } = { isOver: false };
    const ended = capture.ended.then(
      () => {
        state.isOver = true;
      },
      (failure: unknown) => {
        Object.assign(state, { isOver: true, failure });
      },
    );
    let end: CaptureState['end'];
    const reached = (): CaptureState['end'] => {
      if (now!.bytes >= now!.maxBytes) return 'size';
      return clock.monotonicMs() - begunMs >= now!.endsAt - now!.startedAt ? 'time' : undefined;
    };
    try {
      await using handle = await open(file);
      while (!state.isOver) {
        await Promise.race([ended, wait(limits.lookMs)]);
        await look(handle, count);
        end ??= reached();
        if (end && now!.state === 'running') void settle(capture);
      }
      await look(handle, count);
      end ??= reached();
      if (state.failure && !end) await capture.stop().catch(() => {}); // who watched it may have died, and not it
    } catch (error) {
      state.failure ??= error;
      await capture.stop().catch(() => {}); // its own bounds end it
      await ended;
    }
    await finish(file, count, end ?? (now?.state === 'stopping' ? 'stopped' : undefined), state.failure);
  }

  async function look(handle: FileHandle, count: PacketCount): Promise<void> {
    await count.look(handle);
    const { size } = await handle.stat();
    now = { ...now!, bytes: size, packets: count.packets };
  }

  async function finish(file: string, count: PacketCount, end: CaptureState['end'], failure: unknown): Promise<void> {
    running = undefined;
    if (isClosed) return;
    const { packets, wholeBytes } = count;
    if (end === undefined || wholeBytes === 0) {
      const said = failure instanceof CodedError ? failure : new CaptureError('CAPTURE_FAILED', wordsOf(failure ?? 'it ended by itself'));
      const { code, values, message } = said;
      const failed = { ...now!, state: 'ended', end: 'failed', endedAt: clock.now(), bytes: 0, packets: 0 } as const;
      await clear();
      now = { ...failed, failure: { code, values: { why: message, ...values }, words: message } };
      log.error('capture.failed', { code, words: message });
      return;
    }
    await truncateTo(file, wholeBytes); // Wireshark is told of no packet that is cut off
    now = { ...now!, state: 'ended', end, endedAt: clock.now(), removedAt: clock.now() + limits.keepMs, bytes: wholeBytes, packets };
    log.warn('capture.ended', { end, packets, bytes: wholeBytes });
    removal = clock.after(limits.keepMs, () => {
      log.info('capture.removed', { why: 'its time is over' });
      void clear().catch((error) => log.error('capture.not-removed', { words: wordsOf(error) }));
    });
  }

  /** What came up to this moment is still in the kernel, which hands it on once a second. */
  async function settle(capture: RunningCapture): Promise<void> {
    now = { ...now!, state: 'stopping' };
    await wait(limits.settleMs);
    await capture.stop().catch((error) => log.warn('capture.not-stopped', { words: wordsOf(error) })); // its own bounds end it
  }

  return {
    state: () => now,
    start,
    /** @throws CaptureError CAPTURE_NONE */
    async stop(by: string): Promise<void> {
      if (!running) throw new CaptureError('CAPTURE_NONE', 'Nothing is being captured.');
      const { capture, followed } = running;
      if (now?.state === 'running') {
        log.info('capture.stopped', { by });
        await settle(capture);
      }
      await followed;
    },
    /** @throws CaptureError CAPTURE_NONE, CAPTURE_BUSY while it is written */
    async fetch(by: string): Promise<CaptureFile> {
      if (running || isBeginning) throw new CaptureError('CAPTURE_BUSY', 'It is being captured still. Stop it first.');
      if (!path || now?.end === undefined || now.end === 'failed') throw new CaptureError('CAPTURE_NONE', 'There is no capture.');
      const { bytes, startedAt, port } = now;
      const handle = await open(path).catch((cause) => {
        throw new CaptureError('CAPTURE_NONE', 'There is no capture.', { cause });
      });
      log.warn('capture.downloaded', { by, bytes });
      const name = `filmroom-${port}-${new Date(startedAt).toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}.pcap`;
      const stream = Readable.toWeb(createReadStream('', { fd: handle })) as ReadableStream<Uint8Array>;
      return { name, bytes, stream };
    },
    /** @throws CaptureError CAPTURE_BUSY while it is written */
    async remove(by: string): Promise<void> {
      if (running || isBeginning) throw new CaptureError('CAPTURE_BUSY', 'It is being captured still. Stop it first.');
      if (now) log.info('capture.removed', { by });
      await clear();
    },
    /** Ends it and removes what it wrote. */
    async close(): Promise<void> {
      isClosed = true;
      const { capture, followed } = running ?? {};
      await capture?.stop().catch((error) => log.warn('capture.not-stopped', { words: wordsOf(error) }));
      await Promise.race([followed, wait(limits.settleMs)]);
      await clear().catch((error) => log.warn('capture.not-removed', { words: wordsOf(error) })); // the next start tries again
    },
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function truncateTo(path: string, bytes: number): Promise<void> {
  await using file = await open(path, 'r+');
  await file.truncate(bytes);
}
