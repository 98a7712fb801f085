import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Hl7Error } from '../../../app/hl7/errors.ts';
import { openErrorQueue, type QueueLimits } from '../../../app/hl7/queue.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { gatheredLog } from '../../support/gathered-log.ts';

const LIMITS: QueueLimits = { maxWaiting: 2, maxWaitingBytes: 1000 };
const fault = (words = 'no') =>
  new Hl7Error('HL7_FIELD_MISSING', words, { values: { field: 'PID-3' }, location: { segment: 'PID', occurrence: 1, field: 3 } });
const about = { address: '192.0.2.9', sender: 'RIS/CLINIC', type: 'ORM^O01', controlId: 'M1' };

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'hl7-queue-'));
  return { path: join(path, 'hl7'), [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}
const open = (path: string | undefined, limits = LIMITS) =>
  openErrorQueue({ folder: path, clock: fakeClock(), log: gatheredLog().log, limits });

describe('the messages that wait', () => {
  it('survive a restart, with the bytes as they came', async () => {
    using at = folder();
    const message = Buffer.from([0x4d, 0xff, 0x00, 0x0d]);
    await (await open(at.path)).add({ ...about, message, fault: fault() });
    const again = await open(at.path);
    const [waiting] = again.list();
    assert.deepEqual(
      { ...waiting, id: '' },
      {
        ...about,
        id: '',
        firstAt: waiting!.firstAt,
        lastAt: waiting!.firstAt,
        times: 1,
        code: 'HL7_FIELD_MISSING',
        words: 'no',
        values: { field: 'PID-3' },
        location: { segment: 'PID', occurrence: 1, field: 3 },
      },
    );
    assert.deepEqual(Buffer.from(await again.message(waiting!.id)), message);
  });
  it('the same bytes again are one message', async () => {
    using at = folder();
    const queue = await open(at.path);
    for (const words of ['no', 'still no']) await queue.add({ ...about, message: Buffer.from('A'), fault: fault(words) });
    assert.deepEqual(
      queue.list().map(({ times, words }) => [times, words]),
      [[2, 'still no']],
    );
    await queue.settle(Buffer.from('A'));
    assert.deepEqual(queue.list(), []);
    assert.deepEqual(readdirSync(at.path), []);
  });
  it('no more than may be are kept: then the sender keeps its own', async () => {
    using at = folder();
    const queue = await open(at.path);
    for (const text of ['A', 'B']) await queue.add({ ...about, message: Buffer.from(text), fault: fault() });
    await assert.rejects(queue.add({ ...about, message: Buffer.from('C'), fault: fault() }), { code: 'HL7_QUEUE_FULL' });
    await queue.add({ ...about, message: Buffer.from('B'), fault: fault() });
    const bytes = await open(at.path, { maxWaiting: 10, maxWaitingBytes: 5 });
    await assert.rejects(bytes.add({ ...about, message: Buffer.from('CCCC'), fault: fault() }), { code: 'HL7_QUEUE_FULL' });
  });
  it('a file that is damaged is left where it is, and the others are read', async () => {
    using at = folder();
    await (await open(at.path)).add({ ...about, message: Buffer.from('A'), fault: fault() });
    writeFileSync(join(at.path, 'x.json'), '{"entry":');
    assert.equal((await open(at.path)).list().length, 1);
    assert.equal(readdirSync(at.path).length, 2);
  });
  it('without a folder nothing is kept, and the sender is told to try again', async () => {
    await assert.rejects((await open(undefined)).add({ ...about, message: Buffer.from('A'), fault: fault() }), { code: 'HL7_NOT_KEPT' });
  });
  it('what is not there is not there', async () => {
    using at = folder();
    const queue = await open(at.path);
    await assert.rejects(queue.message('x'), { code: 'HL7_NO_SUCH_MESSAGE' });
    assert.equal(await queue.remove('x'), false);
  });
});
