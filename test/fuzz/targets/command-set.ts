import assert from 'node:assert/strict';
import { decodeCommandSet, encodeCommandSet } from '../../../app/dimse/dimse.ts';
import * as raw from '../../support/raw-bytes.ts';
import type { Target } from '../target.ts';

/** PS3.7 §6.3.1: a command set that could be read is written and read to the same. */
export const target: Target = {
  name: 'command-set',
  seeds: () => [
    raw.cEchoRq(),
    raw.cStoreRq(raw.CT_IMAGE_STORAGE, '1.2.3.4'),
    raw.commandSet(
      raw.element(0x00000100, 0x8021),
      raw.element(0x00000120, 1),
      raw.element(0x00000800, 0x0101),
      raw.element(0x00000900, 0xa900),
      raw.element(0x00000902, 'words', 0x20),
    ),
  ],
  run(input) {
    const command = decodeCommandSet(input);
    assert.deepEqual(decodeCommandSet(encodeCommandSet(command)), command);
  },
};
