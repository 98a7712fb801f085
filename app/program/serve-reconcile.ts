/** The reconciliation inbox of `filmroom serve`. */
import type { Archive } from '../archive/archive.ts';
import { type Clock, DatabaseError, type Log, type SaidSentence } from '../base/base.ts';
import { LIMITS, type LoadedConfig } from '../config/config.ts';
import { type Inbox, openInbox } from '../reconcile/reconcile.ts';
import type { Steps } from '../steps/steps.ts';
import type { WebSources } from '../web/web.ts';
import type { Worklist } from '../worklist/worklist.ts';

/**
 * @param options.file where its database is; undefined: there is no disk of ours
 * @returns undefined where it cannot be offered; the log says why, and images are taken all the same
 */
export async function openServeInbox(options: {
  readonly file: string | undefined;
  readonly archive: Archive;
  readonly worklist: Worklist | undefined;
  readonly steps: Steps | undefined;
  readonly configNow: () => LoadedConfig;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Inbox | undefined> {
  const { file, archive, worklist, steps, configNow, clock, log } = options;
  if (file === undefined || worklist === undefined) return undefined;
  const settings = () => ({ inbox: configNow().worklist.inbox, ownAeTitle: configNow().ownAeTitle });
  try {
    return await openInbox({ file, archive, worklist, steps, settings, clock, log, limits: LIMITS.reconcile });
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    log.error('reconcile.not-opened', { code: error.code, words: error.message });
    return undefined;
  }
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
