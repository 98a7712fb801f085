import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type CommandSet,
  encodeCommandSet,
  type Handler,
  invokeNormalized,
  type NormalizedRequest,
  type Notifier,
  openRequestor,
  serve,
} from '../../../app/dimse/dimse.ts';
import type { PresentationContext } from '../../../app/ul/ul.ts';
import { bytesOf, commandPiece, createDouble, createTestLog, datasetPiece, settle } from './double.ts';

const MPPS = '1.2.840.10008.3.1.2.3.3';
const none = { commandDataSetType: 0x0101 };
const some = { commandDataSetType: 0x0001 };
const data = Uint8Array.of(1, 2, 3, 4);
const CONTEXTS: ReadonlyMap<number, PresentationContext> = new Map([
  [1, { id: 1, abstractSyntax: MPPS, transferSyntax: '1.2.840.10008.1.2' }],
]);
const command = (set: CommandSet) => commandPiece(1, encodeCommandSet(set));
const class_ = { sopClassUid: MPPS };
const instance = { ...class_, sopInstanceUid: '1.2.3' };
const affected = { affectedSopClassUid: MPPS, affectedSopInstanceUid: '1.2.3' };
const requested = { requestedSopClassUid: MPPS, requestedSopInstanceUid: '1.2.3' };

/** PS3.7 Tables 10.3-1, -3, -5, -7, -9, -11: what each request has. */
const REQUESTS: readonly (readonly [NormalizedRequest, CommandSet])[] = [
  [
    { kind: 'N-EVENT-REPORT', ...instance, eventTypeId: 2, dataset: data },
    { ...some, ...affected, commandField: 0x0100, messageId: 1, eventTypeId: 2 },
  ],
  [
    { kind: 'N-GET', ...instance, attributeIdentifierList: [0x00080018, 0x00400252] },
    { ...none, ...requested, commandField: 0x0110, messageId: 1, attributeIdentifierList: [0x00080018, 0x00400252] },
  ],
  [
    { kind: 'N-SET', ...instance, dataset: data },
    { ...some, ...requested, commandField: 0x0120, messageId: 1 },
  ],
  [
    { kind: 'N-ACTION', ...instance, actionTypeId: 1 },
    { ...none, ...requested, commandField: 0x0130, messageId: 1, actionTypeId: 1 },
  ],
  [
    { kind: 'N-CREATE', ...class_, dataset: data },
    { ...some, affectedSopClassUid: MPPS, commandField: 0x0140, messageId: 1 },
  ],
  [
    { kind: 'N-DELETE', ...instance },
    { ...none, ...requested, commandField: 0x0150, messageId: 1 },
  ],
];

describe('PS3.7 §10.3 DIMSE-N, requestor', () => {
  for (const [request, sent] of REQUESTS) {
    it(`${request.kind}: sends its elements and gives the response with its data set`, async () => {
      const double = createDouble({ contexts: CONTEXTS });
      const requestor = openRequestor(double.association, { log: createTestLog() });
      const response = { ...some, commandField: sent.commandField | 0x8000, messageIdBeingRespondedTo: 1, status: 0x0107 };
      double.feed(command(response), datasetPiece(1, data, false), datasetPiece(1, data));
      const { command: answered, dataset } = await invokeNormalized(requestor, request);
      assert.equal(answered.status, 0x0107);
      assert.deepEqual([...(dataset ?? [])], [...data, ...data]);
      assert.deepEqual(double.sentMessages()[0]?.command, sent);
    });
  }

  it('answers what the peer asks until the peer releases', async () => {
    const double = createDouble({ contexts: CONTEXTS });
    const seen: number[][] = [];
    const handler: Handler = async ({ dataset }) => {
      seen.push([...(await bytesOf(dataset))]);
      return { status: 0 };
    };
    const requestor = openRequestor(double.association, { log: createTestLog(), handlers: { for: () => handler } });
    double.feed(command({ ...some, ...affected, commandField: 0x0100, messageId: 9, eventTypeId: 1 }), datasetPiece(1, data));
    double.endByRelease();
    await requestor.attend();
    assert.deepEqual(seen, [[...data]]);
    assert.equal(double.sentMessages()[0]?.command.commandField, 0x8100);
  });
});

