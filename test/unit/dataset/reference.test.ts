import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDataset, type ScannedAttributes } from '../../../app/dataset/dataset.ts';
import { CATALOGUE, CATALOGUE_BY_KEYWORD } from '../../../app/registry/registry.ts';
import { FIXTURES, fixtureDataset } from '../../support/fixtures.ts';
import { scan } from './scan.ts';

/** Files that dcmjs 0.52 reads wrong or not at all. */
const DCMJS_FAILS: Readonly<Record<string, string>> = {
  'pydicom/chrSQEncoding.dcm': 'refuses the multi-valued (0008,0005) of an item',
  'synthetic/malformed/invalid_vr.dcm': 'refuses an unknown VR',
  'synthetic/malformed/dup_tag.dcm': 'takes the second of two, we the first',
  'synthetic/malformed/out_of_order.dcm': 'takes the second of two, we the first',
};

type Dict = Readonly<
  Record<string, { readonly vr: string; readonly Value?: readonly unknown[]; readonly _rawValue?: readonly unknown[] | string }>
>;

const hexOf = (tag: number) => tag.toString(16).padStart(8, '0').toUpperCase();

/** The values at one place of the catalogue as dcmjs has them; undefined where the element is absent. */
function valuesAt(dict: Dict, path: readonly number[], tag: number): readonly unknown[] | undefined {
  let at: Dict | undefined = dict;
  for (const sequence of path) at = at?.[hexOf(sequence)]?.Value?.[0] as Dict | undefined;
  const element = at?.[hexOf(tag)];
  if (!element) return undefined;
  const raw = element._rawValue ?? element.Value ?? [];
  return (typeof raw === 'string' ? [raw] : raw).filter((value) => value !== undefined && value !== null);
}

const NOT_ASCII = /[^\x20-\x7e]/;

function normal(value: unknown, vr: string): string {
  const text = String(value).replaceAll('\0', '').trim();
  if (['US', 'SS', 'UL', 'SL', 'FL', 'FD'].includes(vr)) return String(Math.fround(Number(text)));
  if (vr === 'AT') return Number(value).toString(16).padStart(8, '0').toUpperCase();
  return text;
}

describe('the scanner agrees with dcmjs on every catalogued attribute', () => {
  for (const { file, expect, reason } of FIXTURES) {
    const fixture = fixtureDataset(file);
    if (!fixture || expect === 'other' || (expect === 'refused' && !reason.startsWith('no '))) continue;
    const why = DCMJS_FAILS[file];
    it(file, { skip: why && `dcmjs: ${why}` }, async () => {
      const { dataset, transferSyntaxUid } = fixture;
      const scanned = await scan(dataset, transferSyntaxUid);
      const charset = scanned.text('SpecificCharacterSet') ?? '';
      const decodes = /^ISO_IR (100|192)$/.test(charset); // whose reading of other sets is not ours to follow
      const reference = await readDataset(dataset, { transferSyntaxUid, ignoreErrors: !decodes });
      const dict = Object.fromEntries(
        [...reference.elements].map(([tag, { vr, values, rawValues }]) => [hexOf(tag), { vr, Value: values, _rawValue: rawValues }]),
      );
      for (const keyword of CATALOGUE_BY_KEYWORD.keys()) compare(keyword, dict, scanned, decodes);
    });
  }
});

function compare(keyword: string, dict: Dict, scanned: ScannedAttributes, decodes: boolean): void {
  if (keyword === 'SpecificCharacterSet') return; // dcmjs replaces it
  const places = CATALOGUE.filter((attribute) => attribute.keyword === keyword).map(({ path = [], tag, vr }) => {
    const values = valuesAt(dict, path, tag)?.map((value) => normal(value, vr));
    return values?.every((value) => value === '') ? [] : values;
  });
  const expected = places.find((values) => values?.length) ?? places.find((values) => values);
  const vr = CATALOGUE_BY_KEYWORD.get(keyword)!.vr;
  const actual = scanned.has(keyword) ? scanned.values(keyword).map((value) => normal(value, vr)) : undefined;
  if (!decodes && expected?.some((value) => NOT_ASCII.test(value))) return; // the raw bytes are held against dcmdump's in test/interop
  assert.equal(actual?.join('\\'), expected?.join('\\'), keyword); // of PN dcmjs keeps the raw values together
}
