import { type Clock, type Log, type Timer, wordsOf } from '../base/base.ts';
import type { WebLimits } from './limits.ts';
import { patchBetween } from './patch.ts';
import type { Snapshot } from './schema.ts';
import { TEXTS } from './texts.ts';
import type { Views } from './views.ts';

/** Server-sent events (HTML, §9.2) for every page that watches: one reading of the sources serves them all, and none is read while nobody watches. */
export interface Live {
  /**
   * The body of one /api/events answer; undefined where `maxLiveClients` watch already.
   *
   * @param drop cuts the connection of a client that no longer takes anything
   */
  open(drop: () => void): ReadableStream<Uint8Array> | undefined;
  readonly clients: number;
  close(): void;
}

interface Client {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  readonly drop: () => void;
  started: boolean;
  /** An event did not fit: a whole snapshot follows as soon as the client takes again. */
  behind: boolean;
  blockedSinceMs: number | undefined;
}

const encoder = new TextEncoder();
const event = (name: string, data: unknown) => encoder.encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);

export function createLive(options: {
  readonly views: Views;
  readonly onChange: (listener: () => void) => () => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: WebLimits;
}): Live {
  const { views, clock, log, limits } = options;
  const clients = new Set<Client>();
  let current: Snapshot | undefined;
  let reading = false;
  let changed = false;
  let notBeforeMs = 0;
  let next: { readonly timer: Timer; readonly atMs: number } | undefined;
  let heartbeat: Timer | undefined;
  let unsubscribe: (() => void) | undefined;

  function wakeAt(atMs: number): void {
    if (next && next.atMs <= atMs) return;
    next?.timer.cancel();
    const timer = clock.after(Math.max(0, atMs - clock.monotonicMs()), () => {
      next = undefined;
      void read();
    });
    next = { timer, atMs };
  }

  function onChange(): void {
    changed = true;
    if (!reading) wakeAt(notBeforeMs);
  }

  async function read(): Promise<void> {
    if (reading || clients.size === 0) return;
    reading = true;
    changed = false;
    const startedMs = clock.monotonicMs();
    try {
      publish(await snapshot());
    } catch (error) {
      log.error('web.live-failed', { words: wordsOf(error) }); // a source threw: the next reading may do better
    } finally {
      reading = false;
    }
    if (clients.size === 0) return;
    const nowMs = clock.monotonicMs();
    notBeforeMs = nowMs + Math.max(limits.patchGapMs, Math.min(limits.idleTickMs, 8 * (nowMs - startedMs))); // a slow index is asked less often
    const tickMs = (current?.status.associations.length ?? 0) > 0 ? limits.busyTickMs : limits.idleTickMs;
    wakeAt(changed ? notBeforeMs : Math.max(notBeforeMs, nowMs + tickMs));
  }

  async function snapshot(): Promise<Snapshot> {
    const before = current;
    const status = await views.status();
    const studies = await views.studies(limits.recentStudies).catch((error: unknown) => {
      if (before?.status.trouble === undefined) log.warn('web.archive-silent', { words: wordsOf(error) });
      status.trouble ??= TEXTS.archiveSilent;
      return before?.studies ?? [];
    });
    return { status, studies };
  }

  function publish(after: Snapshot): void {
    const patch = current && patchBetween(current, after);
    const bytes = patch && event('patch', patch);
    current = after;
    for (const client of clients) {
      if (!client.started) sendSnapshot(client);
      else if (bytes) send(client, bytes);
    }
  }

  function send(client: Client, bytes: Uint8Array): void {
    if ((client.controller.desiredSize ?? 0) > 0 && !client.behind) {
      client.controller.enqueue(bytes);
      return;
    }
    client.behind = true;
    client.blockedSinceMs ??= clock.monotonicMs();
  }

  function sendSnapshot(client: Client): void {
    if (!current) return; // not read yet: it comes with the first reading
    client.started = true;
    client.behind = false;
    client.blockedSinceMs = undefined;
    client.controller.enqueue(event('snapshot', { ...current, status: { ...current.status, now: clock.now() } }));
  }

  function beat(): void {
    const nowMs = clock.monotonicMs();
    const bytes = event('beat', { now: clock.now() });
    for (const client of [...clients]) {
      if (client.blockedSinceMs !== undefined && nowMs - client.blockedSinceMs >= limits.slowClientMs) {
        log.info('web.live-dropped', { reason: 'the page took nothing', ms: Math.round(nowMs - client.blockedSinceMs) });
        leave(client);
        client.drop();
      } else if ((client.controller.desiredSize ?? 0) > 0) client.controller.enqueue(bytes);
      else client.blockedSinceMs ??= nowMs;
    }
    if (clients.size > 0) heartbeat = clock.after(limits.heartbeatMs, beat);
  }

  function join(client: Client): void {
    clients.add(client);
    sendSnapshot(client);
    if (clients.size > 1) return;
    unsubscribe = options.onChange(onChange);
    heartbeat = clock.after(limits.heartbeatMs, beat);
    void read();
  }

  function leave(client: Client): void {
    if (!clients.delete(client) || clients.size > 0) return;
    unsubscribe?.();
    next?.timer.cancel();
    heartbeat?.cancel();
    next = undefined;
    current = undefined;
  }

  return {
    open(drop) {
      if (clients.size >= limits.maxLiveClients) {
        log.warn('web.live-refused', { limit: limits.maxLiveClients });
        return undefined;
      }
      let client: Client;
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            client = { controller, drop, started: false, behind: false, blockedSinceMs: undefined };
            controller.enqueue(encoder.encode('retry: 2000\n\n'));
            join(client);
          },
          pull() {
            client.blockedSinceMs = undefined; // it takes
            if (client.behind) sendSnapshot(client);
          },
          cancel: () => leave(client),
        },
        { highWaterMark: 1 },
      );
    },
    get clients() {
      return clients.size;
    },
    close() {
      for (const client of [...clients]) {
        leave(client);
        client.controller.close();
      }
    },
  };
}
