import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systemClock as clock } from '../../../app/base/base.ts';
import { openSetup, STEPS } from '../../../app/setup/setup.ts';
import { gatheredLog } from '../../support/gathered-log.ts';

const DONE = { outcome: 'done', by: 'root', facts: {} } as const;
const TEST = { way: 'there', title: 'CT1', host: '192.0.2.7', port: 104, rung: 'echo', code: 'ECHO_OK', values: {}, words: 'ok' } as const;

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'setup-'));
  const file = join(path, 'setup.json');
  const open = () => openSetup({ file, clock, log: gatheredLog().log });
  return { path, file, open, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

describe('a set-up', () => {
  it('goes on where it was, at another start', async () => {
    using at = folder();
    const first = await at.open();
    assert.equal(first.state().at, 'restore');
    await first.record('restore', { outcome: 'skipped', by: 'root', facts: {} });
    await first.record('ports', DONE);
    await first.tested({ ...TEST, isGood: true });
    const again = await at.open();
    assert.deepEqual(again.state(), first.state());
    assert.equal(again.state().at, 'network');
  });
  it('a step gone back to and done again does not lose those after it', async () => {
    using at = folder();
    const setup = await at.open();
    for (const step of STEPS) await setup.record(step, DONE);
    assert.equal(setup.state().at, 'sheet');
    await setup.go('title');
    await setup.record('title', { ...DONE, facts: { aeTitle: 'OTHER' } });
    assert.equal(setup.state().at, 'sheet');
    assert.deepEqual(setup.state().steps.title?.facts, { aeTitle: 'OTHER' });
  });
  it('goes on after the step that is done; what was passed over comes last', async () => {
    const setup = await openSetup({ file: undefined, clock, log: gatheredLog().log });
    await setup.go('storage');
    await setup.record('storage', DONE);
    assert.equal(setup.state().at, 'image');
    await setup.record('image', DONE);
    assert.equal(setup.state().at, 'restore');
  });
  it('keeps the newest test of each device and way, so many at most, and none after its end', async () => {
    const setup = await openSetup({ file: undefined, clock, log: gatheredLog().log, limits: { maxTests: 2 } });
    await setup.tested({ ...TEST, isGood: false });
    await setup.tested({ ...TEST, isGood: true });
    await setup.tested({ ...TEST, way: 'back', isGood: true });
    assert.deepEqual(
      setup.state().tests.map(({ way, isGood }) => [way, isGood]),
      [
        ['there', true],
        ['back', true],
      ],
    );
    await setup.tested({ ...TEST, title: 'MR1', isGood: true });
    assert.equal(setup.state().tests.length, 2);
    await setup.finish({ by: 'root', name: 'A. Person', version: '1' });
    await setup.tested({ ...TEST, title: 'US1', isGood: true });
    assert.equal(setup.state().tests.at(-1)?.title, 'MR1');
    await setup.restart();
    assert.deepEqual(setup.state().steps, {});
  });
  it('a file that is none is said, and the set-up begins', async () => {
    using at = folder();
    writeFileSync(at.file, '{"at":"nowhere"');
    const { log, lines } = gatheredLog();
    const setup = await openSetup({ file: at.file, clock, log });
    assert.equal(setup.state().at, 'restore');
    assert.match(JSON.stringify(lines), /setup.file-unusable/);
  });
  it('what cannot be written is not so, and the next change tries again', {
    skip: process.getuid?.() === 0 && 'root writes anywhere',
  }, async () => {
    using at = folder();
    const setup = await at.open();
    chmodSync(at.path, 0o500);
    await assert.rejects(setup.record('restore', DONE));
    assert.equal(setup.state().at, 'restore');
    chmodSync(at.path, 0o700);
    await setup.record('restore', DONE);
    assert.match(readFileSync(at.file, 'utf8'), /"ports"/);
  });
  it('two browsers at once: both changes are kept', async () => {
    using at = folder();
    const setup = await at.open();
    await Promise.all([setup.record('restore', DONE), setup.record('time', DONE), setup.go('title')]);
    assert.deepEqual(Object.keys((await at.open()).state().steps).sort(), ['restore', 'time']);
  });
});
