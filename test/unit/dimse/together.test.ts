import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COMMAND_FIELD, type CommandSet, encodeCommandSet, type Handler, serve } from '../../../app/dimse/dimse.ts';
import { STUDY_ROOT_FIND } from '../../../app/registry/registry.ts';
import { commandPiece, createDouble, createTestLog, datasetPiece, settle } from './double.ts';

const cFindRq = () =>
  encodeCommandSet({
    affectedSopClassUid: STUDY_ROOT_FIND,
    commandField: COMMAND_FIELD.C_FIND_RQ,
    messageId: 1,
    priority: 0,
    commandDataSetType: 1,
  });
const dataset = (length: number, fill: number) => new Uint8Array(length).fill(fill);

/** One C-FIND on context 5, answered by `handler`; the writes are counted. */
async function ask(handler: Handler, maxPduPayload?: number) {
  const double = createDouble(maxPduPayload === undefined ? {} : { maxPduPayload });
  let writes = 0;
  const { sendPacked } = double.association;
  const association = {
    ...double.association,
    sendPacked: (packed: Parameters<typeof sendPacked>[0]) => {
      writes++;
      return sendPacked(packed);
    },
  };
  const serving = serve(association, { for: () => handler }, { log: createTestLog() });
  double.feed(commandPiece(5, cFindRq()), datasetPiece(5, dataset(2, 0)));
  for (let turn = 0; turn < 5; turn++) await settle();
  double.endByRelease();
  await serving;
  return { double, sent: double.sentMessages(), writes };
}
const status = ({ command }: { readonly command: CommandSet }) => command.status;

describe('pending responses that are ready at the same time', () => {
  it('leave in one write, each a message of its own (PS3.7 §9.3.2.2)', async () => {
    const { sent, writes, double } = await ask(async function* () {
      yield Array.from({ length: 100 }, (_, at) => ({ status: at === 7 ? 0xff01 : 0xff00, dataset: dataset(20, at) }));
      yield { status: 0 };
    });
    assert.equal(writes, 1);
    assert.equal(sent.length, 101);
    assert.deepEqual(sent.map(status), [...Array.from({ length: 100 }, (_, at) => (at === 7 ? 0xff01 : 0xff00)), 0]);
    assert.deepEqual(sent[42]!.dataset, dataset(20, 42));
    assert.equal(sent[42]!.command.commandField, COMMAND_FIELD.C_FIND_RSP);
    assert.equal(sent[42]!.command.messageIdBeingRespondedTo, 1);
    assert.ok(double.pdus.every((pdvs) => pdvs.length === 1)); // command and data set never share a PDU
  });
  it('none is no write', async () => {
    const { sent, writes } = await ask(async function* () {
      yield [];
      yield { status: 0 };
    });
    assert.deepEqual([writes, sent.map(status)], [0, [0]]);
  });
  it('an empty data set is one empty fragment', async () => {
    const { sent } = await ask(async function* () {
      yield [{ status: 0xff00, dataset: new Uint8Array() }];
      yield { status: 0 };
    });
    assert.deepEqual(sent[0]!.dataset, new Uint8Array());
  });
  for (const length of [1, 93, 94, 95, 188, 189, 5000]) {
    it(`a data set of ${length} bytes is cut so that no PDU is longer than the peer takes`, async () => {
      const { sent, double } = await ask(async function* () {
        yield [{ status: 0xff00, dataset: dataset(length, 9) }];
        yield { status: 0 };
      }, 200);
      assert.deepEqual(sent[0]!.dataset, dataset(length, 9));
      assert.ok(double.pdus.flat().every(({ data }) => data.byteLength <= 194));
    });
  }
});
