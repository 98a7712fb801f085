import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CommandSet, encodeCommandSet, openRequestor } from '../../../app/dimse/dimse.ts';
import { bytesOf, commandPiece, createDouble, createTestLog, datasetPiece, settle } from './double.ts';

const FIND = 5;
const none = { commandDataSetType: 0x0101 };
const some = { commandDataSetType: 0x0001 };
const data = Uint8Array.of(1, 2, 3, 4);
const command = (contextId: number, set: CommandSet) => commandPiece(contextId, encodeCommandSet(set));
const findResponse = (messageId: number, status: number) =>
  command(FIND, { ...(status === 0xff00 ? some : none), commandField: 0x8020, messageIdBeingRespondedTo: messageId, status });
const findRequest = {
  commandField: 0x0020,
  contextId: FIND,
  fields: { affectedSopClassUid: '1.2.840.10008.5.1.4.1.2.2.1', priority: 0 },
  dataset: data,
};

function open() {
  const double = createDouble();
  return { double, requestor: openRequestor(double.association, { log: createTestLog() }) };
}

describe('PS3.7 §9.1.5 C-ECHO, requestor', () => {
  it('sends C-ECHO-RQ on the Verification context and gives the status', async () => {
    const { double, requestor } = open();
    double.feed(command(1, { ...none, commandField: 0x8030, messageIdBeingRespondedTo: 1, status: 0x0122 }));
    assert.equal(await requestor.echo(), 0x0122);
    assert.deepEqual(double.sentMessages(), [
      {
        contextId: 1,
        dataset: undefined,
        command: { ...none, commandField: 0x0030, messageId: 1, affectedSopClassUid: '1.2.840.10008.1.1' },
      },
    ]);
  });

  it('says so where no context was accepted', async () => {
    const requestor = openRequestor(createDouble({ contexts: new Map() }).association, { log: createTestLog() });
    await assert.rejects(requestor.echo(), { code: 'DIMSE_NO_CONTEXT', message: /FILMROOM accepted no .* 1\.2\.840\.10008\.1\.1/ });
  });
});

describe('PS3.7 §9.1.1 C-STORE, requestor', () => {
  it('streams the data set behind the command and gives the response', async () => {
    const { double, requestor } = open();
    double.feed(command(3, { ...none, commandField: 0x8001, messageIdBeingRespondedTo: 1, status: 0xa700, errorComment: 'full' }));
    async function* dataset() {
      yield data.subarray(0, 1);
      yield data.subarray(1);
    }
    const request = { sopClassUid: '1.2.840.10008.5.1.4.1.1.2', sopInstanceUid: '1.2.3', dataset: dataset() };
    const { status, errorComment } = await requestor.store(request);
    assert.deepEqual([status, errorComment], [0xa700, 'full']);
    const [sent] = double.sentMessages();
    assert.equal(sent?.contextId, 3);
    assert.deepEqual(sent?.dataset, data);
    assert.deepEqual(sent?.command, {
      ...some,
      commandField: 0x0001,
      messageId: 1,
      affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      affectedSopInstanceUid: '1.2.3',
      priority: 0,
    });
  });

  it('numbers its messages', async () => {
    const { double, requestor } = open();
    for (const messageIdBeingRespondedTo of [1, 2]) {
      double.feed(command(1, { ...none, commandField: 0x8030, messageIdBeingRespondedTo, status: 0 }));
      assert.equal(await requestor.echo(), 0);
    }
  });
});

