import { type Clock, type Log, wordsOf } from '../base/base.ts';
import type { Association, RefusedInfo } from '../dimse/dimse.ts';

/** An association as the page shows it. */
export interface AssociationRecord {
  readonly id: number;
  readonly listener: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly address: string;
  readonly openedAt: number;
  /** Instances stored over it so far. */
  readonly instances: number;
  /** Instances that were refused or failed. */
  readonly failures: number;
  /** Bytes received over it so far. */
  readonly bytes: number;
}

export interface ClosedAssociationRecord extends AssociationRecord {
  readonly closedAt: number;
  readonly how: Awaited<Association['closed']>['how'];
  /** How it ended, in plain words. */
  readonly end: string;
}

/** A refused request, or a connection that did not become an association. */
export interface RefusalRecord {
  readonly at: number;
  readonly listener: string;
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly address: string;
  /** PS3.8 Table 9-21. */
  readonly rejection: { readonly result: 1 | 2; readonly source: 1 | 2 | 3; readonly reason: number };
  readonly words: string;
}

/** Who is here, who was, and who was turned away: what the page and the limits ask. */
export interface Associations {
  opened(association: Association): void;
  refused(info: RefusedInfo): void;
  /** One more instance stored, or not. */
  count(associationId: number, outcome: 'stored' | 'failed'): void;
  openWith(listener: string, callingAeTitle: string): number;
  /** Oldest first. */
  openAssociations(): AssociationRecord[];
  /** Lately closed ones, newest first. */
  recentAssociations(): ClosedAssociationRecord[];
  /** Newest first. */
  recentRefusals(): RefusalRecord[];
  /** Calls `listener` after each change, for each instance too. Returns the unsubscriber. */
  onChange(listener: () => void): () => void;
}

/** What is remembered of the past; `program` passes the figures of the configuration. */
export interface AssociationsLimits {
  /** Closed associations, and refusals, each. */
  readonly maxRecent: number;
}

export const ASSOCIATIONS_LIMITS: AssociationsLimits = { maxRecent: 100 };

interface Entry {
  readonly association: Association;
  instances: number;
  failures: number;
}

export function createAssociations(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: AssociationsLimits;
}): Associations {
  const { clock, log, limits = ASSOCIATIONS_LIMITS } = options;
  const open = new Map<number, Entry>();
  const closed: ClosedAssociationRecord[] = [];
  const refusals: RefusalRecord[] = [];
  const listeners = new Set<() => void>();

  function changed(): void {
    for (const listener of listeners) {
      try {
        listener();
      } catch (error) {
        log.error('a listener to changes of associations failed', { error: wordsOf(error) }); // it must not touch what it watches
      }
    }
  }

  return {
    opened(association) {
      open.set(association.id, { association, instances: 0, failures: 0 });
      association.closed.then(({ how, words }) => {
        const entry = open.get(association.id);
        open.delete(association.id);
        if (entry !== undefined) remember(closed, { ...recordOf(entry), closedAt: clock.now(), how, end: words }, limits.maxRecent);
        changed();
      });
      changed();
    },
    refused({ at, listener, callingAeTitle, calledAeTitle, address, result, source, reason, words }) {
      remember(
        refusals,
        { at, listener, callingAeTitle, calledAeTitle, address, rejection: { result, source, reason }, words },
        limits.maxRecent,
      );
      changed();
    },
    count(associationId, outcome) {
      const entry = open.get(associationId);
      if (entry === undefined) return; // lost while its last instance was still on its way to the disk
      if (outcome === 'stored') entry.instances++;
      else entry.failures++;
      changed();
    },
    openWith(listener, callingAeTitle) {
      let count = 0;
      for (const { association } of open.values())
        if (association.listener === listener && association.callingAeTitle.trim() === callingAeTitle.trim()) count++;
      return count;
    },
    openAssociations: () => [...open.values()].map(recordOf),
    recentAssociations: () => [...closed],
    recentRefusals: () => [...refusals],
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function recordOf({ association, instances, failures }: Entry): AssociationRecord {
  const { id, listener, callingAeTitle, calledAeTitle, remote, openedAt, traffic } = association;
  const bytes = traffic.receivedBytes;
  return { id, listener, callingAeTitle, calledAeTitle, address: remote.address, openedAt, instances, failures, bytes };
}

/** Newest first, the oldest falls out. */
function remember<Kept>(kept: Kept[], one: Kept, most: number): void {
  kept.unshift(one);
  if (kept.length > most) kept.pop();
}
