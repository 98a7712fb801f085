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
  /** As long as it is held it is in use, e.g. by a page that is open and watches. Returns how to let go. */
  hold(): () => void;
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
  readonly boundTo: string;
  readonly controller: AbortController;
  readonly endsAtMs: number;
  usedAtMs: number;
  holds: number;
  timer: Timer;
}

/** A session as it outlives a restart of the program. Times are milliseconds since 1970. */
export interface KeptSession {
  readonly digest: string;
  readonly accountKey: string;
  /** Digest of what the account was: another password or role, and the session is none. */
  readonly boundTo: string;
  readonly endsAt: number;
  /** Of its last use, or up to `idleMs` before that. */
  readonly usedAt: number;
}

/** Of an account, as sessions need it. */
export interface SessionAccount {
  readonly key: string;
  readonly name: string;
  readonly role: Role;
  readonly boundTo: string;
}

/** Sessions. The secret itself is not kept, only its digest. Each ends `idleMs` after its last use, and `absoluteMs` after its beginning. */
export interface Sessions {
  /** Begins one; the oldest make room. */
  open(account: SessionAccount): { readonly secret: string; readonly session: Session };
  /** Finding it is using it. */
  find(secret: string): Session | undefined;
  end(secret: string): void;
  endAllOf(accountKey: string): void;
  /** What is to outlive the program. */
  kept(): KeptSession[];
  /** Those of before the restart, as far as they are good still. */
  restore(kept: readonly KeptSession[], accountOf: (key: string) => SessionAccount | undefined): void;
  /** Cuts what streams to them; they are not ended by it. */
  close(): void;
}

/** A clock that goes further back than this was wrong, then or now. */
const MOST_BACK_MS = 60_000;

/** @param onChange what `kept` says has changed */
export function createSessions(clock: Clock, limits: UsersLimits, onChange: () => void = () => {}): Sessions {
  const sessions = new Map<string, Kept>(); // by digest, in the order of their beginning

  function remove(digest: string): void {
    const kept = sessions.get(digest);
    sessions.delete(digest);
    kept?.timer.cancel();
    kept?.controller.abort();
    if (kept) onChange();
  }

  function add(digest: string, { key, name, role, boundTo }: SessionAccount, leftMs: number): Session {
    const controller = new AbortController();
    const usedAtMs = clock.monotonicMs();
    const hold = () => {
      kept.holds++;
      return () => {
        kept.usedAtMs = clock.monotonicMs();
        kept.holds--;
      };
    };
    const session: Session = { kind: 'person', party: role, name, ended: controller.signal, hold, endsAt: clock.now() + leftMs };
    const timer = watch(digest, Math.min(limits.idleMs, leftMs));
    const kept: Kept = { session, accountKey: key, boundTo, controller, endsAtMs: usedAtMs + leftMs, usedAtMs, holds: 0, timer };
    sessions.set(digest, kept);
    onChange();
    return session;
  }

  /** The timer ends what nobody asks about any more; it is set anew only when it goes off, not at each use. */
  function watch(digest: string, leftMs: number): Timer {
    return clock.after(leftMs, () => {
      const kept = sessions.get(digest);
      if (!kept) return;
      const left = leftOf(kept);
      if (left <= 0) return remove(digest);
      kept.timer = watch(digest, left);
      onChange(); // of its last use
    });
  }
  const usedAtOf = ({ holds, usedAtMs }: Kept) => (holds > 0 ? clock.monotonicMs() : usedAtMs);
  const leftOf = (kept: Kept) => Math.min(usedAtOf(kept) + limits.idleMs, kept.endsAtMs) - clock.monotonicMs();

  return {
    open(account) {
      const own = [...sessions].filter(([, { accountKey }]) => accountKey === account.key).map(([digest]) => digest);
      for (const digest of own.slice(0, Math.max(0, own.length + 1 - limits.maxSessionsPerAccount))) remove(digest);
      for (const digest of sessions.keys()) {
        if (sessions.size < limits.maxSessions) break;
        remove(digest);
      }
      const secret = makeSecret();
      return { secret, session: add(digestOf(secret), account, limits.absoluteMs) };
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
    kept() {
      const back = clock.now() - clock.monotonicMs();
      return [...sessions].map(([digest, kept]) => {
        const { session, accountKey, boundTo } = kept;
        return { digest, accountKey, boundTo, endsAt: session.endsAt, usedAt: back + usedAtOf(kept) };
      });
    },
    restore(all, accountOf) {
      const now = clock.now();
      for (const { digest, accountKey, boundTo, endsAt, usedAt } of all.slice(-limits.maxSessions)) {
        const account = accountOf(accountKey);
        const unusedMs = now - usedAt;
        const isGood = unusedMs > -MOST_BACK_MS && unusedMs < 2 * limits.idleMs && endsAt > now;
        if (account && account.boundTo === boundTo && isGood) add(digest, account, Math.min(endsAt - now, limits.absoluteMs));
      }
    },
    close() {
      for (const { timer, controller } of sessions.values()) {
        timer.cancel();
        controller.abort();
      }
      sessions.clear();
    },
  };
}
