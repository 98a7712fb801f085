/** The box as its page shows and changes it, through the hands. */
import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';
import { type Clock, CodedError, type Log, type SaidSentence } from '../base/base.ts';
import { aboutBox, askHands } from '../box/box.ts';
import { hostNameOf, readIdentity } from '../identity/identity.ts';
import { type Fall, readFalls } from '../ladder/ladder.ts';
import type { UpdateStatus } from '../update/update.ts';
import { type BoxFacts, BoxRefusal, type WebBox } from '../web/web.ts';
import { type BoxUpdateOptions, createBoxUpdate } from './box-update.ts';
import type { createBoxVerify } from './box-verify.ts';

export interface WebBoxOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Of the program, where this machine is no box. */
  readonly version: string;
  readonly problems: () => readonly SaidSentence[];
  readonly reserveBytes: () => number;
  readonly verification: ReturnType<typeof createBoxVerify>;
  readonly ask?: BoxUpdateOptions['ask'];
  /** Stands for /. */
  readonly root?: string;
  readonly limits?: BoxUpdateOptions['limits'];
}

export function webBox({
  clock,
  log,
  version,
  problems,
  reserveBytes,
  verification,
  ask = askHands,
  root = '/',
  limits,
}: WebBoxOptions): WebBox {
  const updates = createBoxUpdate({ ask, clock, log, reserveBytes, root, ...(limits && { limits }) });
  const startedAt = clock.now();
  const isBox = () => aboutBox(root) !== undefined;
  const name = () => {
    try {
      return hostNameOf(readIdentity(root));
    } catch {
      return hostname(); // no box, or one whose identity is damaged
    }
  };

  async function slots(): Promise<Pick<BoxFacts, 'slots' | 'noSlots'>> {
    try {
      const status = (await ask('update.status', {})) as UpdateStatus;
      return { slots: slotsOf(status, await readFalls(root)) };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return { noSlots: { code: error.code, values: {}, words: error.message } };
    }
  }

  /** Written before it is done: after it, nothing may be. */
  async function act(event: string, by: string, verbs: readonly string[], about: object = {}): Promise<void> {
    if (!isBox()) throw new BoxRefusal('WEB_BOX_ONLY', 'This machine is no Filmroom box: do it with the means of its own system.');
    log.warn(event, { ...about, by });
    for (const verb of verbs) await ask(verb, {});
  }

  const withBox = async <Result>(then: () => Promise<Result>): Promise<Result> => {
    if (!isBox()) throw new BoxRefusal('WEB_BOX_ONLY', 'This machine is no Filmroom box: update the program as it was installed.');
    return then();
  };

  return {
    async facts() {
      const box = aboutBox(root);
      const room = { freeBytes: box ? await updates.freeBytes() : 0, maxBytes: updates.maxBytes };
      const uploaded = updates.uploaded();
      const verified = verification.now();
      return {
        ...{ isBox: box !== undefined, name: name(), version: box?.version ?? version, ...(box && { board: box.board }) },
        ...{ bootId: bootIdOf(root), bootedAt: Math.round(clock.now() - uptime() * 1000), startedAt, problems: [...problems()] },
        ...(box && (await slots())),
        ...{ ...(uploaded && { uploaded }), room, ...(verified && { verification: verified }) },
      };
    },
    restart: (by) => act('box.restart', by, ['power.reboot']),
    off: (by) => act('box.off', by, ['power.off']),
    previous: (by) => act('box.previous-slot', by, ['slot.previous', 'power.reboot']),
    async reset(kind, typed, by) {
      if (isBox() && typed.trim() !== name())
        throw new BoxRefusal('WEB_BOX_NOT_CONFIRMED', `What was typed is not the name of this box, ${name()}. Nothing was changed.`, {
          values: { name: name() },
        });
      await act('box.factory-reset', by, [kind === 'wipe' ? 'reset.wipe' : 'reset.keep-images'], { kind });
    },
    takeUpdate: (body, bytes, by) => withBox(() => updates.take(body, bytes, by)),
    install: (by) => withBox(() => updates.install(by)),
    discardUpdate: (by) => withBox(() => updates.discard(by)),
    verify: verification.begin,
    cancelVerify: verification.cancel,
  };
}

function slotsOf({ slot, version, isProven, other, installing, failure, pending, last }: UpdateStatus, falls: readonly Fall[]) {
  const fall = last && falls.findLast((each) => each.version === last.version);
  const why = fall && { unit: fall.unit, result: fall.result, status: fall.status, errors: fall.errors };
  const { isOk, isProven: hasWorked } = other;
  return {
    ...{ slot, version, isProven },
    other: { slot: other.slot, isOk, isProven: hasWorked, ...(other.version !== undefined && { version: other.version }) },
    ...(installing && { installing: { percent: installing.percent } }),
    ...(failure !== undefined && { failure }),
    ...(pending && { pending: { slot: pending.to.slot, version: pending.to.version, at: pending.at } }),
    ...(last && { last: { outcome: last.outcome, version: last.version, at: last.at, ...(last.outcome !== 'good' && why && { why }) } }),
  };
}

/** random(4); another one after each start of the machine. */
function bootIdOf(root: string): string {
  try {
    return readFileSync(join(root, 'proc/sys/kernel/random/boot_id'), 'utf8').trim();
  } catch {
    return ''; // no /proc
  }
}
