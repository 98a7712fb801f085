import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** Which folders of app/ a folder may import. The order is the flow, bytes first. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  base: [],
  registry: ['base'],
  dataset: ['base', 'registry'],
  ul: ['base'],
  dimse: ['base', 'registry', 'dataset', 'ul'],
  archive: ['base', 'registry', 'dataset'],
  services: ['base', 'registry', 'dataset', 'dimse', 'archive'],
  pixels: ['base', 'registry', 'dataset'], // frames found, decoded, drawn; no archive, no HTTP
  media: ['base', 'registry', 'dataset', 'archive'], // what leaves as a file-set and comes as a file
  commitment: ['base', 'registry', 'dataset', 'dimse', 'archive', 'services'], // what others may delete, and what we may; no HTTP
  worklist: ['base', 'registry', 'dataset', 'dimse', 'services'], // orders and steps; no HTTP, no HL7
  steps: ['base', 'registry', 'dataset', 'dimse', 'archive', 'services', 'worklist'], // what was done, and whether all of it is here; no HTTP
  reconcile: ['base', 'registry', 'dataset', 'archive', 'worklist', 'steps'], // studies that contradict the worklist, and their correction; no HTTP
  dicomweb: ['base', 'registry', 'dataset', 'archive', 'services', 'commitment', 'worklist', 'steps', 'pixels', 'media'], // PS3.18; is handed requests, serves nothing itself
  config: ['base'],
  tls: ['base'], // certificates and keys; no HTTP server
  settings: ['base', 'config'], // what the page sets, its log and its backup; no HTTP
  users: ['base'], // accounts, sessions, permissions; no HTTP
  web: ['base', 'config', 'archive', 'services', 'settings', 'setup', 'tls', 'users', 'media', 'worklist', 'reconcile', 'dicomweb', 'ohif'],
  ui: ['web'], // the shared schema only, see UI_MAY_IMPORT
  panel: ['base'],
  console: ['base', 'panel'], // draws what it is told
  'self-test': ['base', 'registry', 'dataset', 'archive', 'services', 'tls'], // the program as a modality meets it
  box: ['base'], // what a box is, and who does what needs root
  network: ['base', 'box'],
  power: ['base', 'box'],
  reset: ['base', 'archive', 'box'], // what of the disk goes, and what stays
  update: ['base', 'box'], // two slots, and which may stay
  ladder: ['base'], // what a box does when the program has given up
  'knock-list': ['base'], // who was turned away, and what lets them in
  'disk-check': ['base', 'box'], // writes beside the images, in a folder of its own
  capture: ['base', 'box'], // packets in a file, by tcpdump; no DICOM
  journal: ['base', 'box'], // what the rest of the box wrote
  setup: ['base'], // how far the first set-up has come; no HTTP
  'clock-skew': [], // arithmetic alone
  'test-modality': ['base', 'registry', 'dataset', 'services'], // a marked image, and a search, as a device would
  'wire-view': ['base', 'registry', 'dataset', 'ul', 'dimse'], // what went over the wire, decoded when somebody looks
  reach: ['base', 'box', 'registry', 'ul', 'dimse', 'services', 'wire-view'], // from the cable to C-ECHO, rung by rung
  mdns: ['base', 'box'], // avahi's programs, which box runs
  identity: ['base', 'box'], // of the box: its name, its key, its claim code
  stick: ['base', 'box', 'network'], // sets the network by a file
  contacts: ['base'], // who was let in last, and when
  hl7: ['base', 'dataset', 'worklist'], // orders by HL7 v2; no HTTP
  ohif: ['base'], // a pack of files, and which are known; no HTTP
  cli: ['base'],
};
/** What puts the parts together may enter every folder; a command loads no more of the program than it needs, so it takes single files of it. */
const PUTS_TOGETHER: Record<string, readonly string[]> = {
  program: [...Object.keys(MAY_IMPORT), 'ui'],
  commands: [...Object.keys(MAY_IMPORT), 'program'],
};
/** Entered elsewhere than by a door of its name. */
const ENTERED_BY_FILE = ['program', 'ui'];
/** The one file of web/ that the browser's code shares with the server. */
const UI_MAY_IMPORT = 'web/schema.ts';

/** Packages and node modules that live behind one folder's door. */
const ONLY_IN: Record<string, readonly string[]> = {
  'client-zip': ['media', 'web'], // studies; the support bundle
  dcmjs: ['dataset'],
  '@cornerstonejs/codec-charls/decodewasmjs': ['pixels'],
  '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs': ['pixels'],
  '@cornerstonejs/codec-openjpeg/decodewasmjs': ['pixels'],
  '@cornerstonejs/codec-openjph/wasmjs': ['pixels'],
  hono: ['web'],
  '@hono/node-server': ['web'],
  zod: ['config', 'web'],
  'zod/mini': [
    'contacts',
    'config',
    'web',
    'box',
    'self-test',
    'update',
    'ladder',
    'network',
    'identity',
    'reset',
    'power',
    'users',
    'knock-list',
    'reach',
    'settings',
    'setup',
    'disk-check',
    'capture',
    'journal',
    'hl7',
    'ohif',
  ],
  'qrcode-generator': ['console', 'ui'],
  preact: ['ui'],
  '@preact/signals': ['ui'],
  'node:net': ['ul', 'box', 'hl7'], // DICOM, the hands of a box, MLLP
  'node:tls': ['ul', 'tls', 'hl7'],
  '@cornerstonejs/core': ['ui'],
  '@cornerstonejs/dicom-image-loader': ['ui'],
  '@peculiar/x509': ['tls'],
  'reflect-metadata': ['tls'],
  'node:sqlite': ['base'],
  'node:worker_threads': ['base'],
  'node:child_process': ['box'],
};

const app = new URL('../../app/', import.meta.url);
const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((f) => /\.tsx?$/.test(f) && f.includes('/')); // main.ts may import every door

for (const file of files) {
  const folder = file.split('/')[0]!;
  const source = readFileSync(new URL(file, app), 'utf8');
  test(`app/${file} keeps its layer`, () => {
    const allowed = PUTS_TOGETHER[folder] ?? MAY_IMPORT[folder];
    assert.ok(allowed, `app/${folder} is not in the table`);
    assert.ok(source.split('\n').length <= 500 || source.startsWith('// long: '), 'over 500 lines');
    for (const [, path] of source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
      const sole = ONLY_IN[path!];
      if (sole) assert.ok(sole.includes(folder), `${path} belongs to ${sole}`);
      if (!path!.startsWith('.')) continue;
      const target = new URL(path!, new URL(file, app)).pathname.slice(app.pathname.length).split('/');
      if (target[0] === folder) continue;
      assert.ok(allowed.includes(target[0]!), `may not import ${target[0]}`);
      if (folder === 'ui') assert.equal(target.join('/'), UI_MAY_IMPORT, 'ui shares the schema only');
      else if (!ENTERED_BY_FILE.includes(target[0]!))
        assert.equal(target.slice(1).join('/'), `${target[0]}.ts`, 'enter a folder by its door');
    }
  });
}
