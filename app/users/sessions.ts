import type { Clock, Timer } from '../base/base.ts';
import type { UsersLimits } from './limits.ts';
import type { Asker, Role } from './permissions.ts';
import { digestOf, makeSecret } from './secrets.ts';

/** Who asks, and until when. */
export interface Principal extends Asker {
  /** Of the account or the token; for people and the log. */
  readonly name: string;
  /** Aborts when the session or the token ends: what still streams to it has to end too. */
  readonly ended: AbortSignal;
}

export interface Session extends Principal {
  readonly kind: 'person';
  readonly party: Role;
  /** When it ends whatever is done, milliseconds since 1970. */
  readonly endsAt: number;
}

interface Kept {
  readonly session: Session;
  readonly accountKey: string;
  readonly controller: AbortController;
  readonly endsAtMs: number;
  usedAtMs: number;
  timer: Timer;
}

/**
 * Sessions, in memory: a restart of the program ends them all. The secret itself is not kept, only its digest. Each ends `idleMs` after its last use,
 * and `absoluteMs` after its beginning.
 */
export interface Sessions {
  /** Begins one; the oldest make room. */
  open(account: { readonly key: string; readonly name: string; readonly role: Role }): {
    readonly secret: string;
    readonly session: Session;
  };
  /** Finding it is using it. */
  find(secret: string): Session | undefined;
  end(secret: string): void;
  endAllOf(accountKey: string): void;
  close(): void;
}

export function createSessions(clock: Clock, limits: UsersLimits): Sessions {
  const sessions = new Map<string, Kept>(); // by digest, in the order of their beginning

  function remove(digest: string): void {
    const kept = sessions.get(digest);
    sessions.delete(digest);
    kept?.timer.cancel();
    kept?.controller.abort();
  }

  /** The timer ends what nobody asks about any more; it is set anew only when it goes off, not at each use. */
  function watch(digest: string, leftMs: number): Timer {
    return clock.after(leftMs, () => {
      const kept = sessions.get(digest);
      if (!kept) return;
      const left = leftOf(kept);
      if (left <= 0) remove(digest);
      else kept.timer = watch(digest, left);
    });
  }
  const leftOf = ({ usedAtMs, endsAtMs }: Kept) => Math.min(usedAtMs + limits.idleMs, endsAtMs) - clock.monotonicMs();

  return {
    open({ key, name, role }) {
      const own = [...sessions].filter(([, { accountKey }]) => accountKey === key).map(([digest]) => digest);
      for (const digest of own.slice(0, Math.max(0, own.length + 1 - limits.maxSessionsPerAccount))) remove(digest);
      for (const digest of sessions.keys()) {
        if (sessions.size < limits.maxSessions) break;
        remove(digest);
      }
      const secret = makeSecret();
      const digest = digestOf(secret);
      const controller = new AbortController();
      const now = clock.monotonicMs();
      const endsAt = clock.now() + limits.absoluteMs;
      const session: Session = { kind: 'person', party: role, name, ended: controller.signal, endsAt };
      const timer = watch(digest, Math.min(limits.idleMs, limits.absoluteMs));
      sessions.set(digest, { session, accountKey: key, controller, endsAtMs: now + limits.absoluteMs, usedAtMs: now, timer });
      return { secret, session };
    },
    find(secret) {
      const digest = digestOf(secret);
      const kept = sessions.get(digest);
      if (!kept) return undefined;
      if (leftOf(kept) <= 0) {
        remove(digest);
        return undefined;
      }
      kept.usedAtMs = clock.monotonicMs();
      return kept.session;
    },
    end: (secret) => remove(digestOf(secret)),
    endAllOf(accountKey) {
      for (const [digest, kept] of [...sessions]) if (kept.accountKey === accountKey) remove(digest);
    },
    close() {
      for (const digest of [...sessions.keys()]) remove(digest);
    },
  };
}
