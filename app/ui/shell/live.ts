import { signal } from '@preact/signals';
import type { Patch, Snapshot, Status, Study } from '../../web/schema.ts';
import { ask } from './ask.ts';
import { afterPatch, afterSnapshot, newStudies, type Shown } from './state.ts';
import { texts as T } from './texts/en.ts';

/** What the page shows; undefined until the first snapshot. */
export const shown = signal<Shown | undefined>(undefined);
export const link = signal<keyof typeof T.link>('connecting');
/** When the server was last heard, while the link is lost. */
export const heardAt = signal<number | undefined>(undefined);
/** The time by the server's clock, which its times are to be compared with; turned on twice a minute. */
export const serverNow = signal(Date.now());
/** The day of this browser, YYYY-MM-DD: another at midnight, in a tab that stays open too. */
export const dayHere = signal(dayOf(new Date()));
/** Spoken by screen readers. */
export const news = signal('');

/** The server beats every 10 s: after three misses the connection is dead, whatever the browser believes. */
const SILENCE_MS = 32_000;
const RETRY_MS = 5000;
/** Screen readers are not to be interrupted more often. */
const NEWS_GAP_MS = 5000;

const CLOCK_MS = 30_000;

let events: EventSource | undefined;
let silence: ReturnType<typeof setTimeout> | undefined;
let retry: ReturnType<typeof setTimeout> | undefined;
let newsAt = 0;
let clockAheadMs = 0;
let lastHeardAt: number | undefined;

/** Follows the server for as long as the tab is visible: browsers allow six connections per server for all tabs together. */
export function follow(): void {
  document.addEventListener('visibilitychange', () => (document.hidden ? stop() : start()));
  window.addEventListener('pagehide', stop);
  window.addEventListener('pageshow', start);
  setInterval(turnClock, CLOCK_MS);
  start();
}

function turnClock(): void {
  serverNow.value = Date.now() + clockAheadMs;
  dayHere.value = dayOf(new Date());
}

function dayOf(date: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function start(): void {
  if (events || document.hidden) return;
  clearTimeout(retry);
  events = new EventSource('/api/events');
  events.addEventListener('snapshot', (event) => {
    const snapshot = JSON.parse(event.data) as Snapshot;
    heard();
    show(afterSnapshot(snapshot, shown.value));
  });
  events.addEventListener('patch', (event) => {
    heard();
    if (shown.value) show(afterPatch(shown.value, JSON.parse(event.data) as Patch)); // a patch makes sense after a snapshot only
  });
  events.addEventListener('beat', heard);
  events.addEventListener('error', () => {
    lost();
    if (events?.readyState === EventSource.CLOSED) void fallBack(); // refused: the browser does not try again by itself
  });
  heard(false);
}

function stop(): void {
  events?.close();
  events = undefined;
  clearTimeout(silence);
  clearTimeout(retry);
}

function heard(connected: unknown = true): void {
  if (connected !== false) {
    link.value = 'live';
    lastHeardAt = Date.now();
  }
  clearTimeout(silence);
  silence = setTimeout(() => {
    lost();
    stop();
    start();
  }, SILENCE_MS);
}

function lost(): void {
  heardAt.value = lastHeardAt;
  link.value = 'lost';
}

/** Too many pages watch, or the server is restarting: ask once, and try the stream again later. */
async function fallBack(): Promise<void> {
  stop();
  retry = setTimeout(start, RETRY_MS);
  try {
    const [status, { studies }] = await Promise.all([ask<Status>('/api/status'), ask<{ studies: Study[] }>('/api/studies')]);
    link.value = 'live';
    lastHeardAt = Date.now();
    show(afterSnapshot({ status, studies }, shown.value));
  } catch {
    lost(); // not reachable either: the banner says so
  }
}

function show(after: Shown): void {
  const before = shown.value;
  if (before && before.status.version !== after.status.version) {
    location.reload(); // Filmroom was updated: so must the page
    return;
  }
  shown.value = after;
  clockAheadMs = after.status.now - Date.now();
  turnClock();
  const arrived = before ? newStudies(before, after) : [];
  if (arrived.length > 0 && Date.now() - newsAt > NEWS_GAP_MS) {
    newsAt = Date.now();
    news.value = T.newStudies(arrived.length, arrived[0]!.modalities.join(' '));
  }
}
