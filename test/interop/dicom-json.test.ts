import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { BytesMissing } from '../../app/dataset/dataset.ts';
import { DICOMWEB_LIMITS } from '../../app/dicomweb/dicomweb.ts';
import { datasetJson } from '../../app/dicomweb/json-dataset.ts';
import { TRANSFER_SYNTAXES } from '../../app/registry/registry.ts';
import { missing } from '../support/dcmtk.ts';
import type { DicomJson, JsonAttribute } from '../support/dicom-json.ts';
import { FIXTURES, fixtureDataset, fixturePath } from '../support/fixtures.ts';

/** Everything inline: dcm2json writes no BulkDataURI. */
const INLINE = { ...DICOMWEB_LIMITS, maxInlineBytes: 2 ** 31, maxValueBytes: 2 ** 31 };

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

function theirJson(file: string): DicomJson | undefined {
  const { status, stdout } = spawnSync('dcm2json', ['-q', '-fc', '-ee', fixturePath(file)], { maxBuffer: 512 * 1024 * 1024 });
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
    if (expect !== 'stored' || !syntax || syntax.encoding === 'deflated-explicit-le') continue;
    it(file, (t) => {
      const [ours, theirs] = [ourJson(file), theirJson(file)];
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
    if (!a || !b) return [`${at} ${a ? 'ours alone' : 'theirs alone'}`];
    return attributeDifferences(a, b, at);
  });
}

/** Group lengths; (0008,0005), which dcm2json leaves out where the text was ASCII. */
function isLeftOpen(tag: string): boolean {
  return tag.endsWith('0000') || tag === '00080005' || tag.startsWith('0002');
}

function attributeDifferences(a: JsonAttribute, b: JsonAttribute, at: string): string[] {
  if (b.vr === 'UN' && a.vr !== 'UN') return []; // PS3.5 §6.2.2 note 2: we read what PS3.6 knows
  if (a.vr !== b.vr) return [`${at} VR ${a.vr}, theirs ${b.vr}`];
  if (a.BulkDataURI !== undefined) return []; // fragments: theirs are inline
  if (a.vr === 'SQ') {
    const [ours, theirs] = [(a.Value ?? []) as DicomJson[], (b.Value ?? []) as DicomJson[]];
    if (ours.length !== theirs.length) return [`${at} ${ours.length} items, theirs ${theirs.length}`];
    return ours.flatMap((item, n) => differences(item, theirs[n]!, `${at}[${n}].`));
  }
  const [ours, theirs] = [JSON.stringify(comparable(a)), JSON.stringify(comparable(b))];
  return ours === theirs ? [] : [`${at} ${a.vr} ${ours.slice(0, 80)}, theirs ${theirs.slice(0, 80)}`];
}

function comparable({ Value = [], InlineBinary }: JsonAttribute): unknown {
  if (InlineBinary !== undefined) return InlineBinary;
  const values = Value.map((value) => (typeof value === 'string' ? value.trim() : value));
  while (values.length > 0 && (values.at(-1) === null || values.at(-1) === '')) values.pop();
  return values;
}