describe('PS3.7 §10.1 DIMSE-N, provider', () => {
  it('answers with status, Error ID, Error Comment, Attribute Identifier List and a data set', async () => {
    const double = createDouble({ contexts: CONTEXTS });
    double.feed(command({ ...some, ...requested, commandField: 0x0120, messageId: 4 }), datasetPiece(1, data));
    double.endByRelease();
    const handler: Handler = async () => ({
      status: 0x0107,
      errorComment: 'may no longer be updated',
      fields: { errorId: 0xa710, attributeIdentifierList: [0x00400252] },
      dataset: data,
    });
    await serve(double.association, { for: () => handler }, { log: createTestLog() });
    const [sent] = double.sentMessages();
    assert.deepEqual(sent?.command, {
      ...some,
      ...affected,
      commandField: 0x8120,
      messageIdBeingRespondedTo: 4,
      status: 0x0107,
      errorComment: 'may no longer be updated',
      errorId: 0xa710,
      attributeIdentifierList: [0x00400252],
    });
    assert.deepEqual(sent?.dataset, data);
  });

  it('names the instance that N-CREATE made', async () => {
    const double = createDouble({ contexts: CONTEXTS });
    double.feed(command({ ...none, affectedSopClassUid: MPPS, commandField: 0x0140, messageId: 4 }));
    double.endByRelease();
    const handler: Handler = async () => ({ status: 0, fields: { affectedSopInstanceUid: '2.25.1' } });
    await serve(double.association, { for: () => handler }, { log: createTestLog() });
    assert.equal(double.sentMessages()[0]?.command.affectedSopInstanceUid, '2.25.1');
  });
});

describe('PS3.7 §10.1.1 a notification on an association that the peer asked for', () => {
  const action: CommandSet = { ...none, ...requested, commandField: 0x0130, messageId: 4, actionTypeId: 1 };
  const report: NormalizedRequest = { kind: 'N-EVENT-REPORT', ...instance, eventTypeId: 1, dataset: data };
  const response = (messageIdBeingRespondedTo: number): CommandSet => ({
    ...none,
    commandField: 0x8100,
    messageIdBeingRespondedTo,
    status: 0,
  });

  function start() {
    const double = createDouble({ contexts: CONTEXTS });
    const log = createTestLog();
    let notifier: Notifier | undefined;
    let status: Promise<number> | undefined;
    const handler: Handler = async (request) => {
      notifier = request.notifier;
      if (request.command.actionTypeId === 1) {
        status = notifier?.invoke(1, report).then(({ command }) => command.status);
        status?.catch(() => undefined);
      }
      await settle();
      return { status: 0 };
    };
    const served = serve(double.association, { for: () => handler }, { log });
    return { double, log, served, notifier: () => notifier, status: () => status };
  }
  const fields = (sent: ReturnType<ReturnType<typeof createDouble>['sentMessages']>) => sent.map((each) => each.command.commandField);

  it('follows the answer to the operation under way', async () => {
    const { double, status, served } = start();
    double.feed(command(action));
    await settle();
    await settle();
    await settle();
    assert.deepEqual(fields(double.sentMessages()), [0x8130, 0x0100]);
    double.feed(command(response(1)));
    assert.equal(await status(), 0);
    double.endByRelease();
    await served;
  });

  it('serves what the peer asks before it answers', async () => {
    const { double, status, served, log } = start();
    double.feed(command(action));
    for (let turn = 0; turn < 3; turn++) await settle();
    double.feed(command({ ...action, messageId: 5, actionTypeId: 2 }), command(response(1)));
    assert.equal(await status(), 0);
    double.endByRelease();
    await served;
    assert.deepEqual(fields(double.sentMessages()), [0x8130, 0x0100, 0x8130]);
    assert.deepEqual(log.lines, []);
  });

  it('fails where the peer releases instead of answering, and later ones do too', async () => {
    const { double, status, served, notifier } = start();
    double.feed(command(action));
    for (let turn = 0; turn < 3; turn++) await settle();
    double.endByRelease();
    await served;
    await assert.rejects(status()!, { code: 'DIMSE_NO_ANSWER' });
    assert.equal(notifier()?.isOpen, false);
    await assert.rejects(notifier()!.invoke(1, report), { code: 'DIMSE_NO_ANSWER' });
  });

  it('fails with the reason for which the association was lost', async () => {
    const { double, status } = start();
    double.feed(command(action));
    for (let turn = 0; turn < 3; turn++) await settle();
    double.lose(new Error('cable'));
    await assert.rejects(status()!, /cable/);
  });

  it('gives up where its caller does; the late response is dropped with a log line', async () => {
    const { double, served, notifier, log } = start();
    double.feed(command({ ...action, actionTypeId: 2 }));
    await settle();
    await settle();
    const impatient = new AbortController();
    const invoked = notifier()!.invoke(1, report, impatient.signal);
    await settle();
    impatient.abort(new Error('too long'));
    await assert.rejects(invoked, /too long/);
    double.feed(command(response(1)));
    double.endByRelease();
    await served;
    assert.deepEqual(
      log.lines.map(({ event }) => event),
      ['dimse.unasked-response'],
    );
  });

  it('is owed while somebody prepares it: silence is no inactivity then', async () => {
    const { double, notifier } = start();
    double.feed(command({ ...action, actionTypeId: 2 }));
    await settle();
    await settle();
    assert.equal(double.association.owesAnswer?.(), false);
    const [first, second] = [notifier()!.owe(), notifier()!.owe()];
    first();
    first();
    assert.equal(double.association.owesAnswer?.(), true);
    second();
    assert.equal(double.association.owesAnswer?.(), false);
  });
});
