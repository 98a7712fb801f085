import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KeywordTree } from '../../../app/dataset/dataset.ts';
import { fakeDicomweb } from '../../support/fake-dicomweb.ts';
import { createFakeSources } from '../../support/fake-sources.ts';
import { startTestWeb } from '../../support/web-under-test.ts';
import { anOrder, worklistUnderTest } from '../../support/worklist-under-test.ts';

interface Item {
  readonly id: number;
  readonly status: string;
  readonly source: string;
  readonly changedAt: number;
  readonly attributes: KeywordTree;
}

async function start() {
  const test = await worklistUnderTest();
  const web = await startTestWeb({
    sources: { ...createFakeSources(), worklist: test.worklist, dicomweb: fakeDicomweb({ worklist: test.worklist }) },
  });
  const ask = (path: string, method = 'GET', body?: unknown) =>
    web.ask(path, { method, ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
  const post = async (attributes: KeywordTree) => {
    const answer = await ask('/api/worklist', 'POST', { attributes });
    return {
      status: answer.status,
      ...((await answer.json()) as { item: Item; outcome: string; code?: string; values?: { paths?: string } }),
    };
  };
  return {
    ...{ ask, post, worklist: test.worklist, web },
    async [Symbol.asyncDispose]() {
      await web[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}

describe('/api/worklist', () => {
  it('POST adds, and changes what its identifiers name; a person types, a token is a program', async () => {
    await using test = await start();
    const added = await test.post(anOrder());
    assert.deepEqual([added.status, added.outcome, added.item.source], [201, 'added', 'typed']);
    const changed = await test.post(anOrder({ PatientName: 'Garcia^Anna' }));
    assert.deepEqual([changed.status, changed.outcome, changed.item.id], [200, 'changed', added.item.id]);
    const { secret } = await test.web.users.tokens.add({ name: 'RIS', role: 'technologist' }, 'root');
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ attributes: anOrder({ AccessionNumber: 'A2' }) });
    const program = (await (await fetch(`${test.web.url}/api/worklist`, { method: 'POST', headers, body })).json()) as { item: Item };
    assert.equal(program.item.source, 'http');
  });

  it('an accession number of another patient is refused, typed or changed to; of one that was cancelled it may be given anew', async () => {
    await using test = await start();
    const { item: first } = await test.post(anOrder({ PatientID: 'P1', AccessionNumber: 'A1' }));
    const taken = await test.post(anOrder({ PatientID: 'P2', AccessionNumber: 'A1' }));
    assert.deepEqual([taken.status, taken.code], [409, 'WORKLIST_OTHER_PATIENT']);
    const { item: second } = await test.post(anOrder({ PatientID: 'P2', AccessionNumber: 'A2' }));
    const renumbered = await test.ask(`/api/worklist/${second.id}`, 'PATCH', { attributes: { AccessionNumber: 'A1' } });
    assert.equal(renumbered.status, 409);
    assert.equal((await test.worklist.get(first.id))?.attributes.PatientID, 'P1');
    await test.ask(`/api/worklist/${first.id}`, 'PATCH', { status: 'CANCELED' });
    assert.equal((await test.ask(`/api/worklist/${second.id}`, 'PATCH', { attributes: { AccessionNumber: 'A1' } })).status, 200);
  });

  it('GET lists by day, modality, station, status and words', async () => {
    await using test = await start();
    const { item } = await test.post(anOrder());
    await test.post(
      anOrder(
        { AccessionNumber: 'A2', PatientName: 'Doe^John' },
        { Modality: 'MR', ScheduledStationAETitle: 'MR1', ScheduledProcedureStepStartDate: '20260111' },
      ),
    );
    const list = async (query: string) => {
      const view = (await (await test.ask(`/api/worklist?${query}`)).json()) as { items: Item[]; more: boolean };
      return [...view.items.map(({ attributes }) => attributes.AccessionNumber), ...(view.more ? ['more'] : [])];
    };
    assert.deepEqual(await list(''), ['A1', 'A2']);
    assert.deepEqual(await list('from=2026-01-11'), ['A2']);
    assert.deepEqual(await list('to=2026-01-10'), ['A1']);
    assert.deepEqual(await list('modality=CT,DX'), ['A1']);
    assert.deepEqual(await list('station=MR1'), ['A2']);
    assert.deepEqual(await list('text=jo'), ['A2']);
    assert.deepEqual(await list('limit=1'), ['A1', 'more']);
    await test.ask(`/api/worklist/${item.id}`, 'PATCH', { status: 'CANCELED' });
    assert.deepEqual(await list('status=CANCELED'), ['A1']);
    assert.deepEqual(await list('status=SCHEDULED,READY'), ['A2']);
    assert.equal((await test.ask('/api/worklist?from=11.1.2026')).status, 400);
    assert.equal((await test.ask('/api/worklist?status=GONE')).status, 400);
  });

  it('PATCH changes what is named, unless somebody was faster; GET has the history', async () => {
    await using test = await start();
    const { item } = await test.post(anOrder());
    const patch = (body: object) => test.ask(`/api/worklist/${item.id}`, 'PATCH', body);
    assert.equal((await patch({ attributes: { PatientWeight: '70' }, changedAt: item.changedAt })).status, 200);
    await new Promise((resolve) => setTimeout(resolve, 2));
    assert.equal((await patch({ attributes: { PatientWeight: '71' }, status: 'ARRIVED' })).status, 200);
    const stale = await patch({ attributes: { PatientWeight: '72' }, changedAt: item.changedAt });
    assert.deepEqual([stale.status, ((await stale.json()) as { code: string }).code], [409, 'WORKLIST_STALE']);
    const { item: now, history } = (await (await test.ask(`/api/worklist/${item.id}`)).json()) as {
      item: Item;
      history: { by: { who: string } }[];
    };
    assert.deepEqual(
      [now.status, now.attributes.PatientWeight, now.attributes.PatientName, history.length],
      ['ARRIVED', '71', 'Garcia^Ana', 3],
    );
    assert.equal(history[0]!.by.who, 'root');
  });

  for (const [name, path, body, status, code] of [
    ['a value that its VR cannot hold', '/api/worklist', { attributes: anOrder({}, { Modality: 'ct' }) }, 400, 'WORKLIST_BAD_ATTRIBUTE'],
    ['nobody’s order', '/api/worklist', { attributes: { AccessionNumber: 'A1' } }, 400, 'WORKLIST_NO_PATIENT'],
    ['another shape', '/api/worklist', { attributes: 'Garcia' }, 400, 'WEB_BAD_BODY'],
    ['a status that is none', '/api/worklist', { attributes: anOrder(), status: 'LOST' }, 400, 'WEB_BAD_BODY'],
  ] as const)
    it(`refuses ${name}, in words`, async () => {
      await using test = await start();
      const answer = await test.ask(path, 'POST', body);
      const problem = (await answer.json()) as { code: string; detail: string };
      assert.deepEqual([answer.status, problem.code], [status, code]);
      assert.doesNotMatch(problem.detail, /Garcia/);
    });

  it('404 for what is not there', async () => {
    await using test = await start();
    for (const [path, method] of [
      ['/api/worklist/4711', 'GET'],
      ['/api/worklist/x', 'GET'],
      ['/api/worklist/4711', 'PATCH'],
    ] as const)
      assert.equal((await test.ask(path, method, method === 'PATCH' ? { status: 'READY' } : undefined)).status, 404, `${method} ${path}`);
  });

  it('completes patients and procedures', async () => {
    await using test = await start();
    await test.post(anOrder());
    const complete = async (what: string) =>
      ((await (await test.ask(`/api/worklist/completion/${what}`)).json()) as { attributes: KeywordTree[] }).attributes;
    assert.deepEqual(await complete('patients?text=ana'), [{ PatientName: 'Garcia^Ana', PatientID: 'P1' }]);
    assert.equal((await complete('procedures?text=abdo'))[0]?.RequestedProcedureDescription, 'CT abdomen');
    assert.equal((await test.ask('/api/worklist/completion/others')).status, 404);
  });
});

describe('PS3.18 §14.4 GET /modality-scheduled-procedure-steps', () => {
  const PATH = '/dicom-web/modality-scheduled-procedure-steps';
  type Dataset = Readonly<Record<string, { readonly vr: string; readonly Value?: readonly unknown[] }>>;

  it('DICOM JSON of what matches, with every required attribute', async () => {
    await using test = await start();
    await test.post(anOrder());
    await test.post(anOrder({ AccessionNumber: 'A2' }, { Modality: 'MR' }));
    const answer = await test.ask(`${PATH}?00400100.00080060=CT&PatientName=gar*`);
    assert.equal(answer.headers.get('content-type'), 'application/dicom+json');
    const [dataset, ...others] = (await answer.json()) as Dataset[];
    assert.equal(others.length, 0);
    assert.deepEqual(dataset!['00100010'], { vr: 'PN', Value: [{ Alphabetic: 'Garcia^Ana' }] });
    assert.deepEqual(dataset!['00380010'], { vr: 'LO' }, 'AdmissionID is of type 2');
    const [step] = dataset!['00400100']!.Value as Dataset[];
    assert.deepEqual([step!['00080060']?.Value, step!['00400020']], [['CT'], undefined]);
  });

  it('includefield, offset and limit; a Warning says how many are left', async () => {
    await using test = await start();
    for (const at of [1, 2, 3]) await test.post(anOrder({ AccessionNumber: `A${at}`, PatientComments: 'tall' }));
    const answer = await test.ask(`${PATH}?limit=1&offset=1&includefield=PatientComments`);
    const [dataset, ...others] = (await answer.json()) as Dataset[];
    assert.deepEqual([dataset!['00080050']?.Value, dataset!['00104000']?.Value, others.length], [['A2'], ['tall'], 0]);
    assert.match(answer.headers.get('warning') ?? '', /^299 \S+ "There are 1 additional results/);
  });

  it('[] where nothing matches, 400 for what cannot be read, 406 for what a data set is not', async () => {
    await using test = await start();
    const nothing = await test.ask(`${PATH}?PatientID=NOBODY`);
    assert.deepEqual([nothing.status, await nothing.json()], [200, []]);
    assert.equal((await test.ask(`${PATH}?ShoeSize=43`)).status, 400);
    assert.equal((await test.web.ask(PATH, { headers: { accept: 'text/html' } })).status, 406);
  });
});
