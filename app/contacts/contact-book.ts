import { type Clock, type Log, type Timer, wordsOf } from '../base/base.ts';
import { readContacts, writeContacts } from './contact-file.ts';
import { type FirstOfDay, overdueSince, withContact } from './habits.ts';
import { CONTACT_LIMITS, type ContactLimits } from './limits.ts';

export interface Contact {
  readonly aeTitle: string;
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Each day's first contact of the last two weeks, the newest last. */
  readonly firsts: readonly FirstOfDay[];
}

/** A device that usually calls by now and has not. */
export interface Overdue {
  readonly aeTitle: string;
  /** Minutes since midnight by which it has called on such a day. */
  readonly minute: number;
}

export interface Contacts {
  /** An association was accepted. */
  met(aeTitle: string, address: string): void;
  /** The newest first. */
  list(): readonly Contact[];
  /** Whoever called on this day of the week in the last two weeks, an hour and more before now, and has not today. */
  overdue(): readonly Overdue[];
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

/** @param options.file undefined = in memory alone */
export async function openContacts(options: {
  readonly file: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: ContactLimits;
}): Promise<Contacts> {
  const { file, clock, log, limits = CONTACT_LIMITS } = options;
  const { contacts: kept, unusable } = file === undefined ? { contacts: [] } : await readContacts(file);
  if (unusable !== undefined) log.warn('contacts.file-unusable', { words: unusable });
  const contacts = new Map(kept.slice(-limits.maxContacts).map((contact) => [contact.aeTitle, contact])); // the newest last
  let due: Timer | undefined;
  /** It changes once a minute, and every page and the panel ask. */
  let late: { readonly minute: number; readonly list: readonly Overdue[] } | undefined;
  let writing: Promise<void> = Promise.resolve();

  const overdueAt = (now: number): readonly Overdue[] =>
    [...contacts.values()].flatMap(({ aeTitle, firsts }) => {
      const minute = overdueSince(firsts, now);
      return minute === undefined ? [] : [{ aeTitle, minute }];
    });

  function write(): Promise<void> {
    due?.cancel();
    due = undefined;
    writing = writing
      .then(() => (file === undefined ? undefined : writeContacts(file, [...contacts.values()])))
      .catch((error) => log.warn('contacts.not-written', { words: wordsOf(error) })); // it is in memory, and the next change tries again
    return writing;
  }

  return {
    met(given, address) {
      const aeTitle = given.trim();
      late = undefined;
      const firsts = withContact(contacts.get(aeTitle)?.firsts ?? [], clock.now());
      contacts.delete(aeTitle);
      contacts.set(aeTitle, { aeTitle, address, at: clock.now(), firsts });
      for (const oldest of contacts.keys()) {
        if (contacts.size <= limits.maxContacts) break;
        contacts.delete(oldest);
      }
      due ??= clock.after(limits.writeAfterMs, () => void write());
    },
    list: () => [...contacts.values()].reverse(),
    overdue() {
      const minute = Math.floor(clock.now() / 60_000);
      if (late?.minute !== minute) late = { minute, list: overdueAt(clock.now()) };
      return late.list;
    },
    async close() {
      if (due) await write();
      await writing;
    },
  };
}
