import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import type { ScannedAttributes } from '../../app/dataset/dataset.ts';
import { CATALOGUE, CATALOGUE_BY_KEYWORD } from '../../app/registry/registry.ts';
import { FIXTURES, fixtureDataset, fixturePath } from '../support/fixtures.ts';
import { scan } from '../unit/dataset/scan.ts';

const hasDcmdump = spawnSync('dcmdump', ['--version']).status === 0;

/** Files that dcmdump refuses, and we do not. */
const DCMDUMP_FAILS: Readonly<Record<string, string>> = {
  'synthetic/malformed/invalid_vr.dcm': 'takes an unknown VR for one with a 32-bit length',
};

const CATALOGUED = new Set(CATALOGUE.map(({ tag }) => tagText(tag)));
const filters = [...CATALOGUED].flatMap((tag) => ['+P', tag.slice(1, -1)]);

function tagText(tag: number): string {
  const hex = tag.toString(16).padStart(8, '0');
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
}

type Elements = ReadonlyMap<string, { readonly vr: string; readonly value: string }>;

/** What dcmdump reads of each file: VR and value, one byte a character, by path as `(0040,0275).(0040,0009)`. The first of a kind counts. */
function dumpAll(files: readonly string[]): ReadonlyMap<string, Elements> {
  const { stdout } = spawnSync('dcmdump', ['-q', '-Un', '+L', '+p', '+F', ...filters, ...files.map(fixturePath)], {
    maxBuffer: 256 * 1024 * 1024,
  });
  const [, ...dumps] = stdout.toString('latin1').split(/^# dcmdump \(\d+\/\d+\): (.*)$/m);
  return new Map(files.map((file, index) => [file, elementsOf(dumps[index * 2 + 1] ?? '')]));
}

function elementsOf(dump: string): Elements {
  const elements = new Map<string, { vr: string; value: string }>();
  const line =
    /^((?:\(\w{4},\w{4}\)\.)*\(\w{4},\w{4}\)) (\S\S) (?:\[([\s\S]*?)\]|\(no value available\)|(.*?)) +# +(?:\d+|u\/l), *\d+ \S+$/gm;
  for (const [, path = '', vr = '', text, other = ''] of dump.matchAll(line)) {
    if (elements.has(path)) continue;
    const value = vr === 'UN' ? Buffer.from(other.replaceAll('\\', ''), 'hex').toString('latin1') : (text ?? other);
    elements.set(path, { vr, value });
  }
  return elements;
}

/** Values without padding, numbers as numbers. */
function normal(value: string, vr: string): string {
  const values = value.split('\\').map((one) => one.replaceAll('\0', '').trim());
  return (/^(FL|FD)$/.test(vr) ? values.map((one) => String(Math.fround(Number(one)))) : values).join('\\');
}

const readable = FIXTURES.filter(({ expect, reason }) => expect === 'stored' || (expect === 'refused' && reason.startsWith('no ')));

describe('the scanner agrees with dcmdump on the bytes of every catalogued attribute', {
  skip: !hasDcmdump && 'dcmdump is not installed',
}, () => {
  const references = dumpAll(readable.map(({ file }) => file));
  for (const { file } of readable) {
    const why = DCMDUMP_FAILS[file];
    it(file, { skip: why && `dcmdump ${why}` }, async () => {
      const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
      const scanned = await scan(dataset, transferSyntaxUid);
      for (const keyword of CATALOGUE_BY_KEYWORD.keys()) compare(keyword, references.get(file)!, scanned);
    });
  }
});

function compare(keyword: string, reference: Elements, scanned: ScannedAttributes): void {
  const places = CATALOGUE.filter((attribute) => attribute.keyword === keyword);
  const found = places.map(({ path = [], tag }) => reference.get([...path, tag].map(tagText).join('.')));
  const expected = found.find((place) => place && normal(place.value, place.vr) !== '') ?? found.find((place) => place);
  const raw = scanned.raw.get(keyword);
  if (!raw && expected && places.every(({ path }) => path)) return; // in a later item, it may be: dcmdump does not number them
  const isNumber = raw && ['US', 'SS', 'UL', 'SL', 'FL', 'FD'].includes(raw.vr) && expected?.vr !== 'UN';
  const actual = isNumber ? scanned.text(keyword) : raw && Buffer.from(raw.bytes).toString('latin1');
  assert.equal(actual && normal(actual, raw!.vr), expected && normal(expected.value, raw?.vr ?? ''), keyword);
}
