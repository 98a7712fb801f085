import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import { CodedError, type Log } from '../base/base.ts';
import { type Facts, NEEDS_BOX, STEPS, type StepName } from '../setup/setup.ts';
import { jsonBody, limitBody } from './body.ts';
import { shownText } from './peer-text.ts';
import type { Env } from './principal.ts';
import { problem } from './problem.ts';
import type { SetupView, WebSetup } from './setup-sources.ts';
import type { BoundDicomAddress, WebSources } from './sources.ts';
import { TEXTS } from './texts.ts';

const { problem: words } = TEXTS;
const NO_STORE = { 'cache-control': 'no-store' } as const;
/** A clock that is further off puts images on the wrong day, or has certificates refused. */
const MOST_OFF_MS = 60_000;

/** Who goes on without it has skipped it: the acceptance sheet claims nothing that was not done. */
const NOTHING_DONE = Symbol('nothing done');

const Step = z.enum(STEPS);
const now = () => z.int().check(z.gte(0), z.describe('The clock of the browser, in milliseconds since 1970.'));
export const SetupStepBody = z.strictObject({ outcome: z.enum(['done', 'skipped']), browserNow: z.optional(now()) });
export const SetupAtBody = z.strictObject({ at: z.enum([...STEPS, 'sheet']) });
export const SetupClockBody = z.strictObject({ now: now() });
export const SetupFinishBody = z.strictObject({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(128), z.describe('Who did the work, for the acceptance sheet.')),
});

type Refused = Parameters<typeof problem>[1];

