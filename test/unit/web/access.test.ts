import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock as clock } from '../../../app/base/base.ts';
import { loadConfig } from '../../../app/config/config.ts';
import { openSettings } from '../../../app/settings/settings.ts';
import { PARTIES, ROLES } from '../../../app/users/users.ts';
import { needsOf, ROUTES } from '../../../app/web/access.ts';
import { createWebApp } from '../../../app/web/app.ts';
import { WEB_LIMITS } from '../../../app/web/limits.ts';
import { createLive } from '../../../app/web/live.ts';
import { createViews } from '../../../app/web/views.ts';
import { IDLE_BOX } from '../../support/fake-box.ts';
import { NO_COMMITMENTS } from '../../support/fake-commitments.ts';
import { fakeDicomweb } from '../../support/fake-dicomweb.ts';
import { FAKE_HL7 } from '../../support/fake-hl7.ts';
import { EMPTY_INBOX } from '../../support/fake-inbox.ts';
import { NO_BOX } from '../../support/fake-network.ts';
import { TINY_OHIF } from '../../support/fake-ohif.ts';
import { FAKE_SETUP } from '../../support/fake-setup.ts';
import { createFakeSources, FAKE_ADDRESS, studiesOfTheWorld } from '../../support/fake-sources.ts';
import { FAKE_STEPS } from '../../support/fake-steps.ts';
import { NO_STUDIES } from '../../support/fake-studies.ts';
import { FAKE_WIRE } from '../../support/fake-wire.ts';
import { NO_WORKLIST } from '../../support/fake-worklist.ts';
import { SESSION_COOKIE } from '../../support/signed-in.ts';
import { NEW_PASSWORD } from '../../support/users-under-test.ts';
import { gatheredLog, startTestWeb, type TestWeb, TINY_PAGE } from '../../support/web-under-test.ts';

/**
 * Who gets an answer, written down once more and by hand: nobody in particular; administrator, technician, technologist, viewer; the machine itself;
 * the same four roles as tokens.
 */
