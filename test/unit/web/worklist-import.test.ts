import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFakeSources } from '../../support/fake-sources.ts';
import { startTestWeb } from '../../support/web-under-test.ts';
import { allOf, anOrder, worklistUnderTest } from '../../support/worklist-under-test.ts';

const LINE = {
  ...{ patientId: 'P1', patientName: 'Garcia^Ana', accessionNumber: 'A1', procedure: 'CT abdomen', modality: 'CT' },
  ...{ stationAeTitle: 'CT1', startDate: '20260110', startTime: '0930' },
};
type Line = Partial<typeof LINE>;

async function start() {
  const test = await worklistUnderTest();
  const web = await startTestWeb({ sources: { ...createFakeSources(), worklist: test.worklist } });
  async function send(lines: readonly Line[], dryRun: boolean) {
    const body = JSON.stringify({ lines, dryRun });
    const answer = await web.ask('/api/worklist/import', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    if (answer.status !== 200) return [String(answer.status)];
    const { lines: outcomes } = (await answer.json()) as { lines: { outcome: string; why?: string }[] };
    return outcomes.map(({ outcome, why }) => [outcome, why].filter(Boolean).join(' '));
  }
  return {
    ...{ send, web, worklist: test.worklist, dry: (...lines: Line[]) => send(lines, true), run: (...lines: Line[]) => send(lines, false) },
    async [Symbol.asyncDispose]() {
      await web[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}

describe('/api/worklist/import', () => {
  it('a dry run says what would become of each line, and changes nothing', async () => {
    await using test = await start();
    assert.deepEqual(await test.dry(LINE, LINE, { ...LINE, accessionNumber: 'A2' }), ['added', 'changed', 'added']);
    assert.deepEqual(await allOf(test.worklist), []);
  });
  it('adds, leaves what is the same, changes what is not', async () => {
    await using test = await start();
    assert.deepEqual(await test.run(LINE), ['added']);
    assert.deepEqual(await test.run(LINE, { ...LINE, startTime: '1015' }), ['unchanged', 'changed']);
    const [item, ...others] = await allOf(test.worklist);
    assert.equal(others.length, 0);
    assert.equal(item?.source, 'csv');
  });
  it('without an accession number: the same patient, day, modality and procedure are the same order', async () => {
    await using test = await start();
    const { accessionNumber: _, ...line } = LINE;
    assert.deepEqual(await test.run(line), ['added']);
    assert.deepEqual(await test.run(line, { ...line, startDate: '20260111' }), ['unchanged', 'added']);
  });
  it('an order of another patient, one that has begun and one that was cancelled stay as they are', async () => {
    await using test = await start();
    const by = { source: 'typed', who: 'x' } as const;
    await test.worklist.take({ attributes: anOrder() }, by);
    assert.deepEqual(await test.run({ ...LINE, patientId: 'P2' }), ['refused OTHER_PATIENT']);
    const { item } = await test.worklist.take({ attributes: anOrder({ AccessionNumber: 'A7' }), status: 'STARTED' }, by);
    assert.deepEqual(await test.run({ ...LINE, accessionNumber: 'A7', startTime: '1200' }), ['refused BEGUN']);
    await test.worklist.setStatus(item.id, 'CANCELED', by);
    assert.deepEqual(await test.run({ ...LINE, accessionNumber: 'A7', startTime: '1200' }), ['refused CANCELED']);
  });
  it('takes no other fields, and not too many lines', async () => {
    await using test = await start();
    assert.deepEqual(await test.send([{ ...LINE, startDate: '2026-01-10' }], true), ['400']);
    assert.deepEqual(await test.send([], true), ['400']);
    assert.deepEqual(await test.send(Array(1001).fill(LINE), true), ['400']);
  });
});

describe('/api/known-patients', () => {
  it('completes patients of past orders, each once', async () => {
    await using test = await start();
    const by = { source: 'typed', who: 'x' } as const;
    for (const AccessionNumber of ['A1', 'A2']) await test.worklist.take({ attributes: anOrder({ AccessionNumber, PatientSex: 'F' }) }, by);
    const answer = await test.web.ask('/api/known-patients?text=garc');
    assert.deepEqual(await answer.json(), { patients: [{ PatientID: 'P1', PatientName: 'Garcia^Ana', PatientSex: 'F' }] });
  });
});
