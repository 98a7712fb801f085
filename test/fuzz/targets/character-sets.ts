import assert from 'node:assert/strict';
import * as dataset from '../../../app/dataset/dataset.ts';
import type { Target } from '../target.ts';

const TERMS = [
  '',
  'ISO_IR 100',
  'ISO_IR 192',
  'GB18030',
  'GBK',
  'ISO_IR 13',
  'ISO 2022 IR 6\\ISO 2022 IR 87',
  'ISO 2022 IR 13\\ISO 2022 IR 87\\ISO 2022 IR 159',
  '\\ISO 2022 IR 149',
  '\\ISO 2022 IR 58',
  'ISO_IR 166',
  'nonsense',
  'ISO 2022 IR 100\\ISO 2022 IR 144\\ISO 2022 IR 126',
];

/** PS3.5 §6.1: any bytes under any term give text, never an exception; normalizing is stable. */
export const target: Target = {
  name: 'character-sets',
  seeds: () =>
    TERMS.map((_, at) =>
      Buffer.concat([Buffer.of(at), Buffer.from('Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\xd4\xcf\xc0\xde', 'latin1')]),
    ),
  run(input) {
    const terms = dataset.parseSpecificCharacterSet(TERMS[(input[0] ?? 0) % TERMS.length]!);
    const { text } = dataset.decodeText(input.subarray(1), terms, 'PN');
    assert.equal(typeof text, 'string');
    const normal = dataset.normalizePersonName(text);
    assert.equal(dataset.normalizePersonName(normal), normal, JSON.stringify(text));
  },
};
