import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { BOX_LIMITS } from '../../../app/box/box.ts';
import { CAPTURE_LIMITS } from '../../../app/capture/capture.ts';
import { CLOCK_SKEW_LIMITS } from '../../../app/clock-skew/clock-skew.ts';
import { COMMITMENT_LIMITS } from '../../../app/commitment/commitment.ts';
import { LIMIT_TABLE, LIMITS, settingsInWords } from '../../../app/config/config.ts';
import { CONTACT_LIMITS } from '../../../app/contacts/contacts.ts';
import { SCAN_LIMITS } from '../../../app/dataset/dataset.ts';
import { MAX_COMMAND_SET_BYTES } from '../../../app/dimse/dimse.ts';
import { DISK_CHECK_LIMITS } from '../../../app/disk-check/disk-check.ts';
import { JOURNAL_LIMITS } from '../../../app/journal/journal.ts';
import { KNOCK_LIMITS } from '../../../app/knock-list/knock-list.ts';
import { NETWORK_LIMITS } from '../../../app/network/network.ts';
import { OHIF_LIMITS } from '../../../app/ohif/ohif.ts';
import { PIXELS_LIMITS } from '../../../app/pixels/pixels.ts';
import { REACH_LIMITS } from '../../../app/reach/reach.ts';
import { RECONCILE_LIMITS } from '../../../app/reconcile/reconcile.ts';
import { SELF_TEST_LIMITS } from '../../../app/self-test/self-test.ts';
import { ASSOCIATIONS_LIMITS, QUERY_LIMITS, SEND_LIMITS } from '../../../app/services/services.ts';
import { SETTINGS_LIMITS } from '../../../app/settings/settings.ts';
import { SETUP_LIMITS } from '../../../app/setup/setup.ts';
import { STEPS_LIMITS } from '../../../app/steps/steps.ts';
import { STICK_LIMITS } from '../../../app/stick/stick.ts';
import { TLS_LIMITS } from '../../../app/tls/tls.ts';
import { DEFAULT_UL_LIMITS } from '../../../app/ul/ul.ts';
import { USERS_LIMITS } from '../../../app/users/users.ts';
import { WEB_LIMITS } from '../../../app/web/web.ts';
import { WIRE_VIEW_LIMITS } from '../../../app/wire-view/wire-view.ts';
import { WORKLIST_LIMITS } from '../../../app/worklist/worklist.ts';

const text = readFileSync(new URL('../../../app/docs/limits.md', import.meta.url), 'utf8');
const rows = [...text.matchAll(/^\| `([^`]+)` \| ([^|]*) \| ([^|]*) \|/gm)].map(
  ([, name, value, unit]) => [name!, value!.trim(), unit!.trim()] as const,
);

it('docs/limits.md has every limit with its figure and unit, and none besides', () => {
  const inCode = Object.entries(LIMIT_TABLE).flatMap(([area, limits]) =>
    Object.entries(limits).map(([name, { value, unit }]) => [`${area}.${name}`, String(value), unit]),
  );
  const inDocs = rows.filter(([name]) => name.split('.')[0]! in LIMIT_TABLE && !settingsInWords().some((setting) => setting.name === name));
  assert.deepEqual(inDocs, inCode);
});

it('docs/limits.md has every setting that limits something, with its default', () => {
  const settings = settingsInWords().filter((setting) => typeof setting.default === 'number' && !/port$/i.test(setting.name));
  const inDocs = new Map(rows.map(([name, value]) => [name, value]));
  for (const { name, default: value } of settings) assert.equal(inDocs.get(name), String(value), name);
});

describe('the figures of config are those that each folder has as its own default', () => {
  it('ul', () => assert.deepEqual(LIMITS.ul, DEFAULT_UL_LIMITS));
  it('tls', () => assert.deepEqual(LIMITS.tls, TLS_LIMITS));
  it('dimse', () => assert.equal(LIMITS.dimse.maxCommandSetBytes, MAX_COMMAND_SET_BYTES));
  it('dataset', () => assert.deepEqual(LIMITS.dataset, SCAN_LIMITS));
  it('services', () => assert.deepEqual(LIMITS.services, ASSOCIATIONS_LIMITS));
  it('settings', () => assert.deepEqual(LIMITS.settings, SETTINGS_LIMITS));
  it('send', () => assert.deepEqual(LIMITS.send, SEND_LIMITS));
  it('commitment', () => assert.deepEqual(LIMITS.commitment, COMMITMENT_LIMITS));
  it('query', () => assert.deepEqual(LIMITS.query, QUERY_LIMITS));
  it('worklist', () => assert.deepEqual(LIMITS.worklist, WORKLIST_LIMITS));
  it('reconcile', () => assert.deepEqual(LIMITS.reconcile, RECONCILE_LIMITS));
  it('steps', () => assert.deepEqual(LIMITS.steps, STEPS_LIMITS));
  it('self-test', () => assert.deepEqual(LIMITS.selfTest, SELF_TEST_LIMITS));
  it('box', () => assert.deepEqual(LIMITS.box, BOX_LIMITS));
  it('contacts', () => assert.deepEqual(LIMITS.contacts, CONTACT_LIMITS));
  it('capture', () => assert.deepEqual(LIMITS.capture, CAPTURE_LIMITS));
  it('journal', () => assert.deepEqual(LIMITS.journal, JOURNAL_LIMITS));
  it('disk check', () => assert.deepEqual(LIMITS.diskCheck, DISK_CHECK_LIMITS));
  it('set-up', () => assert.deepEqual(LIMITS.setup, SETUP_LIMITS));
  it('clock skew', () => assert.deepEqual(LIMITS.clockSkew, CLOCK_SKEW_LIMITS));
  it('wire view', () => assert.deepEqual(LIMITS.wireView, WIRE_VIEW_LIMITS));
  it('ohif', () => assert.deepEqual(LIMITS.ohif, OHIF_LIMITS));
  it('pixels', () => assert.deepEqual(LIMITS.pixels, PIXELS_LIMITS));
  it('reach', () => assert.deepEqual(LIMITS.reach, REACH_LIMITS));
  it('knock list', () => assert.deepEqual(LIMITS.knocks, KNOCK_LIMITS));
  it('network', () => assert.equal(LIMITS.network.maxLeases, NETWORK_LIMITS.maxLeases));
  it('stick', () => assert.deepEqual(LIMITS.stick, STICK_LIMITS));
  it('users', () => assert.deepEqual(LIMITS.users, USERS_LIMITS));
  it('web', () => assert.deepEqual(LIMITS.web, WEB_LIMITS));
});
