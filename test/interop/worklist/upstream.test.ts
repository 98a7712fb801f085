import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systemClock as clock, createLog } from '../../../app/base/base.ts';
import { createScuAssociations } from '../../../app/services/services.ts';
import { connect } from '../../../app/ul/ul.ts';
import { dayAt, followUpstream, type SourceState } from '../../../app/worklist/worklist.ts';
import { missing } from '../../support/dcmtk.ts';
import { startWlmscpfs, worklistFolder } from '../../support/wlmscpfs.ts';
import { allOf, anOrder, worklistFile, worklistUnderTest } from '../../support/worklist-under-test.ts';

const log = createLog({ level: 'error', style: 'console', write: () => undefined });
const associations = createScuAssociations({
  ...{
    connect,
    clock,
    log,
    maxAssociations: 2,
    connectTimeoutMs: 5000,
    responseTimeoutMs: 10_000,
    ownAeTitle: 'FILMROOM',
    maxPduLength: 16_384,
  },
  identity: { implementationClassUid: '1.2.3', implementationVersionName: 'TEST' },
});
const today = dayAt(Date.now(), 0);
const order = (accession: string, day = today) =>
  anOrder({ AccessionNumber: accession, PatientName: 'Müller^Jörg' }, { ScheduledProcedureStepStartDate: day });
const settings = { aeTitle: 'RIS', everyMs: 3_600_000, pastDays: 1, futureDays: 7 };

describe('an upstream worklist, which is wlmscpfs', { skip: missing('wlmscpfs') }, () => {
  it('what it answers is offered, also while it is down; what it has no longer is taken back once it says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'filmroom-upstream-'));
    const files = worklistFolder(folder, 'RIS');
    const put = (name: string, attributes = order(name)) =>
      writeFileSync(join(files, `${name}.wl`), worklistFile(attributes, ['ISO_IR 100']));
    for (const name of ['A1', 'A2']) put(name);
    put('FAR', order('FAR', dayAt(Date.now(), 30)));
    await using test = await worklistUnderTest();
    const ris = await startWlmscpfs(folder);
    const upstream = followUpstream({
      ...{ settings, associations, worklist: test.worklist, clock, log },
      ae: () => ({ title: 'RIS', host: '127.0.0.1', port: ris.port }),
    });
    const accessions = async () => (await allOf(test.worklist)).map(({ attributes }) => attributes.AccessionNumber).toSorted();
    const state = async (): Promise<SourceState | undefined> => (await test.worklist.sources())[0];
    try {
      await upstream.ask();
      assert.deepEqual(await accessions(), ['A1', 'A2'], 'only the days around today are asked for');
      const [item] = await allOf(test.worklist);
      assert.deepEqual([item!.source, item!.who, item!.attributes.PatientName], ['upstream', 'RIS', 'Müller^Jörg']);
      assert.deepEqual([(await state())?.items, (await state())?.fault], [2, undefined]);
      const { lastOkAt } = (await state())!;

      rmSync(join(files, 'A2.wl'));
      put('A3');
      await upstream.ask();
      assert.deepEqual(await accessions(), ['A1', 'A3']);

      await ris.stop();
      await upstream.ask();
      assert.deepEqual(await accessions(), ['A1', 'A3'], 'the list survives');
      const down = (await state())!;
      assert.match(down.fault ?? '', /\S/);
      assert.ok(down.lastOkAt! >= lastOkAt! && down.lastTriedAt! >= down.lastOkAt!, 'its age is known');
    } finally {
      await upstream.close();
      await ris.stop();
      rmSync(folder, { recursive: true });
    }
  });

  it('one that is not in the AE table is said to be so', async () => {
    await using test = await worklistUnderTest();
    const upstream = followUpstream({ settings, associations, worklist: test.worklist, clock, log, ae: () => undefined });
    await upstream.ask();
    assert.match((await test.worklist.sources())[0]?.fault ?? '', /RIS is not in the AE table/);
    await upstream.close();
  });
});
