import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createIndexScanner, readFileMeta } from '../../../app/dataset/dataset.ts';
import type { Target } from '../target.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/dicom/', import.meta.url));
/** The encodings of PS3.5 §A, by the first byte of an input. */
const SYNTAXES = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.4.90'];
const DEFLATED = '1.2.840.10008.1.2.1.99';
const KEPT_MOST_BYTES = 1_000_000;

async function outcomeOf(input: Buffer, cut: number): Promise<string> {
  const transferSyntaxUid = SYNTAXES[(input[0] ?? 0) % SYNTAXES.length]!;
  const scanner = createIndexScanner({ transferSyntaxUid, maxInflatedBytes: 4_000_000 });
  const bytes = input.subarray(1);
  try {
    for (let at = 0; at < bytes.byteLength; at += cut) await scanner.scan(bytes.subarray(at, at + cut));
    const scanned = await scanner.end();
    const kept = [...scanned.raw].map(([keyword]) => `${keyword}=${scanned.text(keyword)}`);
    assert.ok(kept.join('').length < KEPT_MOST_BYTES);
    return kept.join('\n');
  } catch (error) {
    if (!(error as { code?: string }).code) throw error;
    return transferSyntaxUid === DEFLATED ? 'refused' : (error as { code: string }).code; // which of two faults is met first depends on the cut
  } finally {
    scanner.close();
  }
}

/** PS3.5 §7: any bytes give attributes or a DatasetError, the same in any cut. */
export const target: Target = {
  name: 'index-scan',
  seeds: () => {
    const files = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).map((name) => join(FIXTURES, name));
    const small = files.filter((path) => path.endsWith('.dcm') && statSync(path).size < 12_000);
    return small.flatMap((path) => {
      try {
        const file = readFileSync(path);
        const meta = readFileMeta(file);
        const syntax = Math.max(0, SYNTAXES.indexOf(meta.transferSyntaxUid));
        return [Buffer.concat([Buffer.of(syntax), file.subarray(meta.datasetOffset)])];
      } catch {
        return []; // the malformed ones have no meta header
      }
    });
  },
  async run(input) {
    const whole = await outcomeOf(input, Math.max(1, input.byteLength));
    assert.equal(await outcomeOf(input, 5), whole, 'cut every 5 bytes');
  },
};
