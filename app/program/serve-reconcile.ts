/** The reconciliation inbox of `filmroom serve`. */
import type { Archive } from '../archive/archive.ts';
import type { Clock, Log, SaidSentence } from '../base/base.ts';
import { LIMITS, type LoadedConfig } from '../config/config.ts';
import { type Inbox, openInbox } from '../reconcile/reconcile.ts';
import type { Steps } from '../steps/steps.ts';
import type { WebSources } from '../web/web.ts';
import type { Worklist } from '../worklist/worklist.ts';
import type { DayWatch } from './day-watch.ts';

/**
 * @param options.file where its database is; undefined: there is no disk of ours
 * @returns undefined where it cannot be offered
 */
export async function openServeInbox(options: {
  readonly file: string | undefined;
  readonly archive: Archive;
  readonly worklist: Worklist | undefined;
  readonly steps: Steps | undefined;
  readonly configNow: () => LoadedConfig;
  readonly dayWatch: Pick<DayWatch, 'offered'>;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Inbox | undefined> {
  const { file, archive, worklist, steps, configNow, dayWatch, clock, log } = options;
  if (file === undefined || worklist === undefined) return undefined;
  const settings = () => ({ inbox: configNow().worklist.inbox, ownAeTitle: configNow().ownAeTitle });
  return dayWatch.offered('inbox', () => openInbox({ file, archive, worklist, steps, settings, clock, log, limits: LIMITS.reconcile }));
}

/** The sources of the page with the inbox, and with how many studies wait in it among what needs a person. */
export function withInbox(sources: WebSources, inbox: Inbox | undefined, archive: Pick<Archive, 'corrections'>): WebSources {
  if (inbox === undefined) return sources;
  return {
    ...sources,
    inbox,
    problems: () => [...sources.problems(), ...waitingIn(inbox)],
    onChange(listener) {
      const stops = [sources.onChange(listener), inbox.onChange(listener), archive.corrections.onChange(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

function waitingIn(inbox: Inbox): readonly SaidSentence[] {
  const studies = inbox.waiting();
  if (studies === 0) return [];
  return [{ code: 'RECONCILE_WAITING', values: { studies }, words: `${studies} studies contradict the worklist and wait for a decision.` }];
}
