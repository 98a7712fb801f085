import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { BytesMissing, walkDataset } from '../../app/dataset/dataset.ts';
import { DICOMWEB_LIMITS } from '../../app/dicomweb/dicomweb.ts';
import { datasetJson } from '../../app/dicomweb/json-dataset.ts';
import { TRANSFER_SYNTAXES } from '../../app/registry/registry.ts';
import { temporaryFolder } from '../support/archive-under-test.ts';
import { missing } from '../support/dcmtk.ts';
import type { DicomJson, JsonAttribute } from '../support/dicom-json.ts';
import { FIXTURES, fixtureBytes, fixtureDataset, fixturePath } from '../support/fixtures.ts';

/** Of an element with undefined length in explicit VR (PS3.5 §7.1.2). */
const HEADER_BYTES = 12;
/** Everything inline: dcm2json writes no BulkDataURI. */
const INLINE = { ...DICOMWEB_LIMITS, maxInlineBytes: 2 ** 31, maxValueBytes: 2 ** 31 };

/** Has an attribute twice; of such the first counts here, to DCMTK one or the other. */
const TWICE: ReadonlySet<string> = new Set(['synthetic/malformed/out_of_order.dcm']);

function ourJson(file: string): DicomJson | undefined {
  const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
  try {
    return JSON.parse(
      datasetJson({ bytes: dataset.byteLength, pieces: [{ at: 0, bytes: dataset }] }, transferSyntaxUid, 'bulk', INLINE),
    ) as DicomJson;
  } catch (error) {
    if (error instanceof BytesMissing) throw error;
    return undefined;
  }
}

/** The file, or a copy that ends where the fragments of its Pixel Data begin. */
function pathWithoutFragments(file: string, folder: string): string {
  const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
  let end: number | undefined;
  let depth = 0;
  walkDataset(
    { bytes: dataset.byteLength, pieces: [{ at: 0, bytes: dataset }] },
    transferSyntaxUid,
    {
      mostBytes: () => 0,
      value() {},
      far(tag, _, at, length) {
        if (tag === 0x7fe0_0010 && length === undefined && depth === 0) end = at - HEADER_BYTES;
      },
      beginSequence: () => void depth++,
      endSequence: () => void depth--,
      beginItem() {},
      endItem() {},
    },
    INLINE,
  );
  if (end === undefined) return fixturePath(file);
  const bytes = fixtureBytes(file);
  const path = join(folder, 'cut.dcm');
  writeFileSync(path, bytes.subarray(0, bytes.byteLength - dataset.byteLength + end));
  return path;
}

/** dcm2json writes no fragments: of an encapsulated image it is given all that comes before Pixel Data. */
function theirJson(file: string, folder: string): DicomJson | undefined {
  const path = pathWithoutFragments(file, folder);
  const { status, stdout } = spawnSync('dcm2json', ['-q', '-fc', '-ee', path], { maxBuffer: 512 * 1024 * 1024 });
  if (status !== 0) return undefined;
  try {
    return JSON.parse(stdout.toString('utf8')) as DicomJson;
  } catch {
    return undefined; // bytes of a character set that it cannot read
  }
}

describe('DICOM JSON of every file of the corpus, as dcm2json of DCMTK has it', { skip: missing('dcm2json') }, () => {
  for (const { file, expect } of FIXTURES) {
    const stored = fixtureDataset(file);
    const syntax = stored && TRANSFER_SYNTAXES.get(stored.transferSyntaxUid);
    if (TWICE.has(file)) continue;
    if (expect !== 'stored' || !syntax || syntax.encoding === 'deflated-explicit-le') continue;
    it(file, (t) => {
      const folder = temporaryFolder(t);
      const [ours, theirs] = [ourJson(file), theirJson(file, folder)];
      assert.ok(ours, 'we cannot read it');
      if (!theirs) return t.skip('dcm2json cannot write it');
      assert.deepEqual(differences(ours, theirs), []);
    });
  }
});

/** Where the two differ in more than the standard leaves open. */
function differences(ours: DicomJson, theirs: DicomJson, path = ''): string[] {
  const tags = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].toSorted();
  return tags.flatMap((tag) => {
    if (isLeftOpen(tag)) return [];
    const [a, b] = [ours[tag], theirs[tag]];
    const at = `${path}${tag}`;
    if (!b && a?.BulkDataURI !== undefined) return []; // fragments
    if (!a || !b) return [`${at} ${a ? 'ours alone' : 'theirs alone'}`];
    return attributeDifferences(a, b, at, tag);
  });
}

/** Group lengths; (0008,0005), which dcm2json leaves out where the text was ASCII. */
function isLeftOpen(tag: string): boolean {
  return tag.endsWith('0000') || tag === '00080005' || tag.startsWith('0002');
}

function attributeDifferences(a: JsonAttribute, b: JsonAttribute, at: string, tag: string): string[] {
  if (b.vr === 'UN' && a.vr !== 'UN') return []; // PS3.5 §6.2.2 note 2: we read what PS3.6 knows
  if (a.vr === 'UN' && /^...[13579BDF]/.test(tag)) return []; // DCMTK knows private attributes of some vendors
  if (a.vr !== b.vr) return [`${at} VR ${a.vr}, theirs ${b.vr}`];
  if (a.vr === 'SQ') {
    const [ours, theirs] = [(a.Value ?? []) as DicomJson[], (b.Value ?? []) as DicomJson[]];
    if (ours.length !== theirs.length) return [`${at} ${ours.length} items, theirs ${theirs.length}`];
    return ours.flatMap((item, n) => differences(item, theirs[n]!, `${at}[${n}].`));
  }
  const [ours, theirs] = [JSON.stringify(comparable(a)), JSON.stringify(comparable(b))];
  return ours === theirs ? [] : [`${at} ${a.vr} ${ours.slice(0, 80)}, theirs ${theirs.slice(0, 80)}`];
}

/** As values: a 32-bit float has many decimals, a name with delimiters alone is empty to dcm2json, and bytes that are odd in number are not. */
function comparable({ vr, Value = [], InlineBinary }: JsonAttribute): unknown {
  if (InlineBinary !== undefined) return evenBytes(InlineBinary);
  const values = Value.map((value) => {
    if (vr === 'FL') return Math.fround(Number(value));
    if (vr === 'FD') return Number(value).toPrecision(15); // its last digits are not exact
    if (vr === 'PN') return namesOf(value as Readonly<Record<string, string>> | null);
    if (vr === 'IS' || vr === 'DS') return value === null ? null : Number(value); // both may be strings (§F.2.3.1)
    return typeof value === 'string' ? value.trim() : value;
  });
  while (values.length > 0 && (values.at(-1) === null || values.at(-1) === '')) values.pop();
  return values;
}

function evenBytes(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.byteLength % 2 === 0 ? base64 : Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64');
}

function namesOf(groups: Readonly<Record<string, string>> | null): unknown {
  const entries = Object.entries(groups ?? {})
    .map(([group, text]) => [group, text.replace(/[ ^]+$/, '')] as const)
    .filter(([, text]) => text !== '');
  return entries.length === 0 ? null : Object.fromEntries(entries);
}
