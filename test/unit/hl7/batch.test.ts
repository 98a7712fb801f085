import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answerBatches, readBatches } from '../../../app/hl7/batch.ts';

const LIMITS = { maxBatchMessages: 5 };
const message = (id: string) => `MSH|^~\\&|RIS|CLINIC|||1||ORM^O01|${id}|P|2.5\rPID|1\r`;
const FHS = 'FHS|^~\\&|RIS|CLINIC|BOX|HALL|1||name||F77';
const BHS = 'BHS|^~\\&|RIS|CLINIC|BOX|HALL|1||||B9';
const frame = (...lines: readonly string[]) =>
  Buffer.from(lines.map((line) => (line.endsWith('\r') ? line : `${line}\r`)).join(''), 'latin1');
const idsOf = (bytes: Uint8Array) =>
  readBatches(bytes, LIMITS)?.batches.map(({ messages }) => messages.map((each) => Buffer.from(each).toString('latin1').split('|')[9]));

describe('HL7 2.9 §2.10.2 batches', () => {
  it('one message is none, whatever its segments are called', () => {
    assert.equal(readBatches(frame(message('1')), LIMITS), undefined);
    assert.equal(readBatches(frame('PID|1'), LIMITS), undefined);
    assert.equal(readBatches(new Uint8Array(), LIMITS), undefined);
  });
  it('a file of two batches', () => {
    const file = frame(FHS, BHS, message('1'), message('2'), 'BTS|2', BHS, message('3'), 'BTS', 'FTS|2');
    assert.deepEqual(idsOf(file), [['1', '2'], ['3']]);
    const [first] = readBatches(file, LIMITS)!.batches;
    assert.deepEqual(Buffer.from(first!.messages[0]!).toString('latin1'), message('1'), 'to the byte');
  });
  it('a batch without a file, a batch without messages, and messages without headers', () => {
    assert.deepEqual(idsOf(frame(BHS, message('1'), 'BTS|1')), [['1']]);
    assert.deepEqual(idsOf(frame(BHS, 'BTS|0')), [[]]);
    assert.deepEqual(idsOf(frame(message('1'), message('2'))), [['1', '2']]);
    assert.deepEqual(idsOf(frame(FHS, message('1'), 'FTS|1')), [['1']]);
  });
  it('lines that end with CR LF, and a byte order mark', () => {
    const text = frame(BHS, message('1'), 'BTS|1').toString('latin1').replaceAll('\r', '\r\n');
    assert.deepEqual(idsOf(Buffer.concat([Uint8Array.of(0xef, 0xbb, 0xbf), Buffer.from(text, 'latin1')])), [['1']]);
  });
  for (const [name, lines] of [
    ['a BHS without BTS', [BHS, message('1')]],
    ['a BTS without BHS', [message('1'), 'BTS|1']],
    ['an FHS without FTS', [FHS, BHS, message('1'), 'BTS|1']],
    ['an FTS without FHS', [BHS, message('1'), 'BTS|1', 'FTS|1']],
    ['fewer messages than BTS-1 says', [BHS, message('1'), 'BTS|2']],
    ['fewer batches than FTS-1 says', [FHS, BHS, message('1'), 'BTS|1', 'FTS|2']],
    ['a count that is none', [BHS, message('1'), 'BTS|two']],
    ['something before the header', ['PID|1', BHS, message('1'), 'BTS|1']],
    ['something after FTS', [FHS, message('1'), 'FTS|1', BHS, 'BTS|0']],
    ['a batch inside a batch', [BHS, message('1'), BHS, message('2'), 'BTS|1', 'BTS|1']],
  ] as const)
    it(`${name} is no whole batch`, () => assert.throws(() => readBatches(frame(...lines), LIMITS), { code: 'HL7_BATCH_BROKEN' }));
  it('too many messages', () => {
    const messages = ['1', '2', '3', '4', '5', '6'].map(message);
    assert.throws(() => readBatches(frame(...messages), LIMITS), { code: 'HL7_TOO_LONG' });
  });
  it('is answered by one: the acknowledgments in their order, headers that name those that came', () => {
    const file = readBatches(frame(FHS, BHS, message('1'), message('2'), 'BTS|2', 'FTS|1'), LIMITS)!;
    const acks = ['1', '2'].map((id) => Buffer.from(`MSH|^~\\&|…\rMSA|AA|${id}\r`, 'latin1'));
    const answer = Buffer.from(answerBatches(file, [acks], { applicationName: 'FILMROOM', timestamp: '20261122', controlId: 'X1' }));
    const lines = answer.toString('latin1').split('\r');
    assert.deepEqual(
      [lines[0], lines[1], lines[3], lines[5], lines[6], lines[7], lines[8]],
      [
        'FHS|^~\\&|BOX|HALL|RIS|CLINIC|20261122||||X1|F77',
        'BHS|^~\\&|BOX|HALL|RIS|CLINIC|20261122||||X1|B9',
        'MSA|AA|1',
        'MSA|AA|2',
        'BTS|2',
        'FTS|1',
        '',
      ],
    );
  });
});
