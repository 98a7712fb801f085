import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CodedError } from '../../../app/base/base.ts';
import { type Answer, type CommandSet, encodeCommandSet, type Handler, type Request, serve } from '../../../app/dimse/dimse.ts';
import { bytesOf, commandPiece, createDouble, createTestLog, type Double, datasetPiece, settle } from './double.ts';

const CT = 3;
const FIND = 5;
const none = { commandDataSetType: 0x0101 };
const some = { commandDataSetType: 0x0001 };
const uids = { affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.2', affectedSopInstanceUid: '1.2.3' };
const echo: CommandSet = { ...none, commandField: 0x0030, messageId: 1, affectedSopClassUid: '1.2.840.10008.1.1' };
const store: CommandSet = { ...some, ...uids, commandField: 0x0001, messageId: 2, priority: 0 };
const find: CommandSet = { ...some, commandField: 0x0020, messageId: 3, priority: 0, affectedSopClassUid: '1.2.840.10008.5.1.4.1.2.2.1' };
const cancel = (messageIdBeingRespondedTo: number): CommandSet => ({ ...none, commandField: 0x0fff, messageIdBeingRespondedTo });
const data = Uint8Array.of(1, 2, 3, 4);

const command = (contextId: number, set: CommandSet) => commandPiece(contextId, encodeCommandSet(set));
const success: Handler = async () => ({ status: 0x0000 });

/** Serves with one handler for everything. */
function start(double: Double, handler: Handler | undefined) {
  const log = createTestLog();
  const served = serve(double.association, { for: () => handler }, { log });
  return { log, served };
}

/** Serves these pieces and a release; what was sent, by message id and status. */
async function serveAll(handler: Handler | undefined, ...pieces: ReturnType<typeof command>[]) {
  const double = createDouble();
  double.feed(...pieces);
  double.endByRelease();
  const { log, served } = start(double, handler);
  await served;
  return {
    double,
    log,
    get sent() {
      return double.sentMessages();
    },
    get statuses() {
      return double.sentMessages().map((message) => message.command.status);
    },
  };
}

describe('PS3.7 §7.5 provider: one request at a time, in order', () => {
  it('answers each on the context it came on, and the release', async () => {
    const { double, sent } = await serveAll(
      success,
      command(1, echo),
      command(CT, store),
      datasetPiece(CT, data),
      command(1, { ...echo, messageId: 5 }),
    );
    assert.deepEqual(
      sent.map((message) => [
        message.contextId,
        message.command.commandField,
        message.command.messageIdBeingRespondedTo,
        message.command.status,
      ]),
      [
        [1, 0x8030, 1, 0],
        [CT, 0x8001, 2, 0],
        [1, 0x8030, 5, 0],
      ],
    );
    assert.equal(double.releases, 1);
    assert.deepEqual(double.aborts, []);
  });

  it('does not begin the second before the first is answered', async () => {
    const double = createDouble();
    const first = Promise.withResolvers<Answer>();
    const begun: (number | undefined)[] = [];
    double.feed(command(1, echo), command(1, { ...echo, messageId: 6 }));
    start(double, (request) => {
      begun.push(request.command.messageId);
      return request.command.messageId === 1 ? first.promise : (success(request) as Promise<Answer>);
    });
    await settle();
    assert.deepEqual(begun, [1]);
    first.resolve({ status: 0 });
    await settle();
    assert.deepEqual(begun, [1, 6]);
  });

  it('gives the handler the data set, and the context with its transfer syntax', async () => {
    let seen: { bytes: number[]; request: Request } | undefined;
    await serveAll(
      async (request) => {
        seen = { bytes: [...(await bytesOf(request.dataset))], request };
        return { status: 0 };
      },
      command(CT, store),
      datasetPiece(CT, data, false),
      datasetPiece(CT, data),
    );
    assert.deepEqual(seen?.bytes, [...data, ...data]);
    assert.equal(seen?.request.context.id, CT);
    assert.equal(seen?.request.signal.aborted, false);
  });

  it('drops what the handler left unread before it answers, and goes on', async () => {
    const double = createDouble();
    double.feed(command(CT, store), datasetPiece(CT, data, false));
    const { served } = start(double, async () => ({ status: 0xa700 }));
    await settle();
    assert.equal(double.pdus.length, 0); // the peer still sends
    double.feed(datasetPiece(CT, data), command(1, echo));
    double.endByRelease();
    await served;
    assert.deepEqual(
      double.sentMessages().map((message) => message.command.status),
      [0xa700, 0xa700],
    );
  });

  it('sends pending answers with their data sets, then the final one', async () => {
    const { sent } = await serveAll(
      async function* () {
        yield { status: 0xff00, dataset: data };
        yield { status: 0xff01, dataset: data };
        yield { status: 0x0000 };
      },
      command(FIND, find),
      datasetPiece(FIND, data),
    );
    assert.deepEqual(
      sent.map((message) => [message.command.status, message.dataset && [...message.dataset]]),
      [
        [0xff00, [...data]],
        [0xff01, [...data]],
        [0x0000, undefined],
      ],
    );
  });

  it('ignores a response to nothing that we asked, with a log line', async () => {
    const { statuses, log } = await serveAll(
      success,
      command(1, { ...none, commandField: 0x8030, messageIdBeingRespondedTo: 4, status: 0 }),
      command(1, echo),
    );
    assert.deepEqual(statuses, [0]);
    assert.deepEqual(
      log.lines.map(({ event }) => event),
      ['dimse.unasked-response'],
    );
  });
});

describe('PS3.7 Annex C: faults of a request, the association lives', () => {
  for (const [words, set, handler, status, comment] of [
    ['a command that PS3.7 does not know → 0211H', { ...echo, commandField: 0x00ab }, success, 0x0211, 'command 00ABH is not known'],
    ['a SOP class without a handler → 0122H', echo, undefined, 0x0122, 'C-ECHO-RQ is not served here'],
    [
      'a required element missing → 0212H',
      { ...echo, affectedSopClassUid: undefined },
      success,
      0x0212,
      'C-ECHO-RQ without AffectedSOPClassUID',
    ],
    ['a data set missing → 0212H', { ...store, ...none }, success, 0x0212, 'C-STORE-RQ without data set'],
  ] as const)
    it(words, async () => {
      const { sent } = await serveAll(handler, command(CT, set), command(CT, set));
      assert.equal(sent.length, 2);
      assert.equal(sent[0]?.command.status, status);
      assert.equal(sent[0]?.command.errorComment, comment);
      assert.equal(sent[0]?.command.messageIdBeingRespondedTo, set.messageId);
    });

  it('names the missing elements as OffendingElement', async () => {
    const { sent } = await serveAll(success, command(CT, { ...store, affectedSopInstanceUid: undefined }), datasetPiece(CT, data));
    assert.deepEqual(sent[0]?.command.offendingElement, [0x00001000]);
  });

  it('a data set nobody wants, of an unknown command, is dropped', async () => {
    const { statuses } = await serveAll(
      success,
      command(CT, { ...some, commandField: 0x00ab, messageId: 1 }),
      datasetPiece(CT, data),
      command(1, echo),
    );
    assert.deepEqual(statuses, [0x0211, 0x0000]);
  });

  it('a C-ECHO-RQ with a data set is answered all the same', async () => {
    const { statuses } = await serveAll(success, command(1, { ...echo, ...some }), datasetPiece(1, data), command(1, echo));
    assert.deepEqual(statuses, [0, 0]);
  });
});

describe('PS3.7 Annex C.5.21: a handler that fails → 0110H, the association lives', () => {
  for (const [words, handler] of [
    ['throws at once', () => assert.fail('the message of the error')],
    ['rejects', () => Promise.reject(new Error('the message of the error'))],
    [
      'throws while it answers',
      // biome-ignore lint/correctness/useYield: it fails before
      async function* () {
        throw new Error('the message of the error');
      },
    ],
    [
      'rejects having read half',
      async (request: Request) => {
        for await (const _ of request.dataset ?? []) throw new Error('the message of the error');
        return { status: 0 };
      },
    ],
  ] as [string, Handler][])
    it(words, async () => {
      const { statuses, log, double } = await serveAll(handler, command(CT, store), datasetPiece(CT, data, false), datasetPiece(CT, data));
      assert.deepEqual(statuses, [0x0110]);
      assert.equal(double.releases, 1);
      assert.equal(log.lines.length, 1);
      assert.equal(log.lines[0]?.level, 'error');
      assert.equal(log.lines[0]?.fields.error, 'the message of the error');
      assert.doesNotMatch(double.sentMessages()[0]?.command.errorComment ?? '', /message of the error/);
    });

  it('ends without a final response', async () => {
    const { statuses } = await serveAll(
      async function* () {
        yield { status: 0xff00, dataset: data };
      },
      command(FIND, find),
      datasetPiece(FIND, data),
    );
    assert.deepEqual(statuses, [0xff00, 0x0110]);
  });

  it('with a code: the world was at fault, one warning', async () => {
    const { statuses, log } = await serveAll(() => Promise.reject(new CodedError('SOME_CODE', 'words')), command(1, echo));
    assert.deepEqual(statuses, [0x0110]);
    assert.deepEqual(
      log.lines.map(({ level, fields }) => [level, fields.code]),
      [['warn', 'SOME_CODE']],
    );
  });
});

describe('PS3.7 §9.3.2.3 C-CANCEL-RQ', () => {
  const untilCancelled: Handler = async function* (request) {
    await bytesOf(request.dataset);
    yield { status: 0xff00, dataset: data };
    await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
    yield { status: 0xfe00 };
  };

  it('aborts the signal of the operation it names', async () => {
    const double = createDouble();
    const { served } = start(double, untilCancelled);
    double.feed(command(FIND, find), datasetPiece(FIND, data));
    await settle();
    double.feed(command(FIND, cancel(99)));
    await settle();
    assert.deepEqual(
      double.sentMessages().map((message) => message.command.status),
      [0xff00],
    );
    double.feed(command(FIND, cancel(3)));
    await settle();
    assert.deepEqual(
      double.sentMessages().map((message) => message.command.status),
      [0xff00, 0xfe00],
    );
    double.endByRelease();
    await served;
    assert.equal(double.releases, 1);
  });

  it('reaches a signal that is asked for only later', async () => {
    const double = createDouble();
    const go = Promise.withResolvers<void>();
    start(double, async (request) => {
      await go.promise;
      return { status: request.signal.aborted ? 0xfe00 : 0x0000 };
    });
    double.feed(command(1, echo), command(1, cancel(1)));
    await settle();
    go.resolve();
    await settle();
    assert.deepEqual(
      double.sentMessages().map((message) => message.command.status),
      [0xfe00],
    );
  });

  it('that comes too late is ignored and not answered', async () => {
    const { statuses, log } = await serveAll(success, command(1, cancel(1)), command(1, echo), command(1, cancel(1)));
    assert.deepEqual(statuses, [0x0000]);
    assert.deepEqual(log.lines, []);
  });

  it('before the data set has ended is a breach: command inside data set', async () => {
    const { double } = await serveAll(untilCancelled, command(FIND, find), datasetPiece(FIND, data, false), command(FIND, cancel(3)));
    assert.equal(double.aborts.length, 1);
  });
});

describe('the end of an association, quietly', () => {
  it('a peer that breaks PS3.7 is aborted, with the reason for the log of the upper layer, and both AE titles in ours', async () => {
    const { double, log, statuses } = await serveAll(success, command(1, echo), datasetPiece(1, data));
    assert.deepEqual(statuses, [0]);
    assert.match(double.aborts[0] ?? '', /without a command set/);
    assert.equal(double.releases, 0);
    assert.deepEqual(
      log.lines.map(({ level, event }) => [level, event]),
      [['warn', 'dimse.association-ended']],
    );
    const { callingAeTitle, calledAeTitle, address, code } = log.lines[0]!.fields;
    assert.deepEqual([callingAeTitle, calledAeTitle, address, code], ['CT1', 'FILMROOM', '127.0.0.1', 'DIMSE_DATASET_WITHOUT_COMMAND']);
  });

  it('a request without a MessageID cannot be answered: abort', async () => {
    const { double, statuses } = await serveAll(success, command(1, { ...echo, messageId: undefined }));
    assert.deepEqual(statuses, []);
    assert.match(double.aborts[0] ?? '', /MessageID \(0000,0110\)/);
  });

  it('a breach inside the data set reaches the handler and ends the loop once', async () => {
    let thrown: unknown;
    const handler: Handler = async (request) => {
      thrown = await bytesOf(request.dataset).catch((error) => error);
      throw thrown;
    };
    const { double, log, statuses } = await serveAll(handler, command(CT, store), datasetPiece(CT, data, false), datasetPiece(FIND, data));
    assert.equal((thrown as { code: string }).code, 'DIMSE_CONTEXT_CHANGED');
    assert.deepEqual(statuses, []);
    assert.equal(double.aborts.length, 1);
    assert.equal(log.lines.length, 1);
  });

  it('lost in the middle of a data set: the handler hears of it, its signal is aborted, one line', async () => {
    const double = createDouble();
    let seen: { error: unknown; aborted: boolean } | undefined;
    const { log, served } = start(double, async (request) => {
      const { signal } = request;
      const error = await bytesOf(request.dataset).catch((each) => each);
      seen = { error, aborted: signal.aborted };
      throw error;
    });
    double.feed(command(CT, store), datasetPiece(CT, data, false));
    await settle();
    const lost = new CodedError('UL_CONNECTION_LOST', 'connection reset');
    double.lose(lost);
    await served;
    assert.deepEqual(seen, { error: lost, aborted: true });
    assert.deepEqual(double.pdus, []);
    assert.deepEqual(
      log.lines.map(({ level, event, fields }) => [level, event, fields.code]),
      [['debug', 'dimse.association-ended', 'UL_CONNECTION_LOST']],
    );
  });

  it('lost while the handler works: no answer, one line', async () => {
    const double = createDouble();
    const { log, served } = start(double, async (request) => {
      await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
      return { status: 0 };
    });
    double.feed(command(1, echo));
    await settle();
    double.lose(new CodedError('UL_ABORTED_BY_PEER', 'A-ABORT'));
    await served;
    assert.deepEqual(double.pdus, []);
    assert.equal(log.lines.length, 1);
  });

  it('a handler that fails because of the loss is no fault of ours', async () => {
    const double = createDouble();
    const { log, served } = start(double, async (request) => {
      await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
      throw new Error('stopped');
    });
    double.feed(command(1, echo));
    await settle();
    double.lose(new CodedError('UL_ABORTED_BY_PEER', 'A-ABORT'));
    await served;
    assert.deepEqual(
      log.lines.map(({ level, fields }) => [level, fields.code]),
      [['debug', 'UL_ABORTED_BY_PEER']],
    );
  });

  it('lost between messages: one line', async () => {
    const double = createDouble();
    const { log, served } = start(double, success);
    await settle();
    double.lose(new CodedError('UL_CONNECTION_LOST', 'gone'));
    await served;
    assert.equal(log.lines.length, 1);
  });

  it('a data set of ours that fails half way: the answer cannot be mended, abort', async () => {
    const { double, log } = await serveAll(
      async () => ({
        status: 0xff00,
        // biome-ignore lint/correctness/useYield: it fails before
        dataset: (async function* () {
          throw new Error('file gone');
        })(),
      }),
      command(FIND, find),
      datasetPiece(FIND, data),
    );
    assert.equal(double.aborts.length, 1);
    assert.equal(log.lines[0]?.level, 'error');
  });

  it("another association's breach inside a handler does not end this one", async () => {
    const { statuses } = await serveAll(
      async () => {
        const other = createDouble();
        other.feed(datasetPiece(1, data));
        await (await import('../../../app/dimse/dimse.ts')).openRequestor(other.association, { log: createTestLog() }).receive();
        return { status: 0 };
      },
      command(1, echo),
    );
    assert.deepEqual(statuses, [0x0110]);
  });
});