/** The first set-up, step by step. What a step changes goes by the routes of the settings; here it is checked that it holds, and kept. */
export function createSetupRoutes(
  options: {
    readonly setup: WebSetup;
    readonly dicomAddresses: () => readonly BoundDicomAddress[];
    readonly sources: Pick<WebSources, 'network' | 'settings' | 'diskSpace' | 'recentStudies' | 'contacts' | 'wire'>;
    readonly version: string;
    readonly now: () => number;
    readonly log: Log;
  },
  maxBytes: number,
): Hono<Env> {
  const { setup, sources, version, log } = options;
  const isBox = () => sources.network?.isBox() ?? false;
  const routes = new Hono<Env>();
  const limited = limitBody(maxBytes);
  routes.onError((error) => {
    if (!(error instanceof CodedError)) throw error;
    return problem(503, { code: error.code, title: 'This did not work', detail: error.message });
  });
  const shown = (c: Context<Env>) => {
    const seen = [
      ...sources.contacts().filter(({ at }) => at !== undefined),
      ...(sources.wire?.knocks?.list() ?? []).map(({ callingAeTitle, address }) => ({ aeTitle: callingAeTitle, address })),
    ];
    const seenTitles = [...new Map(seen.map(({ aeTitle, address }) => [aeTitle, { aeTitle: shownText(aeTitle), address }])).values()];
    const view: SetupView = { ...setup.state(), isBox: isBox(), now: options.now(), version, seenTitles };
    return c.json(view, 200, NO_STORE);
  };

  const hasRestored = () => {
    const { startedAt } = setup.state();
    return (sources.settings?.state().changes ?? []).some(({ kind, at }) => kind === 'restore' && at >= startedAt);
  };
  /** Whether what a step is for holds, and what it found; or why not. */
  const found: Readonly<Record<StepName, (given: z.infer<typeof SetupStepBody>) => Promise<Facts | Refused | typeof NOTHING_DONE>>> = {
    restore: async () => (hasRestored() ? {} : NOTHING_DONE),
    async ports() {
      const report = (await sources.network!.show()) as { links?: readonly { role: string; isPresent: boolean; isCableIn: boolean }[] };
      const out = (report.links ?? []).filter(({ isPresent, isCableIn }) => isPresent && !isCableIn).map(({ role }) => role);
      return out.length === 0 ? {} : words.setupNoCable(out.join(', '));
    },
    async network() {
      const report = (await sources.network!.show()) as { waiting?: object };
      return report.waiting === undefined ? {} : words.setupNetworkWaits;
    },
    async time({ browserNow = 0 }) {
      const differenceMs = Math.round(options.now() - browserNow);
      return Math.abs(differenceMs) > MOST_OFF_MS ? words.setupClockOff(Math.round(differenceMs / 1000)) : { differenceMs };
    },
    async title() {
      const [first] = options.dicomAddresses();
      return { aeTitle: first?.aeTitle ?? '', port: first?.port ?? 0 };
    },
    async peers() {
      const good = setup.state().tests.filter(({ isGood }) => isGood);
      return good.length === 0 ? words.setupNoEcho : { reached: new Set(good.map(({ title }) => title)).size };
    },
    async storage() {
      const disk = sources.diskSpace();
      const reserveBytes = sources.settings?.now().storage.reserveBytes ?? disk.reserveBytes;
      const isOldLook = reserveBytes !== disk.reserveBytes; // from before the reserve was changed here
      const hasRoom = isOldLook ? disk.freeBytes > reserveBytes : disk.accepting;
      return hasRoom ? { freeBytes: disk.freeBytes, reserveBytes } : words.setupDiskFull;
    },
    async image() {
      const [newest] = await sources.recentStudies(1);
      if (newest === undefined || newest.lastReceivedAt < setup.state().startedAt) return words.setupNoImage;
      return { modality: newest.modalities.join(' '), images: newest.instances, arrivedAt: newest.lastReceivedAt };
    },
  };

  routes.get('/', (c) => shown(c));
  routes.put('/at', limited, async (c) => {
    const body = await jsonBody(c, SetupAtBody);
    if (body instanceof Response) return body;
    await setup.go(body.given.at);
    return shown(c);
  });
  routes.put('/steps/:step', limited, async (c) => {
    const step = Step.safeParse(c.req.param('step'));
    if (!step.success) return problem(404, words.notFound);
    const body = await jsonBody(c, SetupStepBody);
    if (body instanceof Response) return body;
    const by = c.get('principal')!.name;
    if (NEEDS_BOX.has(step.data) && !isBox()) await setup.record(step.data, { outcome: 'not-here', by, facts: {} });
    else if (body.given.outcome === 'skipped') await setup.record(step.data, { outcome: 'skipped', by, facts: {} });
    else {
      const facts = await found[step.data](body.given);
      if (facts === NOTHING_DONE) await setup.record(step.data, { outcome: 'skipped', by, facts: {} });
      else if (isRefused(facts)) return problem(409, facts);
      else await setup.record(step.data, { outcome: 'done', by, facts });
    }
    log.info('set-up step', { step: step.data, outcome: setup.state().steps[step.data]?.outcome, by });
    return shown(c);
  });
  routes.post('/finish', limited, async (c) => {
    const body = await jsonBody(c, SetupFinishBody);
    if (body instanceof Response) return body;
    const left = STEPS.filter((step) => setup.state().steps[step] === undefined);
    if (left.length > 0) return problem(409, words.setupStepsLeft(left.length));
    const by = c.get('principal')!.name;
    await setup.finish({ by, name: body.given.name, version });
    log.info('set-up finished', { by });
    return shown(c);
  });
  routes.delete('/', async (c) => {
    await setup.restart();
    log.info('set-up begun anew', { by: c.get('principal')!.name });
    return shown(c);
  });
  routes.post('/discover', async (c) => {
    const peers = await setup.discover(c.req.raw.signal);
    if (peers === undefined) return problem(503, words.tooManyReaches, { 'retry-after': '10' });
    return c.json({ peers: peers.map((peer) => ({ ...peer, name: shownText(peer.name), host: shownText(peer.host) })) }, 200, NO_STORE);
  });
  routes.post('/clock', limited, async (c) => {
    const body = await jsonBody(c, SetupClockBody);
    if (body instanceof Response) return body;
    if (!isBox()) return problem(409, words.needsBox);
    await setup.setClock(body.given.now);
    log.info('clock set from a browser', { by: c.get('principal')!.name });
    return shown(c);
  });
  return routes;
}

const isRefused = (facts: Facts | Refused): facts is Refused => 'detail' in facts;
