import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { dcmtk, missing, type Storescp, startStorescp, to } from '../support/dcmtk.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { smallFile } from './small-files.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

interface Step {
  readonly begins?: string;
  readonly rung?: string;
  readonly outcome?: string;
  readonly code?: string;
}

interface Summary {
  readonly id: number;
  readonly callingAeTitle: string;
  readonly end?: { readonly how: string };
}

interface Event {
  readonly name: string;
  readonly direction: string;
  readonly status?: { readonly code: string };
  readonly dataset?: { readonly bytes: number };
  readonly identifier?: readonly { readonly keyword?: string; readonly masked: string }[];
}

describe('the wire as the page sees it, with DCMTK', { skip: missing('echoscu'), timeout: 240_000 }, () => {
  let filmroom: Filmroom;
  let storescp: Storescp;
  const folder = mkdtempSync(join(tmpdir(), 'wire-'));
  before(async () => {
    filmroom = await startFilmroom({ config: { listeners: [{ callingAePolicy: 'list' }] } });
    storescp = await startStorescp({ folder });
  });
  after(async () => {
    await storescp.stop();
    await filmroom.stop();
    rmSync(folder, { recursive: true });
  });

  const json = async <T>(path: string): Promise<T> => (await (await filmroom.ask(path)).json()) as T;
  const post = (path: string, body: unknown) => filmroom.ask(path, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
  const echo = (calling: string, called = 'FILMROOM') => dcmtk('echoscu', ['-aet', calling, '-aec', called, ...to(filmroom.dicomPort)]);
  const steps = async (answer: Response): Promise<Step[]> =>
    (await answer.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Step);
  const timelineOf = async (calling: string) => {
    const { associations } = await json<{ associations: Summary[] }>('/api/wire');
    const { id } = associations.find(({ callingAeTitle }) => callingAeTitle === calling)!;
    return json<{ events: Event[]; end?: { how: string }; contexts: { name: string; result?: string }[] }>(`/api/wire/${id}`);
  };

  it('a stranger knocks, is adopted by one call, and is let in', async () => {
    assert.notEqual((await echo('CT1')).code, 0);
    const { knocks } = await json<{ knocks: { id: string; code: string; callingAeTitle: string }[] }>('/api/knocks');
    const knock = knocks.find(({ callingAeTitle }) => callingAeTitle === 'CT1')!;
    assert.equal(knock.code, 'CALLING_NOT_LISTED');
    assert.equal((await post(`/api/knocks/${knock.id}/adopt`, { port: 104 })).status, 200);
    assert.equal((await echo('CT1')).code, 0);
  });
  it('its timeline has the PDUs, the messages and their statuses', async () => {
    const { events, end, contexts } = await timelineOf('CT1');
    assert.deepEqual(
      events.map(({ direction, name }) => `${direction} ${name}`),
      ['in A-ASSOCIATE-RQ', 'out A-ASSOCIATE-AC', 'in C-ECHO-RQ', 'out C-ECHO-RSP', 'in A-RELEASE-RQ', 'out A-RELEASE-RP'],
    );
    assert.equal(events[3]!.status?.code, '0000H');
    assert.equal(end?.how, 'released');
    assert.deepEqual(
      contexts.map(({ name, result }) => [name, result]),
      [['Verification SOP Class', 'acceptance']],
    );
  });
  it('a refusal is in it too, with result, source and reason', async () => {
    await echo('CT1', 'WRONG');
    const { events } = await timelineOf('CT1');
    assert.deepEqual(
      events.map(({ name }) => name),
      ['A-ASSOCIATE-RQ', 'A-ASSOCIATE-RJ'],
    );
  });
  it('of an image the length alone, of a query the tags: no value of either', async () => {
    await dcmtk('storescu', [
      '-aet',
      'CT1',
      '-aec',
      'FILMROOM',
      ...to(filmroom.dicomPort),
      smallFile(join(folder, 'x.dcm'), { patientName: 'SECRET^NAME' }).path,
    ]);
    const stored = await timelineOf('CT1');
    assert.ok(stored.events.some(({ name, dataset }) => name === 'C-STORE-RQ' && dataset!.bytes > 100));
    await dcmtk('findscu', [
      '-S',
      '-aet',
      'CT1',
      '-aec',
      'FILMROOM',
      '-k',
      'QueryRetrieveLevel=STUDY',
      '-k',
      'PatientName=SECRET*',
      '-k',
      'StudyInstanceUID',
      ...to(filmroom.dicomPort),
    ]);
    const queried = await timelineOf('CT1');
    const { identifier } = queried.events.find(({ name }) => name === 'C-FIND-RQ')!;
    assert.deepEqual(
      identifier!.map(({ keyword, masked }) => [keyword, masked]),
      [
        ['QueryRetrieveLevel', 'STUDY'],
        ['PatientName', 'xxxxxx*'],
        ['StudyInstanceUID', ''],
      ],
    );
    const { associations } = await json<{ associations: Summary[] }>('/api/wire');
    for (const { id } of associations) {
      const text = await (await filmroom.ask(`/api/wire/${id}/text`)).text();
      assert.doesNotMatch(text + JSON.stringify(await json(`/api/wire/${id}`)), /SECRET/);
    }
  });

  it('the support bundle is a ZIP without a value of a patient', async () => {
    const answer = await filmroom.ask('/api/support');
    const zip = Buffer.from(await answer.arrayBuffer()).toString('latin1'); // stored, not compressed
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="filmroom-support-[\d-]+\.zip"$/);
    assert.match(zip, /^PK[\s\S]*associations\/\d+\.txt[\s\S]*C-STORE-RSP/);
    assert.match(zip, /association opened/);
    assert.doesNotMatch(zip, /SECRET/);
  });

  it('the ladder: each rung begins and is found, up to C-ECHO', async () => {
    const found = await steps(await post('/api/reach', { title: 'STORESCP', host: '127.0.0.1', port: storescp.port }));
    assert.deepEqual(
      found.filter(({ rung }) => rung).map(({ rung, outcome }) => `${rung} ${outcome}`),
      ['link ok', 'neighbour skipped', 'ping ok', 'tcp ok', 'associate ok', 'echo ok'],
    );
    assert.deepEqual(
      found.filter(({ begins }) => begins).map(({ begins }) => begins),
      ['link', 'neighbour', 'ping', 'tcp', 'associate', 'echo'],
    );
  });
  it('a device that is not in the AE table is not looked for by its title alone', async () =>
    assert.equal((await post('/api/reach', { title: 'NOBODY' })).status, 404));

  const wait = async (title: string, call: () => Promise<unknown>, seconds = 20) => {
    const answer = await post('/api/reach/back', { title, host: '127.0.0.1', port: 104, seconds });
    const [found] = await Promise.all([steps(answer), call()]);
    return found.filter(({ rung }) => rung).map(({ code }) => code);
  };
  it('the way back: its C-ECHO ends the wait', async () => assert.equal((await wait('CT1', () => echo('CT1'))).at(-1), 'BACK_OK'));
  it('the way back: it is turned away, and why', async () =>
    assert.equal((await wait('CT1', () => echo('CT1', 'WRONG'), 8)).at(-1), 'BACK_REFUSED'));
  it('the way back: nothing came', async () => assert.deepEqual(await wait('CT1', async () => {}, 1), ['BACK_NOTHING']));
  it('who goes away ends the wait, and makes room', async () => {
    for (let at = 0; at < 12; at++) {
      const stop = new AbortController();
      const answer = await filmroom.ask('/api/reach/back', {
        ...{ method: 'POST', headers: JSON_TYPE, signal: stop.signal },
        body: JSON.stringify({ title: 'CT1', seconds: 60 }),
      });
      assert.equal(answer.status, 200);
      stop.abort();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
});
