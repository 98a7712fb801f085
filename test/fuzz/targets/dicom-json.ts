import assert from 'node:assert/strict';
import { BytesMissing } from '../../../app/dataset/dataset.ts';
import { DICOMWEB_LIMITS } from '../../../app/dicomweb/dicomweb.ts';
import { datasetJson } from '../../../app/dicomweb/json-dataset.ts';
import { xmlOf } from '../../../app/dicomweb/xml.ts';
import type { Target } from '../target.ts';
import { target as scan } from './index-scan.ts';

/** The encodings of PS3.5 §A, by the first byte of an input. */
const SYNTAXES = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.4.90'];
const LIMITS = { ...DICOMWEB_LIMITS, maxInlineBytes: 64, maxValueBytes: 256, maxDepth: 8, maxElements: 2000 };

const NEXT_BYTES = 1024;

/** @param first bytes that are there at the beginning; what is missing is given when it is asked for */
function outcomeOf(input: Buffer, first: number): string {
  const transferSyntaxUid = SYNTAXES[(input[0] ?? 0) % SYNTAXES.length]!;
  const bytes = input.subarray(1);
  const pieces = [{ at: 0, bytes: bytes.subarray(0, first) }];
  for (;;) {
    try {
      return datasetJson({ bytes: bytes.byteLength, pieces }, transferSyntaxUid, 'http://box/bulkdata', LIMITS);
    } catch (error) {
      if (!(error instanceof BytesMissing)) {
        if (!(error as { code?: string }).code) throw error;
        return (error as { code: string }).code;
      }
      assert.ok(error.length > 0 && error.at + error.length <= bytes.byteLength, 'bytes are asked for that there are');
      pieces.push({ at: error.at, bytes: bytes.subarray(error.at, error.at + Math.max(error.length, NEXT_BYTES)) });
    }
  }
}

/** PS3.18 Annex F: any bytes give DICOM JSON, and native XML of it, or a DatasetError; the same whatever is read of the file first. */
export const target: Target = {
  name: 'dicom-json',
  seeds: scan.seeds,
  run(input) {
    const whole = outcomeOf(input, input.byteLength);
    assert.equal(outcomeOf(input, 16), whole, 'piece by piece');
    if (!whole.startsWith('{')) return;
    assert.equal(typeof JSON.parse(whole), 'object');
    assert.match(xmlOf(whole), /<\/NativeDicomModel>$/);
  },
};
