/** The first set-up as the page asks for it: what is kept, who is about, the clock. */
import type { Clock } from '../base/base.ts';
import { askHands } from '../box/box.ts';
import { discover } from '../mdns/mdns.ts';
import type { Setup } from '../setup/setup.ts';
import type { WebReach, WebReachStep, WebSetup } from '../web/web.ts';

const DISCOVER_SECONDS = 3;

export function webSetup(setup: Setup, clock: Clock): WebSetup {
  let isAsking = false;
  return {
    ...setup,
    async discover(signal) {
      if (isAsking) return undefined;
      isAsking = true;
      try {
        return (await discover({ seconds: DISCOVER_SECONDS, clock, signal })).peers.filter(({ isOwn }) => !isOwn);
      } finally {
        isAsking = false;
      }
    },
    setClock: async (at) => void (await askHands('clock.set', { at })),
  };
}

/** The ladder with a witness: what the acceptance sheet says of a device was seen here, not told by a browser. */
export function witnessed(reach: WebReach, setup: Pick<Setup, 'tested'>): WebReach {
  async function* watch(
    way: 'there' | 'back',
    { title, host = '', port = 0 }: { readonly title: string; readonly host?: string; readonly port?: number },
    steps: AsyncIterable<WebReachStep>,
  ): AsyncIterable<WebReachStep> {
    let last: Exclude<WebReachStep, { begins: string }> | undefined;
    let failed: typeof last;
    for await (const step of steps) {
      if ('rung' in step) {
        last = step;
        if (step.outcome === 'failed') failed = step;
      }
      yield step;
    }
    const end = way === 'there' ? (failed ?? last) : last;
    if (end === undefined) return;
    const { rung, code, values, words } = end;
    await setup.tested({ way, title, host, port, isGood: end.outcome === 'ok', rung, code, values, words });
  }
  return {
    ...reach,
    climb: (ae, signal) => watch('there', ae, reach.climb(ae, signal)),
    await: (ae, seconds, signal) => watch('back', ae, reach.await(ae, seconds, signal)),
  };
}
