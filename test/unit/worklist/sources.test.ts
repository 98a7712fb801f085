import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systemClock } from '../../../app/base/base.ts';
import { watchWorklistFolder } from '../../../app/worklist/worklist.ts';
import { gatheredLog } from '../../support/gathered-log.ts';
import { allOf, anOrder, type WorklistUnderTest, worklistFile, worklistUnderTest } from '../../support/worklist-under-test.ts';

const LIMITS = { maxFileBytes: 65_536, maxFiles: 100, lookEveryMs: 3_600_000 };

function watched(test: WorklistUnderTest, worklist = test.worklist) {
  const folder = join(test.folder, 'wl');
  mkdirSync(folder, { recursive: true });
  const { log, lines } = gatheredLog();
  const source = watchWorklistFolder({ folder, worklist, clock: systemClock, log, limits: LIMITS });
  return { folder, lines, source, put: (name: string, bytes: Uint8Array) => writeFileSync(join(folder, name), bytes) };
}

describe('a folder of worklist files', () => {
  it('new files, changed files, and files that are gone', async () => {
    await using test = await worklistUnderTest();
    const { source, put, folder } = watched(test);
    mkdirSync(join(folder, 'CT1'));
    put('a.wl', worklistFile(anOrder({ PatientName: 'Müller^Jörg' })));
    put('CT1/b.wl', worklistFile(anOrder({ AccessionNumber: 'A2' }), ['ISO_IR 100']));
    put('notes.txt', Buffer.from('no worklist file'));
    await source.look();
    const items = await allOf(test.worklist);
    assert.deepEqual(items.map(({ who, source: from }) => [from, who]).toSorted(), [
      ['file', 'CT1/b.wl'],
      ['file', 'a.wl'],
    ]);
    assert.ok(items.some(({ attributes }) => attributes.PatientName === 'Müller^Jörg'));

    put('a.wl', worklistFile(anOrder({ PatientName: 'Meier^Jörg' })));
    rmSync(join(folder, 'CT1/b.wl'));
    await source.look();
    assert.deepEqual(
      (await allOf(test.worklist)).map(({ attributes }) => attributes.PatientName),
      ['Meier^Jörg'],
    );
    await source.close();
  });

  it('without File Meta Information too, as wlmscpfs takes them', async () => {
    await using test = await worklistUnderTest();
    const { source, put } = watched(test);
    const whole = worklistFile(anOrder());
    put('bare.wl', whole.subarray(144 + whole.readUInt32LE(140)));
    await source.look();
    assert.equal((await allOf(test.worklist)).length, 1);
    await source.close();
  });

  it('half a file is told, and read once it is whole; a renamed one stays one item', async () => {
    await using test = await worklistUnderTest();
    const { source, put, folder, lines } = watched(test);
    const whole = worklistFile(anOrder());
    put('a.wl', whole.subarray(0, whole.length - 20));
    await source.look();
    const [state] = await test.worklist.sources();
    assert.match(state?.fault ?? '', /^a\.wl: /);
    assert.doesNotMatch(lines.join(''), /Garcia/);
    put('a.wl', whole);
    await source.look();
    assert.equal((await test.worklist.sources())[0]?.fault, undefined);
    renameSync(join(folder, 'a.wl'), join(folder, 'b.wl'));
    await source.look();
    assert.deepEqual(
      (await allOf(test.worklist)).map(({ who }) => who),
      ['b.wl'],
    );
    await source.close();
  });

  it('what went while the program was down goes at its start; a folder that cannot be read takes nothing back', async () => {
    await using test = await worklistUnderTest();
    const first = watched(test);
    first.put('a.wl', worklistFile(anOrder()));
    first.put('b.wl', worklistFile(anOrder({ AccessionNumber: 'A2' })));
    await first.source.look();
    await first.source.close();
    rmSync(join(first.folder, 'b.wl'));
    const worklist = await test.reopened();
    const second = watched(test, worklist);
    await second.source.look();
    assert.deepEqual(
      (await allOf(worklist)).map(({ who }) => who),
      ['a.wl'],
    );
    renameSync(second.folder, `${second.folder}-away`);
    await second.source.look();
    assert.equal((await allOf(worklist)).length, 1);
    assert.match((await worklist.sources())[0]?.fault ?? '', /ENOENT/);
    await second.source.close();
  });

  it('a file that is too long is told', async () => {
    await using test = await worklistUnderTest();
    const { source, put } = watched(test);
    put('long.wl', Buffer.alloc(LIMITS.maxFileBytes + 1));
    await source.look();
    assert.match((await test.worklist.sources())[0]?.fault ?? '', /65537 bytes/);
    await source.close();
  });
});
