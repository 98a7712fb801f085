import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systemClock as clock } from '../../../app/base/base.ts';
import { diskHealth, writeSpeed } from '../../../app/disk-check/disk-check.ts';
import { healthIn } from '../../../app/disk-check/health.ts';

describe('the write-speed test', () => {
  it('writes as much as it may, and leaves nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'disk-'));
    const { bytes, bytesPerSecond, syncMs } = await writeSpeed(folder, clock, { writeBytes: 4 * 1024 * 1024, writeMs: 10_000 });
    assert.equal(bytes, 4 * 1024 * 1024);
    assert.ok(bytesPerSecond > 0 && syncMs > 0);
    assert.deepEqual(readdirSync(folder), []);
    rmSync(folder, { recursive: true });
  });
  it('leaves nothing where it cannot write', async () => assert.rejects(writeSpeed('/nonexistent-folder', clock), { code: 'ENOENT' }));
  it('ends when it is given up', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'disk-'));
    const { bytes } = await writeSpeed(folder, clock, { writeBytes: 1e9, writeMs: 60_000 }, AbortSignal.abort());
    assert.equal(bytes, 0);
    rmSync(folder, { recursive: true });
  });
});

describe('the health of a disk', () => {
  it('well, with what it counts', () =>
    assert.deepEqual(
      healthIn(
        '{"model_name":"SSD","smart_status":{"passed":true},"power_on_time":{"hours":12},"temperature":{"current":41},"nvme_smart_health_information_log":{"percentage_used":3}}',
      ),
      { code: 'HEALTHY', words: 'The disk says that it is well.', model: 'SSD', hours: 12, celsius: 41, usedPercent: 3 },
    ));
  it('failing', () => assert.equal(healthIn('{"smart_status":{"passed":false}}').code, 'FAILING'));
  for (const told of ['', '{}', 'nonsense', '{"smart_status":{}}'])
    it(`says nothing: ${JSON.stringify(told)}`, () => assert.equal(healthIn(told).code, 'UNKNOWN'));
  it('has words wherever it is asked', async () => assert.notEqual((await diskHealth(tmpdir())).words, ''));
});
