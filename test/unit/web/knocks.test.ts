import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock as clock } from '../../../app/base/base.ts';
import { createClockSkew } from '../../../app/clock-skew/clock-skew.ts';
import { type KnockInput, openKnocks } from '../../../app/knock-list/knock-list.ts';
import { webWire } from '../../../app/program/web-wire.ts';
import type { RemoteAe } from '../../../app/services/services.ts';
import { createRecorder } from '../../../app/wire-view/wire-view.ts';
import { fakeAeTable } from '../../support/fake-ae-table.ts';
import { createFakeSources } from '../../support/fake-sources.ts';
import { gatheredLog } from '../../support/gathered-log.ts';
import { startTestWeb } from '../../support/web-under-test.ts';

const CT: KnockInput = {
  ...{ at: 1000, listener: 'main', address: '192.0.2.7', callingAeTitle: 'CT1', calledAeTitle: 'FILMROOM', words: 'not in the list' },
  why: { code: 'CALLING_NOT_LISTED', values: { calling: 'CT1' } },
};

interface Shown {
  readonly id: string;
  readonly code: string;
  readonly whatToDo: string;
  readonly isKnown: boolean;
}

async function started(initial: readonly RemoteAe[] = []) {
  const { table, aeTable } = fakeAeTable(initial);
  const knocks = await openKnocks({ clock, log: gatheredLog().log, macOf: async () => undefined });
  const rules = { aeTitles: ['FILMROOM'], callingAePolicy: 'list' } as const;
  const { log } = gatheredLog();
  const wire = webWire({
    ...{
      knocks,
      aeTable: table,
      clock,
      log,
      recorder: createRecorder({ clock, log }),
      lines: () => [],
      skew: createClockSkew(),
      dataFolder: undefined,
      freeBytes: () => 0,
      ownAeTitle: () => 'FILMROOM',
    },
    ...{ listeners: () => [{ name: 'main', rules }], associations: { open: () => Promise.reject(new Error('none here')) } },
  });
  const web = await startTestWeb({ sources: { ...createFakeSources(), aeTable, wire } });
  const adopt = (id: string, body: unknown = {}) =>
    web.ask(`/api/knocks/${id}/adopt`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const list = async () => ((await (await web.ask('/api/knocks')).json()) as { knocks: Shown[] }).knocks;
  return { ...{ knocks, table, web, adopt, list }, [Symbol.asyncDispose]: () => web[Symbol.asyncDispose]() };
}

describe('/api/knocks', () => {
  it('shows who was turned away, and what to do', async () => {
    await using test = await started();
    test.knocks.refused(CT);
    const [knock] = await test.list();
    assert.equal(knock!.code, 'CALLING_NOT_LISTED');
    assert.match(knock!.whatToDo, /^Adopt it/);
    assert.equal(knock!.isKnown, false);
  });
  it('one call adopts: the entry is in the AE table, the knock is gone', async () => {
    await using test = await started();
    test.knocks.refused(CT);
    const answer = await test.adopt(test.knocks.list()[0]!.id, { port: 11112 });
    const { needs } = (await answer.json()) as { needs: { code: string }[] };
    assert.deepEqual([answer.status, needs.map(({ code }) => code)], [200, ['NOTHING']]);
    assert.deepEqual(test.table.get('CT1'), { title: 'CT1', host: '192.0.2.7', port: 11112 });
    assert.deepEqual(await test.list(), []);
  });
  it('a known device with a new address: the entry gets it, and keeps all else', async () => {
    await using test = await started([{ title: 'CT1', host: '192.0.2.99', port: 5678, characterSet: 'utf-8' }]);
    test.knocks.refused({
      ...CT,
      why: { code: 'CALLING_FROM_ELSEWHERE', values: { calling: 'CT1', address: '192.0.2.7', listed: '192.0.2.99' } },
    });
    assert.equal((await test.adopt(test.knocks.list()[0]!.id)).status, 200);
    assert.deepEqual(test.table.get('CT1'), { title: 'CT1', host: '192.0.2.7', port: 5678, characterSet: 'utf-8' });
  });
  it('a wrong called title: adopted, stays in the list, and what is needed is said', async () => {
    await using test = await started();
    test.knocks.refused({
      ...CT,
      calledAeTitle: 'FILMROM',
      why: { code: 'CALLED_NOT_OURS', values: { called: 'FILMROM', ours: 'FILMROOM' } },
    });
    const { needs } = (await (await test.adopt(test.knocks.list()[0]!.id)).json()) as { needs: { code: string }[] };
    assert.deepEqual(
      needs.map(({ code }) => code),
      ['CALLED_TITLE', 'PORT_ASSUMED'],
    );
    assert.equal((await test.list())[0]!.isKnown, true);
  });
  it('refuses in words what cannot be adopted', async () => {
    await using test = await started();
    assert.equal((await test.adopt('0123456789abcdef')).status, 404);
    test.knocks.refused(CT);
    const hostile = { ...CT, at: 2000, callingAeTitle: '<script>\\x', words: '<script>alert(1)</script>' };
    test.knocks.refused(hostile);
    assert.equal((await test.adopt(test.knocks.list()[0]!.id)).status, 400, 'is no AE title');
    test.knocks.stranger({ ...CT, at: 3000, callingAeTitle: '', code: 'UL_UNKNOWN_PDU' });
    assert.equal((await test.adopt(test.knocks.list()[0]!.id)).status, 409, 'has no title');
    for (const body of [{ port: 0 }, { port: 104, more: 1 }, [], 'x'])
      assert.equal((await test.adopt(test.knocks.list()[1]!.id, body)).status, 400);
  });
  it('a knock can be dismissed', async () => {
    await using test = await started();
    test.knocks.refused(CT);
    const path = `/api/knocks/${test.knocks.list()[0]!.id}`;
    assert.deepEqual(
      [(await test.web.ask(path, { method: 'DELETE' })).status, (await test.web.ask(path, { method: 'DELETE' })).status],
      [204, 404],
    );
  });
});