const EXPECTED: readonly (readonly [string, string])[] = [
  ['GET /healthz', 'X XXXX X XXXX'],
  ['GET /login', 'X XXXX X XXXX'],
  ['POST /login', 'X XXXX X XXXX'],
  ['GET /claim', 'X XXXX X XXXX'],
  ['POST /claim', 'X XXXX X XXXX'],
  ['GET /api/claim', 'X XXXX X XXXX'],
  ['POST /api/claim', 'X XXXX X XXXX'],
  ['POST /api/session', 'X XXXX X XXXX'],
  ['GET /ui/*.css', 'X XXXX X XXXX'],
  ['GET /ui/*.svg', 'X XXXX X XXXX'],
  ['GET /favicon.ico', 'X XXXX X XXXX'],
  ['GET /', '_ XXXX X XXXX'],
  ['GET /studies', '_ XXXX _ XXXX'],
  ['GET /studies/:study', '_ XXXX _ XXXX'],
  ['GET /today', '_ XXXX _ XXXX'],
  ['GET /worklist', '_ XXXX _ XXXX'],
  ['GET /worklist/:part', '_ XXXX _ XXXX'],
  ['GET /inbox', '_ XXX_ _ XXX_'],
  ['GET /commitment', '_ XXX_ _ XXX_'],
  ['GET /modalities', '_ XXX_ _ XXX_'],
  ['GET /modalities/:title', '_ XXX_ _ XXX_'],
  ['GET /diagnostics', '_ XX__ _ XX__'],
  ['GET /diagnostics/:part', '_ XX__ _ XX__'],
  ['GET /settings', '_ XX__ _ XX__'],
  ['GET /settings/:part', '_ XX__ _ XX__'],
  ['GET /certificate', '_ XXXX X XXXX'],
  ['GET /setup', '_ XX__ _ XX__'],
  ['GET /box', '_ XX__ _ XX__'],
  ['GET /users', '_ X___ _ ____'],
  ['GET /tokens', '_ X___ _ ____'],
  ['GET /account', '_ XXXX _ ____'],
  ['GET /view/:study', '_ XXXX _ XXXX'],
  ['GET /ohif', '_ XXXX _ XXXX'],
  ['GET /ohif/*', '_ XXXX _ XXXX'],
  ['GET /ui/*', '_ XXXX X XXXX'],
  ['GET /plain', '_ XXXX _ XXXX'],
  ['GET /api/status', '_ XXXX X XXXX'],
  ['GET /api/studies', '_ XXXX _ XXXX'],
  ['GET /api/events', '_ XXXX _ XXXX'],
  ['GET /api/find', '_ XXXX _ XXXX'],
  ['GET /api/studies/:study', '_ XXXX _ XXXX'],
  ['GET /api/studies/:study/zip', '_ XXXX _ XXXX'],
  ['GET /api/studies/:study/series/:series', '_ XXXX _ XXXX'],
  ['GET /api/studies/:study/series/:series/instances/:instance', '_ XXXX _ XXXX'],
  ['DELETE /api/studies/:study', '_ X___ _ X___'],
  ['DELETE /api/studies/:study/series/:series', '_ X___ _ X___'],
  ['DELETE /api/studies/:study/series/:series/instances/:instance', '_ X___ _ X___'],
  ['POST /api/uploads', '_ XXX_ _ XXX_'],
  ['GET /api/sends', '_ XXX_ _ XXX_'],
  ['POST /api/sends', '_ XXX_ _ XXX_'],
  ['POST /api/sends/:id/retry', '_ XXX_ _ XXX_'],
  ['DELETE /api/sends/:id', '_ XXX_ _ XXX_'],
  ['GET /api/worklist', '_ XXXX _ XXXX'],
  ['POST /api/worklist', '_ XXX_ _ XXX_'],
  ['POST /api/worklist/import', '_ XXX_ _ XXX_'],
  ['GET /api/known-patients', '_ XXXX _ XXXX'],
  ['GET /api/worklist/completion/:what', '_ XXXX _ XXXX'],
  ['GET /api/worklist/:id', '_ XXXX _ XXXX'],
  ['PATCH /api/worklist/:id', '_ XXX_ _ XXX_'],
  ['GET /api/steps', '_ XXXX _ XXXX'],
  ['GET /api/steps/:step', '_ XXXX _ XXXX'],
  ['POST /api/steps/:step/accept', '_ XXX_ _ XXX_'],
  ['POST /api/steps/:step/end', '_ XXX_ _ XXX_'],
  ['GET /api/reconcile', '_ XXX_ _ XXX_'],
  ['GET /api/reconcile/:study', '_ XXX_ _ XXX_'],
  ['GET /api/reconcile/:study/orders', '_ XXX_ _ XXX_'],
  ['POST /api/reconcile/:study/accept', '_ X_X_ _ X_X_'],
  ['POST /api/reconcile/:study/edit', '_ X_X_ _ X_X_'],
  ['POST /api/reconcile/:study/leave', '_ X_X_ _ X_X_'],
  ['POST /api/reconcile/:study/undo', '_ X_X_ _ X_X_'],
  ['GET /api/hl7', '_ XXXX _ XXXX'],
  ['GET /api/hl7/messages/:id', '_ XXXX _ XXXX'],
  ['POST /api/hl7/messages/:id/replay', '_ XXX_ _ XXX_'],
  ['DELETE /api/hl7/messages/:id', '_ XXX_ _ XXX_'],
  ['GET /api/commitments', '_ XXX_ _ XXX_'],
  ['GET /api/commitments/of/:study', '_ XXX_ _ XXX_'],
  ['GET /api/commitments/:id/failures', '_ XXX_ _ XXX_'],
  ['POST /api/commitments', '_ XX__ _ XX__'],
  ['POST /api/commitments/:id/retry', '_ XX__ _ XX__'],
  ['POST /api/commitments/:id/give-up', '_ XX__ _ XX__'],
  ['POST /api/identify', '_ XXX_ X XXX_'],
  ['GET /api/ae-table', '_ XXX_ _ XXX_'],
  ['GET /api/ae-table/:title', '_ XXX_ _ XXX_'],
  ['PUT /api/ae-table/:title', '_ XX__ _ XX__'],
  ['DELETE /api/ae-table/:title', '_ XX__ _ XX__'],
  ['GET /api/certificate/ca.crt', 'X XXXX X XXXX'],
  ['GET /api/certificate/ca.pem', 'X XXXX X XXXX'],
  ['GET /api/certificate', '_ X___ X X___'],
  ['PUT /api/certificate', '_ X___ _ X___'],
  ['DELETE /api/certificate', '_ X___ X X___'],
  ['POST /api/certificate/request', '_ X___ _ X___'],
  ['GET /api/settings', '_ XX__ _ XX__'],
  ['POST /api/settings', '_ XX__ _ XX__'],
  ['GET /api/settings/changes', '_ XX__ _ XX__'],
  ['POST /api/settings/undo', '_ XX__ _ XX__'],
  ['GET /api/settings/backup', '_ XX__ _ XX__'],
  ['POST /api/settings/compare', '_ XX__ _ XX__'],
  ['POST /api/settings/restore', '_ XX__ _ XX__'],
  ['GET /api/network', '_ XX__ _ XX__'],
  ['PUT /api/network', '_ XX__ _ XX__'],
  ['POST /api/network/confirm', '_ XX__ _ XX__'],
  ['POST /api/network/revert', '_ XX__ _ XX__'],
  ['GET /api/setup', '_ XX__ _ XX__'],
  ['PUT /api/setup/at', '_ XX__ _ XX__'],
  ['PUT /api/setup/steps/:step', '_ XX__ _ XX__'],
  ['POST /api/setup/finish', '_ XX__ _ XX__'],
  ['DELETE /api/setup', '_ XX__ _ XX__'],
  ['POST /api/setup/discover', '_ XX__ _ XX__'],
  ['POST /api/setup/clock', '_ XX__ _ XX__'],
  ['GET /api/box', '_ XX__ _ XX__'],
  ['POST /api/box/restart', '_ XX__ _ XX__'],
  ['POST /api/box/off', '_ X___ _ X___'],
  ['POST /api/box/previous', '_ X___ _ X___'],
  ['POST /api/box/reset', '_ X___ _ ____'],
  ['PUT /api/box/update', '_ X___ _ X___'],
  ['DELETE /api/box/update', '_ X___ _ X___'],
  ['POST /api/box/update/install', '_ X___ _ X___'],
  ['POST /api/box/verify', '_ X___ _ X___'],
  ['DELETE /api/box/verify', '_ X___ _ X___'],
  ['GET /api/ohif', '_ XX__ _ XX__'],
  ['PUT /api/ohif', '_ X___ _ X___'],
  ['DELETE /api/ohif', '_ X___ _ X___'],
  ['GET /api/openapi.json', '_ XXXX X XXXX'],
  ['POST /api/test/image', '_ XX__ _ XX__'],
  ['POST /api/test/query', '_ XX__ _ XX__'],
  ['GET /api/clocks', '_ XX__ _ XX__'],
  ['GET /api/log', '_ XX__ _ XX__'],
  ['GET /api/journal', '_ X___ _ X___'],
  ['GET /api/support', '_ XX__ _ XX__'],
  ['GET /api/disk/health', '_ XX__ _ XX__'],
  ['POST /api/disk/write-speed', '_ XX__ _ XX__'],
  ['GET /api/capture', '_ X___ _ ____'],
  ['POST /api/capture', '_ X___ _ ____'],
  ['POST /api/capture/stop', '_ X___ _ ____'],
  ['GET /api/capture/file', '_ X___ _ ____'],
  ['DELETE /api/capture', '_ X___ _ ____'],
  ['POST /api/reach', '_ XX__ _ XX__'],
  ['POST /api/reach/back', '_ XX__ _ XX__'],
  ['GET /api/wire', '_ XX__ _ XX__'],
  ['GET /api/wire/:id', '_ XX__ _ XX__'],
  ['GET /api/wire/:id/text', '_ XX__ _ XX__'],
  ['GET /api/wire/:id/events', '_ XX__ _ XX__'],
  ['GET /api/knocks', '_ XXX_ _ XXX_'],
  ['POST /api/knocks/:id/adopt', '_ XX__ _ XX__'],
  ['DELETE /api/knocks/:id', '_ XX__ _ XX__'],
  ['OPTIONS /dicom-web', '_ XXXX X XXXX'],
  ['OPTIONS /dicom-web/', '_ XXXX X XXXX'],
  ['GET /dicom-web/studies', '_ XXXX _ XXXX'],
  ['GET /dicom-web/series', '_ XXXX _ XXXX'],
  ['GET /dicom-web/instances', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/series', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/instances', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/series/:series/instances', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/metadata', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/series/:series/metadata', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/series/:series/instances/:instance/metadata', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/series/:series', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/series/:series/instances/:instance', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/series/:series/instances/:instance/frames/:frames', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/rendered', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/series/:series/rendered', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/series/:series/instances/:instance/rendered', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/series/:series/instances/:instance/frames/:frames/rendered', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/thumbnail', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/series/:series/thumbnail', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/series/:series/instances/:instance/thumbnail', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/series/:series/instances/:instance/frames/:frames/thumbnail', '_ XXXX _ XXXX'],
  ['GET /dicom-web/studies/:study/series/:series/instances/:instance/bulkdata/:value', '_ XXXX _ XXXX'],
  ['GET /dicom-web/wado', '_ XXXX _ XXXX'],
  ['POST /dicom-web/studies', '_ XXX_ _ XXX_'],
  ['POST /dicom-web/studies/:study', '_ XXX_ _ XXX_'],
  ['POST /dicom-web/commitment-requests/:transaction', '_ XXX_ _ XXX_'],
  ['GET /dicom-web/commitment-requests/:transaction', '_ XXX_ _ XXX_'],
  ['GET /dicom-web/modality-scheduled-procedure-steps', '_ XXXX _ XXXX'],
  ['POST /dicom-web/modality-performed-procedure-steps/:step', '_ XXX_ _ XXX_'],
  ['POST /dicom-web/modality-performed-procedure-steps/:step/update', '_ XXX_ _ XXX_'],
  ['GET /dicom-web/modality-performed-procedure-steps/:step', '_ XXXX _ XXXX'],
  ['DELETE /dicom-web/studies/:study', '_ X___ _ X___'],
  ['DELETE /dicom-web/studies/:study/series/:series', '_ X___ _ X___'],
  ['DELETE /dicom-web/studies/:study/series/:series/instances/:instance', '_ X___ _ X___'],
  ['GET /plain/account', '_ XXXX _ ____'],
  ['POST /plain/account', '_ XXXX _ ____'],
  ['POST /logout', '_ XXXX _ ____'],
  ['GET /api/session', '_ XXXX X XXXX'],
  ['DELETE /api/session', '_ XXXX _ ____'],
  ['PUT /api/session/password', '_ XXXX _ ____'],
  ['GET /api/users', '_ X___ _ ____'],
  ['POST /api/users', '_ X___ _ ____'],
  ['PUT /api/users/:name', '_ X___ _ ____'],
  ['DELETE /api/users/:name', '_ X___ _ ____'],
  ['GET /api/tokens', '_ X___ _ ____'],
  ['POST /api/tokens', '_ X___ _ ____'],
  ['DELETE /api/tokens/:id', '_ X___ _ ____'],
];

/** A path that the line is for. */
const sample = (path: string) =>
  path.replace('/ohif/*', '/ohif/viewer').replace('/ui/*.', '/ui/app-AAAA.').replace('/ui/*', '/ui/app-AAAA.js').replaceAll(/:\w+/g, 'x');
const sources = () => ({
  ...createFakeSources({ studies: studiesOfTheWorld(Date.now()) }),
  aeTable: { list: () => [], get: () => undefined, check: () => [], put: async () => 'added' as const, remove: async () => false },
  wire: FAKE_WIRE,
  archived: NO_STUDIES,
  dicomweb: fakeDicomweb(),
  network: NO_BOX,
  box: IDLE_BOX,
  ohif: TINY_OHIF,
  setup: FAKE_SETUP,
  steps: FAKE_STEPS,
  hl7: FAKE_HL7,
  inbox: EMPTY_INBOX,
  worklist: NO_WORKLIST,
  commitments: NO_COMMITMENTS,
  settings: openSettings({ config: loadConfig({ dataFolder: '/nowhere' }), clock, log: gatheredLog().log }),
});

/** The headers of each column. Sessions are begun anew for each request, since some requests end them. */
async function askers(web: TestWeb) {
  const byCookie = (role: string) => async (): Promise<Record<string, string>> => {
    const { secret } = await web.users.signIn(role, NEW_PASSWORD, '127.0.0.1');
    return { cookie: `${SESSION_COOKIE}=${secret}` };
  };
  for (const role of ROLES) await web.users.add({ name: role, role, password: NEW_PASSWORD });
  const tokens = await Promise.all(ROLES.map((role) => web.users.tokens.add({ name: role, role }, 'root')));
  const byBearer = (secret: string) => async (): Promise<Record<string, string>> => ({ authorization: `Bearer ${secret}` });
  return [
    [async () => ({})],
    ROLES.map(byCookie),
    [byBearer(web.users.tokens.machineSecret)],
    tokens.map(({ secret }) => byBearer(secret)),
  ] as readonly (readonly (() => Promise<Record<string, string>>)[])[];
}

/** Whether access was given; what the route then says of the request itself does not matter. */
async function isLetIn(web: TestWeb, method: string, path: string, headers: Record<string, string>): Promise<boolean> {
  const answer = await fetch(web.url + path, {
    method,
    redirect: 'manual',
    headers: { ...headers, origin: web.url, 'accept-encoding': 'identity' },
  });
  const isStream = answer.headers.get('content-type') === 'text/event-stream';
  const text = isStream ? '' : await answer.text();
  if (isStream) await answer.body?.cancel();
  if (!/:|\/x(\/|$)/.test(path)) assert.ok(![404, 405].includes(answer.status), `${method} ${path}: ${answer.status}`);
  const isRefused = answer.status === 401 || (answer.status === 403 && (method === 'HEAD' || text.includes('"title":"Not allowed"')));
  if (isRefused) assert.doesNotMatch(text, /Yamada|FILMROOM|argon2/);
  return !isRefused;
}

describe('role × route', () => {
  it('the table has these lines, and no other', () =>
    assert.deepEqual(
      ROUTES.map(([method, path]) => `${method} ${path}`),
      EXPECTED.map(([route]) => route),
    ));
  it('every route of the program has a line, and every line a route', () => {
    const fake = sources();
    const { log } = gatheredLog();
    const views = createViews({ sources: fake, clock, version: '1', dicomAddresses: () => [FAKE_ADDRESS], archiveDeadlineMs: 2000 });
    const live = createLive({ views, onChange: fake.onChange, clock, log, limits: WEB_LIMITS });
    const { routes } = createWebApp({
      ...{
        views,
        live,
        log,
        support: fake.support,
        aeTable: fake.aeTable,
        wire: fake.wire,
        studies: fake.archived,
        clock,
        page: TINY_PAGE,
        limits: WEB_LIMITS,
        isOurs: () => true,
        certificates: () => undefined,
      },
      ...{
        settings: fake.settings,
        dicomweb: fake.dicomweb,
        network: fake.network,
        steps: fake.steps,
        hl7: fake.hl7,
        inbox: fake.inbox,
        worklist: fake.worklist,
        commitments: fake.commitments,
        box: fake.box,
        ohif: fake.ohif,
        setup: { setup: fake.setup, sources: fake, dicomAddresses: () => [FAKE_ADDRESS] },
        version: '1',
        webAddress: () => ({ address: '127.0.0.1', port: 1, tls: false }),
        visits: { note() {} },
      },
      ...{ users: {} as TestWeb['users'], accepting: () => true, identify: () => {}, faults: () => 0 },
    });
    const there = new Set(routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`));
    assert.deepEqual(
      [...there].filter((route) => !ROUTES.some(([method, path]) => `${method} ${path}` === route)),
      [],
    );
    assert.deepEqual(
      ROUTES.map(([method, path]) => `${method} ${path}`).filter((route) => !there.has(route)),
      ['GET /ui/*.css', 'GET /ui/*.svg'], // which are files of /ui/*
    );
  });
  for (const [route, expected] of EXPECTED)
    it(`${route} answers ${expected}`, async () => {
      await using web = await startTestWeb({ sources: sources() });
      const [method = '', path = ''] = route.split(' ');
      const groups = await askers(web);
      for (const as of method === 'GET' ? ['GET', 'HEAD'] : [method]) {
        const seen: string[] = [];
        for (const group of groups) {
          let cells = '';
          for (const headers of group) cells += (await isLetIn(web, as, sample(path), await headers())) ? 'X' : '_';
          seen.push(cells);
        }
        assert.equal(seen.join(' '), expected, as);
      }
    });
  it('the columns are all that there are', () => assert.equal(PARTIES.length + ROLES.length + 1, 10));
});

describe('who has not signed in', () => {
  const OPEN = new Set(EXPECTED.filter(([, cells]) => cells.startsWith('X')).map(([route]) => route));
  it('gets login, claim, health, the CA that it is to trust and the files that these need, and nothing else', () =>
    assert.deepEqual(
      [...OPEN]
        .map((route) => route.split(' ')[1]!.replace(/^\/(?:api\/)?/, ''))
        .filter((name) => !/^(healthz|login|claim|session|ui\/\*\.(css|svg)|favicon\.ico|certificate\/ca\.(crt|pem))$/.test(name)),
      [],
    ));
  it('does not learn which paths there are: each is the same 401', async () => {
    await using web = await startTestWeb({ sources: sources() });
    const texts = new Set<string>();
    for (const path of [
      '/',
      '/api/status',
      '/api/users',
      '/api/nothing',
      '/nothing',
      '/ui/app-AAAA.js',
      '/ui/nothing.js',
      '/%ff',
      '/api/ae-table/..%2f',
    ])
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        const answer = await fetch(web.url + path, { method, headers: { origin: web.url } });
        assert.equal(answer.status, 401, `${method} ${path}`);
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/);
        texts.add(await answer.text());
      }
    assert.equal(texts.size, 1);
  });
  it('is shown the way, where it is a person', async () => {
    await using web = await startTestWeb({ sources: sources() });
    const open = (path: string) => fetch(web.url + path, { redirect: 'manual', headers: { accept: 'text/html' } });
    for (const [path, to] of [
      ['/', '/login'],
      ['/plain?renew', '/login?next=%2Fplain'],
      ['/nothing', '/login?next=%2Fnothing'],
    ] as const) {
      const answer = await open(path);
      assert.deepEqual([answer.status, answer.headers.get('location')], [303, to]);
    }
    assert.equal((await open('/api/status')).status, 401);
  });
  it('has no use of a cookie or token that is none', async () => {
    await using web = await startTestWeb({ sources: sources() });
    const ask = (headers: Record<string, string>) => fetch(`${web.url}/api/status`, { headers });
    for (const headers of [
      { cookie: `${SESSION_COOKIE}=${'x'.repeat(43)}` },
      { cookie: `${SESSION_COOKIE}=` },
      { cookie: `${SESSION_COOKIE}=${'x'.repeat(8000)}` },
      { cookie: `__Host-${web.cookie}` }, // of TLS, over none
      { authorization: `Bearer ${'x'.repeat(43)}` },
      { authorization: 'Bearer' },
      { authorization: 'Basic cm9vdDp0aHJlZSBncmVlbiBib2F0cw==' },
      { authorization: 'Basic x', cookie: web.cookie }, // a header that is wrong is not mended by a cookie
    ] as Record<string, string>[])
      assert.equal((await ask(headers)).status, 401, JSON.stringify(headers).slice(0, 60));
    assert.equal((await ask({ cookie: web.cookie })).status, 200);
  });
});

describe('a page of another site', () => {
  for (const [why, headers] of [
    ['says whence it comes', { origin: 'https://evil.example' }],
    ['says that it does not say', { origin: 'null' }],
    ['of the same name and another port', { origin: 'http://127.0.0.1:1' }],
    ['is told by the browser', { 'sec-fetch-site': 'cross-site' }],
    ['of another name of this machine', { 'sec-fetch-site': 'same-site' }],
    ['says nothing at all', {}],
  ] as readonly (readonly [string, Record<string, string>])[])
    it(`changes nothing with our cookie, when it ${why}`, async () => {
      await using web = await startTestWeb({ sources: sources() });
      for (const [method, path] of ROUTES.filter(([method]) => method !== 'GET')) {
        const answer = await fetch(web.url + sample(path), { method, headers: { cookie: web.cookie, ...headers } });
        assert.equal(answer.status, 403, `${method} ${path}`);
        assert.match(await answer.text(), /Another site asked/);
      }
      assert.equal((await web.ask('/api/session')).status, 200, 'the session is still there');
    });
  it('a program with a token need not say whence it comes', async () => {
    await using web = await startTestWeb({ sources: sources() });
    const headers = { authorization: `Bearer ${web.users.tokens.machineSecret}` };
    assert.equal((await fetch(`${web.url}/api/identify`, { method: 'POST', headers })).status, 204);
  });
});

it('a path that a route would take otherwise than the table is none', () => {
  for (const path of ['//', '/api//status', '/API/status', '/api/status/', '/ui/a/b.css', '/ui/', '/login/'])
    assert.ok([undefined, 'status.see'].includes(needsOf('GET', path)), path);
});
