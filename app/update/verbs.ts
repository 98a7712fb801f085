import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { type Clock, errnoOf, type Log } from '../base/base.ts';
import { type AnyVerb, aboutBox, defineVerb, refuseSecondDisk, runTool } from '../box/box.ts';
import { bootedSlot } from './booted.ts';
import { UpdateError } from './errors.ts';
import { copyGrubEnv, type GrubEnv, knownOf, mendGrubEnv, type SlotName, setGrubEnv, slotFacts } from './grubenv.ts';
import { raucOf } from './rauc.ts';
import { afterGood } from './settle.ts';
import { readUpdateState, writeUpdateState } from './state.ts';
import type { UpdateStatus } from './status.ts';

/** Where whoever brings an update puts it. */
export const UPDATES_FOLDER = '/var/lib/filmroom/updates';

export interface UpdateVerbsOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Network ports that have a link. */
  readonly links: () => readonly string[];
  readonly log: Pick<Log, 'warn'>;
  /** Stands for /. */
  readonly root?: string;
  /** Runs a program of the system. */
  readonly run?: (program: string, args: readonly string[]) => Promise<string>;
}

const Nothing = z.strictObject({});
const otherOf = (slot: SlotName): SlotName => (slot === 'A' ? 'B' : 'A');

/** update.check, update.install, update.status, slot.previous, slot.good. */
export function updateVerbs({ clock, links, log, root = '/', run = runTool }: UpdateVerbsOptions): readonly AnyVerb[] {
  const rauc = raucOf(run);

  function here(): { readonly slot: SlotName; readonly version: string; readonly board: string } {
    const slot = bootedSlot(root);
    const box = aboutBox(root);
    if (!slot || !box) throw new UpdateError('UPDATE_NO_SLOTS', 'This system was not started from a slot of a Filmroom box.');
    return { slot, ...box };
  }

  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: what one has mended the next must not mend again over what RAUC wrote since. */
  function inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const turn = last.then(act, act);
    last = turn.catch(() => {});
    return turn;
  }

  const grubEnv = (): Promise<GrubEnv> => mendGrubEnv(async () => knownOf(here(), await readUpdateState(root)), log, run);

  const File = z.strictObject({
    file: z
      .string()
      .check(z.regex(/^(?!\.)[\w.+~-]{1,120}\.raucb$/, 'is no name of an update: letters, digits, . + ~ - and .raucb at its end')),
  });

  /** The version of a file that is signed, and for this board. */
  async function checked(file: string): Promise<{ readonly path: string; readonly version: string }> {
    const { board } = here();
    const path = join(root, UPDATES_FOLDER, file);
    const found = await lstat(path).catch((error) => {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (!found?.isFile()) throw new UpdateError('UPDATE_NO_FILE', `There is no ${file} in ${UPDATES_FOLDER}.`);
    if ((await rauc.installer()).isBusy) throw new UpdateError('UPDATE_BUSY', 'Another update is being installed.');
    const { version, compatible } = await rauc.check(path);
    if (compatible !== `filmroom-${board}`)
      throw new UpdateError('UPDATE_OTHER_BOARD', `It is for ${compatible}, this is filmroom-${board}.`);
    return { path, version };
  }

  const check = defineVerb({
    name: 'update.check',
    args: File,
    run: async ({ file }) => ({ version: (await checked(file)).version }),
  });

  const install = defineVerb({
    name: 'update.install',
    args: File,
    async run({ file }) {
      refuseSecondDisk(root);
      const { slot, version } = here();
      const { path, ...update } = await checked(file);
      const to = { slot: otherOf(slot), version: update.version };
      const state = await readUpdateState(root);
      await writeUpdateState({ ...state, pending: { from: { slot, version }, to, links: [...links()], at: clock.now() } }, root);
      await rauc.install(path);
      return to;
    },
  });

  const status = defineVerb({
    name: 'update.status',
    args: Nothing,
    async run(): Promise<UpdateStatus> {
      const { slot, version } = here();
      const [env, state, { isBusy, percent, words, failure }] = await Promise.all([
        inTurn(grubEnv),
        readUpdateState(root),
        rauc.installer(),
      ]);
      const other = otherOf(slot);
      const { pending, last } = state;
      const there = slotFacts(env, other);
      const isWritten = pending?.to.slot === slot || (there.isFirst && there.isOk); // else it was cut short, whether RAUC still says so or not
      return {
        ...{ slot, version, isProven: slotFacts(env, slot).isProven },
        other: { slot: other, ...there, version: state.versions[other] },
        ...(isBusy && { installing: { percent, words } }),
        ...(!isBusy && failure !== '' && { failure }),
        ...(pending && isWritten && !isBusy && failure === '' && { pending }),
        ...(last && { last }),
      };
    },
  });

  const previous = defineVerb({
    name: 'slot.previous',
    args: Nothing,
    run: () => inTurn(startOther),
  });

  const good = defineVerb({
    name: 'slot.good',
    args: Nothing,
    run: () => inTurn(keep),
  });

  async function startOther() {
    const { slot } = here();
    const other = otherOf(slot);
    const { isOk, isProven } = slotFacts(await grubEnv(), other);
    if (!isOk || !isProven) throw new UpdateError('UPDATE_NO_OTHER_SLOT', `Slot ${other} holds nothing that has worked on this box.`);
    const state = await readUpdateState(root);
    await rauc.mark('active', 'other');
    await copyGrubEnv(log, run);
    return { slot: other, version: state.versions[other] };
  }

  async function keep() {
    const { slot, version } = here();
    const env = await grubEnv();
    const { isFirst } = slotFacts(env, slot);
    const state = afterGood(await readUpdateState(root), { slot, version, isFirst }, slotFacts(env, otherOf(slot)), clock.now());
    await rauc.mark('good', 'booted');
    if (!isFirst && state.pending === undefined) await rauc.mark('active', 'booted'); // GRUB came here because the other one failed
    await setGrubEnv({ [`${slot}_PROVEN`]: '1' }, run);
    await copyGrubEnv(log, run);
    await writeUpdateState(state, root);
    return { slot, version };
  }

  return [install, check, status, previous, good];
}