describe('PS3.7 §9.1.2 operations with pending responses, requestor', () => {
  it('gives each with its data set, and ends with the final one', async () => {
    const { double, requestor } = open();
    double.feed(findResponse(1, 0xff00), datasetPiece(FIND, data), findResponse(1, 0xff00), datasetPiece(FIND, data), findResponse(1, 0));
    const seen: unknown[] = [];
    for await (const response of requestor.request(findRequest))
      seen.push([response.command.status, response.dataset && [...(await bytesOf(response.dataset))]]);
    assert.deepEqual(seen, [
      [0xff00, [...data]],
      [0xff00, [...data]],
      [0x0000, undefined],
    ]);
  });

  it('drops a data set that was not read', async () => {
    const { double, requestor } = open();
    double.feed(findResponse(1, 0xff00), datasetPiece(FIND, data, false), datasetPiece(FIND, data), findResponse(1, 0));
    const statuses: number[] = [];
    for await (const { command } of requestor.request(findRequest)) statuses.push(command.status);
    assert.deepEqual(statuses, [0xff00, 0]);
  });

  it('cancels: C-CANCEL-RQ names the message, the final response still comes', async () => {
    const { double, requestor } = open();
    const responses = requestor.request(findRequest);
    double.feed(findResponse(1, 0xff00), datasetPiece(FIND, data));
    await responses.next();
    await requestor.cancel(responses.messageId, FIND);
    double.feed(findResponse(1, 0xfe00));
    assert.equal((await responses.next()).value?.command.status, 0xfe00);
    assert.deepEqual(double.sentMessages()[1]?.command, { ...none, commandField: 0x0fff, messageIdBeingRespondedTo: 1 });
  });

  it('drops what still comes for an operation that was given up', async () => {
    const { double, requestor } = open();
    double.feed(findResponse(1, 0xff00), datasetPiece(FIND, data));
    for await (const _ of requestor.request(findRequest)) break;
    double.feed(findResponse(1, 0xff00), datasetPiece(FIND, data), findResponse(1, 0xfe00), findResponse(2, 0));
    const statuses: number[] = [];
    for await (const { command } of requestor.request(findRequest)) statuses.push(command.status);
    assert.deepEqual(statuses, [0]);
  });
});

describe('PS3.7: a peer that answers wrong, requestor', () => {
  it('a response to another message: A-ABORT', async () => {
    const { double, requestor } = open();
    double.feed(command(1, { ...none, commandField: 0x8030, messageIdBeingRespondedTo: 8, status: 0 }));
    await assert.rejects(requestor.echo(), { code: 'DIMSE_UNEXPECTED_MESSAGE', message: /C-ECHO-RSP to message 8/ });
    assert.equal(double.aborts.length, 1);
  });

  it('a response to another command: A-ABORT', async () => {
    const { double, requestor } = open();
    double.feed(command(1, { ...none, commandField: 0x8001, messageIdBeingRespondedTo: 1, status: 0 }));
    await assert.rejects(requestor.echo(), { code: 'DIMSE_UNEXPECTED_MESSAGE' });
    assert.equal(double.aborts.length, 1);
  });

  it('a response without a status: A-ABORT', async () => {
    const { double, requestor } = open();
    double.feed(command(1, { ...none, commandField: 0x8030, messageIdBeingRespondedTo: 1 }));
    await assert.rejects(requestor.echo(), { code: 'DIMSE_UNEXPECTED_MESSAGE', message: /status missing/ });
    assert.equal(double.aborts.length, 1);
  });

  it('fragments that make no message: A-ABORT', async () => {
    const { double, requestor } = open();
    double.feed(datasetPiece(1, data));
    await assert.rejects(requestor.echo(), { code: 'DIMSE_DATASET_WITHOUT_COMMAND' });
    assert.equal(double.aborts.length, 1);
  });

  it('a release instead of an answer', async () => {
    const { double, requestor } = open();
    double.endByRelease();
    await assert.rejects(requestor.echo(), { code: 'DIMSE_NO_ANSWER' });
  });

  it('an association that is lost: its own error', async () => {
    const { double, requestor } = open();
    const lost = new Error('lost');
    const echoed = assert.rejects(requestor.echo(), lost);
    await settle();
    double.lose(lost);
    await echoed;
  });
});

describe('PS3.7 §7.5: what the peer asks while we wait (C-GET sub-operations), requestor', () => {
  const subOperation = command(3, {
    ...some,
    commandField: 0x0001,
    messageId: 40,
    affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    affectedSopInstanceUid: '1.2.3',
  });

  it('is answered by the handlers given', async () => {
    const double = createDouble();
    const stored: number[] = [];
    const handlers = {
      for: () => async (request: { dataset: AsyncIterable<Uint8Array> | undefined }) => {
        stored.push(...(await bytesOf(request.dataset)));
        return { status: 0 };
      },
    };
    const requestor = openRequestor(double.association, { log: createTestLog(), handlers });
    double.feed(subOperation, datasetPiece(3, data), findResponse(1, 0));
    for await (const { command } of requestor.request(findRequest)) assert.equal(command.status, 0);
    assert.deepEqual(stored, [...data]);
    const answer = double.sentMessages()[1]?.command;
    assert.deepEqual([answer?.commandField, answer?.messageIdBeingRespondedTo, answer?.status], [0x8001, 40, 0]);
  });

  it('is refused with 0122H where there are none', async () => {
    const { double, requestor } = open();
    double.feed(subOperation, datasetPiece(3, data), findResponse(1, 0));
    for await (const _ of requestor.request(findRequest));
    assert.equal(double.sentMessages()[1]?.command.status, 0x0122);
  });
});
