import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type DuplicatePolicy, verify } from '../../../app/archive/archive.ts';
import { archiveFor, faultsIn, heldIn, objectWith, SOP_INSTANCE_UID, temporaryFolder } from '../../support/archive-under-test.ts';
import { runChild } from '../../support/child.ts';
import { type Killing, type ObjectSpec, takeIn } from './killed-at.ts';

const PROGRAM = new URL('killed-at.ts', import.meta.url).pathname;
const SOP = 0x00080018;
const STUDY_DATE = 0x00080020;
const STUDY = 0x0020000d;
const BYSTANDER = '1.2.826.0.1.3680043.10.9.99';

const LARGE = 1_000_000; // more than one block, so that at 'written' a part of it is on the disk
const A: ObjectSpec = [{}, { bytes: LARGE, fill: 0xa }];
const B: ObjectSpec = [{}, { bytes: LARGE, fill: 0xb }];
const IN_OTHER_STUDY: ObjectSpec = [{ [STUDY]: '1.2.826.0.1.3680043.10.9.7' }, { bytes: LARGE, fill: 0xc }];
const UNDATED: ObjectSpec = [{ [STUDY_DATE]: '' }, { bytes: LARGE }];

/** What Node compiled, for the next child. */
const compileCache = mkdtempSync(join(tmpdir(), 'filmroom-compile-cache-'));
const env = { ...process.env, NODE_COMPILE_CACHE: compileCache };
after(() => rmSync(compileCache, { recursive: true }));

interface Situation {
  readonly words: string;
  readonly policy: DuplicatePolicy;
  readonly before: readonly ObjectSpec[];
  readonly killed: ObjectSpec;
  readonly daysLater?: number;
  /** What the object comes to, in order; a name that turns out to be one too many is linked and committed to nothing first. */
  readonly steps: string;
  /** Where the object is once it is committed. */
  readonly becomes: 'the instance' | 'quarantined' | 'nothing';
  /** Steps left out, since a kill there is that of another situation. */
  readonly from?: string;
}

const SITUATIONS: readonly Situation[] = [
  {
    words: 'a new object',
    policy: 'reject',
    before: [],
    killed: A,
    steps: 'created written synced linked committed before-unlink',
    becomes: 'the instance',
  },
  {
    words: 'identical bytes',
    policy: 'overwrite',
    before: [A],
    killed: A,
    steps: 'created written synced before-unlink',
    becomes: 'nothing',
  },
  {
    words: 'identical bytes on another day, so that they get a name in another folder',
    policy: 'overwrite',
    before: [UNDATED],
    killed: UNDATED,
    daysLater: 3,
    steps: 'created written synced linked committed before-unlink',
    from: 'linked',
    becomes: 'nothing',
  },
  {
    words: 'overwrite by other content',
    policy: 'overwrite',
    before: [A],
    killed: B,
    steps: 'created written synced linked committed old-removed before-unlink',
    becomes: 'the instance',
  },
  {
    words: 'overwrite a second time, by what was there first',
    policy: 'overwrite',
    before: [A, B],
    killed: A,
    steps: 'created written synced linked committed linked committed old-removed before-unlink',
    from: 'linked',
    becomes: 'the instance',
  },
  {
    words: 'overwrite by an object of another study',
    policy: 'overwrite',
    before: [A],
    killed: IN_OTHER_STUDY,
    steps: 'created written synced linked committed linked committed old-removed before-unlink',
    from: 'linked',
    becomes: 'the instance',
  },
  {
    words: 'keep-first',
    policy: 'keep-first',
    before: [A],
    killed: B,
    steps: 'created written synced before-unlink',
    from: 'synced',
    becomes: 'nothing',
  },
  {
    words: 'keep-first of an object of another study',
    policy: 'keep-first',
    before: [A],
    killed: IN_OTHER_STUDY,
    steps: 'created written synced linked committed before-unlink',
    from: 'linked',
    becomes: 'nothing',
  },
  { words: 'reject', policy: 'reject', before: [A], killed: B, steps: 'created written synced', from: 'synced', becomes: 'nothing' },
  {
    words: 'reject of an object of another study',
    policy: 'reject',
    before: [A],
    killed: IN_OTHER_STUDY,
    steps: 'created written synced linked committed',
    from: 'committed',
    becomes: 'nothing',
  },
  {
    words: 'keep-both',
    policy: 'keep-both',
    before: [A],
    killed: B,
    steps: 'created written synced linked committed before-unlink',
    from: 'synced',
    becomes: 'quarantined',
  },
  {
    words: 'keep-both a second time, the same bytes',
    policy: 'keep-both',
    before: [A, B],
    killed: B,
    steps: 'created written synced before-unlink',
    from: 'before-unlink',
    becomes: 'nothing',
  },
  {
    words: 'keep-both of an object of another study',
    policy: 'keep-both',
    before: [A],
    killed: IN_OTHER_STUDY,
    steps: 'created written synced linked committed linked committed before-unlink',
    from: 'linked',
    becomes: 'quarantined',
  },
];

const sha256Of = (spec: ObjectSpec): string => objectWith(...spec).sha256;

/** One that is no part of the quarrel: it lies in the same series. */
const BESIDE: ObjectSpec = [{ [SOP]: BYSTANDER }];

for (const situation of SITUATIONS) {
  const { words, policy, killed, becomes, daysLater = 0 } = situation;
  const steps = situation.steps.split(' ');
  const first = situation.from ? steps.indexOf(situation.from) : 0;
  const killing = (folder: string, at: number): Killing => ({
    folder,
    policy,
    before: [BESIDE, ...situation.before],
    killed,
    daysLater,
    at,
  });

  describe(`killed in the middle of: ${words}`, { concurrency: 2 }, () => {
    it(`comes to ${situation.steps}`, async (t) => {
      assert.deepEqual(await takeIn(killing(temporaryFolder(t), -1)), steps);
    });

    for (let at = first; at < steps.length; at++) {
      const isCommitted = becomes !== 'nothing' && at >= steps.lastIndexOf('committed');
      const expected = situation.before.map(sha256Of).slice(policy === 'overwrite' ? -1 : 0);
      const images: Record<string, string> = { [BYSTANDER]: sha256Of(BESIDE) };
      const present = isCommitted && becomes === 'the instance' ? sha256Of(killed) : expected[0];
      if (present) images[SOP_INSTANCE_UID] = present;
      const quarantine = [...expected.slice(1), ...(isCommitted && becomes === 'quarantined' ? [sha256Of(killed)] : [])];

      it(`at ${steps[at]}${steps.indexOf(steps[at]!) < at ? ' again' : ''}: ${isCommitted ? 'done' : 'as before it'}`, async (t) => {
        const folder = temporaryFolder(t);
        const { signal, output } = await runChild(process.execPath, [PROGRAM, JSON.stringify(killing(folder, at))], { env });
        assert.equal(signal, 'SIGKILL', output);

        const archive = await archiveFor(t, { folder });
        await archive.close();

        assert.deepEqual(heldIn(folder), { images, quarantine });
        assert.deepEqual(faultsIn(folder), []);
        const { checked, missing, changed, unindexed, unfinished, index } = await verify(folder);
        assert.deepEqual(
          { missing, changed, unindexed, unfinished, index },
          { missing: [], changed: [], unindexed: [], unfinished: 0, index: 'ok' },
        );
        assert.equal(checked, Object.keys(images).length + quarantine.length);
      });
    }
  });
}
