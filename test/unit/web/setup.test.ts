import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock as clock } from '../../../app/base/base.ts';
import { witnessed } from '../../../app/program/web-setup.ts';
import { openSetup, STEPS } from '../../../app/setup/setup.ts';
import type { SetupView } from '../../../app/web/schema.ts';
import type { WebReachStep } from '../../../app/web/web.ts';
import { NO_BOX } from '../../support/fake-network.ts';
import { createFakeSources, studiesOfTheWorld } from '../../support/fake-sources.ts';
import { gatheredLog } from '../../support/gathered-log.ts';
import { testSettings } from '../../support/settings-under-test.ts';
import { startTestWeb } from '../../support/web-under-test.ts';

async function started(links?: readonly object[], waiting?: object) {
  const test = testSettings();
  const setup = await openSetup({ file: undefined, clock, log: gatheredLog().log });
  const network = links ? { ...NO_BOX, isBox: () => true, show: async () => ({ links, ...(waiting && { waiting }) }) } : NO_BOX;
  const clocks: number[] = [];
  const fake = createFakeSources();
  const sources = {
    ...fake,
    ...{ settings: test.settings, network },
    setup: { ...setup, discover: async () => undefined, setClock: async (at: number) => void clocks.push(at) },
  };
  const web = await startTestWeb({ sources });
  const send = async (method: string, path: string, body?: object) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await web.ask(`/api/setup${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return {
      status: answer.status,
      ...(text ? (JSON.parse(text) as SetupView & { code?: string }) : ({} as SetupView & { code?: string })),
    };
  };
  const done = (step: string, more: object = {}) => send('PUT', `/steps/${step}`, { outcome: 'done', ...more });
  return {
    ...{ web, setup, fake, send, done, clocks, settings: test.settings },
    async [Symbol.asyncDispose]() {
      await web[Symbol.asyncDispose]();
      test[Symbol.dispose]();
    },
  };
}

describe('/api/setup', () => {
  it('begins after the claim, and each step leads to the next', async () => {
    await using test = await started();
    const begun = await test.send('GET', '');
    assert.deepEqual([begun.status, begun.at, begun.isBox, begun.version], [200, 'restore', false, '0.0.0-test']);
    assert.equal((await test.send('PUT', '/steps/restore', { outcome: 'skipped' })).at, 'ports');
  });
  it('a backup counts as restored where one was, whatever button leads on', async () => {
    await using test = await started();
    const backup = test.settings.backup('0.0.0-test');
    assert.equal((await test.done('restore')).steps.restore?.outcome, 'skipped');
    await test.settings.change({ by: 'root', set: { 'log.level': 'debug' } });
    assert.equal((await test.done('restore')).steps.restore?.outcome, 'skipped');
    await test.settings.restore({ by: 'root', backup });
    assert.equal((await test.done('restore')).steps.restore?.outcome, 'done');
  });
  it('what needs a box is not for a PC, done or not', async () => {
    await using test = await started();
    const { steps } = await test.done('ports');
    assert.equal(steps.ports?.outcome, 'not-here');
    assert.equal((await test.send('POST', '/clock', { now: Date.now() })).code, 'WEB_NEEDS_BOX');
  });
  it('a step that is not done is refused, and stays open', async () => {
    await using test = await started([{ role: 'modality', isPresent: true, isCableIn: false }], { secondsLeft: 9 });
    test.fake.disk = { totalBytes: 1, freeBytes: 0, reserveBytes: 536_870_912, accepting: false };
    for (const [step, code] of [
      ['ports', 'WEB_SETUP_NO_CABLE'],
      ['network', 'WEB_SETUP_NETWORK_WAITS'],
      ['time', 'WEB_SETUP_CLOCK_OFF'],
      ['peers', 'WEB_SETUP_NO_ECHO'],
      ['storage', 'WEB_SETUP_DISK_FULL'],
      ['image', 'WEB_SETUP_NO_IMAGE'],
    ] as const) {
      const answer = await test.done(step);
      assert.deepEqual([answer.status, answer.code], [409, code]);
    }
    assert.deepEqual(test.setup.state().steps, {});
    const left = await test.send('POST', '/finish', { name: 'A. Person' });
    assert.deepEqual([left.status, left.code], [409, 'WEB_SETUP_STEPS_LEFT']);
  });
  it('a step that is done says what it found, and nothing of a patient', async () => {
    await using test = await started();
    test.fake.studies = studiesOfTheWorld(Date.now()).map((study) => ({ ...study, lastReceivedAt: Date.now() + 1 }));
    await test.setup.tested({
      way: 'there',
      title: 'CT1',
      host: '192.0.2.1',
      port: 104,
      isGood: true,
      rung: 'echo',
      code: 'X',
      values: {},
      words: '',
    });
    assert.ok(Math.abs(Number((await test.done('time', { browserNow: Date.now() - 3000 })).steps.time?.facts.differenceMs) - 3000) < 2000);
    assert.deepEqual((await test.done('title')).steps.title?.facts.aeTitle, 'FILMROOM');
    assert.deepEqual((await test.done('peers')).steps.peers?.facts, { reached: 1 });
    assert.ok(Number((await test.done('storage')).steps.storage?.facts.freeBytes) > 0);
    const { steps } = await test.done('image');
    assert.equal(steps.image?.by, 'root');
    assert.doesNotMatch(JSON.stringify(steps), /Yamada|山田|PatientName/);
  });
  it('ends with a name, and begins anew', async () => {
    await using test = await started();
    for (const step of STEPS) await test.send('PUT', `/steps/${step}`, { outcome: 'skipped' });
    assert.equal((await test.send('POST', '/finish', { name: '  ' })).status, 400);
    const { finished } = await test.send('POST', '/finish', { name: ' Ann ' });
    assert.deepEqual([finished?.name, finished?.by, finished?.version], ['Ann', 'root', '0.0.0-test']);
    const again = await test.send('DELETE', '');
    assert.deepEqual([again.finished, again.at], [undefined, 'restore']);
  });
  it('what is no step, or no body, is refused in words', async () => {
    await using test = await started();
    assert.equal((await test.done('coffee')).status, 404);
    assert.equal((await test.send('PUT', '/steps/time', { outcome: 'not-here' })).status, 400);
    assert.equal((await test.send('PUT', '/at', { at: 'password' })).status, 400);
    assert.equal((await test.send('POST', '/discover')).status, 503);
  });
  it('the clock of a box is set', async () => {
    await using test = await started([]);
    const now = Date.now();
    assert.equal((await test.send('POST', '/clock', { now })).status, 200);
    assert.deepEqual(test.clocks, [now]);
  });
});

describe('a ladder with a witness', () => {
  const rung = (name: string, outcome: string) => ({
    rung: name,
    outcome,
    code: `${name}-${outcome}`,
    values: {},
    words: '',
    toDo: '',
    ms: 1,
  });
  async function after(way: 'climb' | 'await', steps: readonly WebReachStep[], most = 99) {
    const setup = await openSetup({ file: undefined, clock, log: gatheredLog().log });
    async function* walk() {
      yield* steps;
    }
    const reach = witnessed({ maxRuns: 1, maxWaitSeconds: 1, find: () => undefined, climb: walk, await: walk }, setup);
    const signal = new AbortController().signal;
    const ae = { title: 'CT1', host: '192.0.2.1', port: 104 };
    let seen = 0;
    for await (const _ of way === 'climb' ? reach.climb(ae, signal) : reach.await(ae, 1, signal)) if (++seen === most) break;
    return setup.state().tests.map(({ way: which, isGood, code }) => [which, isGood, code]);
  }
  it('all is well', async () =>
    assert.deepEqual(await after('climb', [rung('tcp', 'ok'), rung('echo', 'ok')]), [['there', true, 'echo-ok']]));
  it('names the rung that failed', async () =>
    assert.deepEqual(await after('climb', [rung('tcp', 'failed'), rung('echo', 'skipped')]), [['there', false, 'tcp-failed']]));
  it('the way back', async () =>
    assert.deepEqual(await after('await', [{ begins: 'back' }, rung('back', 'unclear'), rung('back', 'ok')]), [['back', true, 'back-ok']]));
  it('one that is given up was no test', async () =>
    assert.deepEqual(await after('climb', [rung('tcp', 'ok'), rung('echo', 'ok')], 1), []));
});
