import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CommandSet, createMessageReader, encodeCommandSet } from '../../../app/dimse/dimse.ts';
import type { PdvPiece } from '../../../app/ul/ul.ts';
import { bytesOf, commandPiece, createDouble, datasetPiece, settle } from './double.ts';

const store: CommandSet = {
  affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.2',
  commandField: 0x0001,
  messageId: 9,
  priority: 0,
  commandDataSetType: 0x0001,
  affectedSopInstanceUid: '1.2.3',
};
const echo: CommandSet = { affectedSopClassUid: '1.2.840.10008.1.1', commandField: 0x0030, messageId: 10, commandDataSetType: 0x0101 };
const storeBytes = encodeCommandSet(store);
const echoBytes = encodeCommandSet(echo);
const dataset = Uint8Array.from({ length: 41 }, (_, index) => index + 1);

/** Reads all messages of these batches of pieces, then a release. */
async function readAll(...batches: PdvPiece[][]): Promise<{ command: CommandSet; dataset: number[] | undefined }[]> {
  const double = createDouble();
  for (const batch of batches) double.feed(...batch);
  double.endByRelease();
  const reader = createMessageReader(double.association);
  const messages = [];
  for (let message = await reader.next(); message !== undefined; message = await reader.next())
    messages.push({ command: message.command, dataset: message.dataset && [...(await bytesOf(message.dataset))] });
  return messages;
}

/** The PDV that `bytes` are, in pieces cut at `at`. */
function cutPdv(piece: PdvPiece, at: number): PdvPiece[] {
  return [
    { ...piece, endsPdv: false, data: piece.data.subarray(0, at) },
    { ...piece, data: piece.data.subarray(at) },
  ];
}

const whole = [
  { command: store, dataset: [...dataset] },
  { command: echo, dataset: undefined },
];
const storeCommand = commandPiece(3, storeBytes);
const storeData = datasetPiece(3, dataset);
const echoCommand = commandPiece(1, echoBytes);

describe('PS3.7 §6.3, PS3.8 Annex E: messages from PDVs, in any legal cut', () => {
  it('one PDV for the command, one for the data set, each in a P-DATA-TF of its own', async () =>
    assert.deepEqual(await readAll([storeCommand], [storeData], [echoCommand]), whole));

  it('command, data set and the next message in one P-DATA-TF', async () =>
    assert.deepEqual(await readAll([storeCommand, storeData, echoCommand]), whole));

  it('the command in two fragments, at every byte', async () => {
    for (let at = 0; at <= storeBytes.byteLength; at++) {
      const fragments = [commandPiece(3, storeBytes.subarray(0, at), false), commandPiece(3, storeBytes.subarray(at))];
      assert.deepEqual(await readAll(fragments, [storeData, echoCommand]), whole, `cut at ${at}`);
      assert.deepEqual(await readAll(fragments.slice(0, 1), fragments.slice(1), [storeData], [echoCommand]), whole, `cut at ${at}`);
    }
  });

  it('the command in fragments of one byte', async () => {
    const fragments = [...storeBytes].map((byte, at) => commandPiece(3, Uint8Array.of(byte), at === storeBytes.byteLength - 1));
    assert.deepEqual(await readAll(fragments, [storeData, echoCommand]), whole);
  });

  it('one PDV that arrives in two pieces, at every byte, command and data set', async () => {
    for (let at = 0; at <= storeBytes.byteLength; at++)
      assert.deepEqual(await readAll(cutPdv(storeCommand, at), [storeData, echoCommand]), whole, `command cut at ${at}`);
    for (let at = 0; at <= dataset.byteLength; at++)
      assert.deepEqual(await readAll([storeCommand], cutPdv(storeData, at), [echoCommand]), whole, `data set cut at ${at}`);
  });

  it('the data set in two fragments, at every byte, odd lengths and empty ones too', async () => {
    for (let at = 0; at <= dataset.byteLength; at++) {
      const fragments = [datasetPiece(3, dataset.subarray(0, at), false), datasetPiece(3, dataset.subarray(at))];
      assert.deepEqual(await readAll([storeCommand, ...fragments], [echoCommand]), whole, `cut at ${at}`);
      assert.deepEqual(await readAll([storeCommand], ...fragments.map((each) => [each]), [echoCommand]), whole, `cut at ${at}`);
    }
  });

  it('empty fragments anywhere, an empty last one', async () => {
    const none = new Uint8Array();
    const pieces = [
      ...[commandPiece(3, none, false), commandPiece(3, storeBytes, false), commandPiece(3, none)],
      ...[datasetPiece(3, none, false), datasetPiece(3, dataset, false), datasetPiece(3, none, false), datasetPiece(3, none)],
      ...[commandPiece(1, echoBytes, false), commandPiece(1, none)],
    ];
    assert.deepEqual(await readAll(pieces), whole);
    assert.deepEqual(await readAll(...pieces.map((each) => [each])), whole);
  });

  it('a data set of no bytes at all', async () =>
    assert.deepEqual(await readAll([storeCommand, datasetPiece(3, new Uint8Array())]), [{ command: store, dataset: [] }]));

  it('a hundred thousand empty fragments cost no memory and no stack', async () => {
    const empty = Array.from({ length: 100_000 }, () => datasetPiece(3, new Uint8Array(), false));
    assert.deepEqual(await readAll([storeCommand, ...empty, storeData, echoCommand]), whole);
  });

  it('any CommandDataSetType but 0101H means that a data set follows (E.1)', async () => {
    const other = encodeCommandSet({ ...store, commandDataSetType: 0x0102 });
    assert.deepEqual(await readAll([commandPiece(3, other), storeData]), [
      { command: { ...store, commandDataSetType: 0x0102 }, dataset: [...dataset] },
    ]);
  });
});

describe('PS3.7 §6.3: fragments that make no message', () => {
  const begun = commandPiece(3, storeBytes.subarray(0, 10), false);
  for (const [words, pieces, code, message] of [
    ['a PDV on a context that was not accepted', [commandPiece(7, echoBytes)], 'DIMSE_UNKNOWN_CONTEXT', /context 7/],
    ['a data set without a command', [storeData], 'DIMSE_DATASET_WITHOUT_COMMAND', /without a command set/],
    ['a data set before the command has ended', [begun, storeData], 'DIMSE_DATASET_WITHOUT_COMMAND', /before the command set has ended/],
    ['a second data set', [storeCommand, storeData, storeData], 'DIMSE_DATASET_WITHOUT_COMMAND', /without/],
    ['a data set after a command that announces none', [echoCommand, datasetPiece(1, dataset)], 'DIMSE_DATASET_WITHOUT_COMMAND', /without/],
    [
      'a command inside the data set',
      [storeCommand, datasetPiece(3, dataset, false), storeCommand],
      'DIMSE_COMMAND_INSIDE_DATASET',
      /C-STORE-RQ/,
    ],
    [
      'a command that changes its context',
      [begun, commandPiece(5, storeBytes.subarray(10))],
      'DIMSE_CONTEXT_CHANGED',
      /context 3 and goes on in 5/,
    ],
    [
      'a data set on another context than its command',
      [storeCommand, datasetPiece(5, dataset)],
      'DIMSE_CONTEXT_CHANGED',
      /context 3 and goes on in 5/,
    ],
    ['a data set on a context that was not accepted', [storeCommand, datasetPiece(9, dataset)], 'DIMSE_CONTEXT_CHANGED', /goes on in 9/],
    ['a release inside the command', [begun], 'DIMSE_MESSAGE_CUT_SHORT', /10 bytes of a command set/],
    [
      'a release inside the data set',
      [storeCommand, datasetPiece(3, dataset, false)],
      'DIMSE_MESSAGE_CUT_SHORT',
      /data set of a C-STORE-RQ/,
    ],
    ['a command set that is none', [commandPiece(3, dataset)], 'DIMSE_COMMAND_MALFORMED', /group/],
  ] as const)
    it(`refuses ${words}`, () => assert.rejects(readAll([...pieces]), { name: 'DimseError', code, message }));

  it('refuses a command set longer than the limit as soon as it is', async () => {
    const double = createDouble();
    const reader = createMessageReader(double.association, 100);
    double.feed(commandPiece(3, new Uint8Array(60), false), commandPiece(3, new Uint8Array(41), false));
    await assert.rejects(reader.next(), { code: 'DIMSE_COMMAND_TOO_LONG', message: /100 bytes/ });
    assert.equal(double.waits, 0);
  });

  it('refuses a command set in empty fragments without end', async () => {
    const double = createDouble();
    double.feed(...Array.from({ length: 20_000 }, () => commandPiece(3, new Uint8Array(), false)));
    await assert.rejects(createMessageReader(double.association).next(), { code: 'DIMSE_COMMAND_TOO_LONG', message: /fragments/ });
  });

  it('gives the same error to the data set, to the next message and to every call after', async () => {
    const double = createDouble();
    const reader = createMessageReader(double.association);
    double.feed(storeCommand, datasetPiece(3, dataset, false), storeCommand);
    const message = await reader.next();
    const next = reader.next();
    const error = { code: 'DIMSE_COMMAND_INSIDE_DATASET' };
    await assert.rejects(bytesOf(message?.dataset), error);
    await assert.rejects(next, error);
    await assert.rejects(reader.next(), error);
    await assert.rejects(message!.drain(), error);
    assert.equal((reader.failure as { code: string }).code, error.code);
  });
});

describe('data set of a message: as fast as it is read, and no faster', () => {
  it('asks the association for nothing until asked itself', async () => {
    const double = createDouble();
    const reader = createMessageReader(double.association);
    double.feed(storeCommand);
    const message = await reader.next();
    await settle();
    assert.equal(double.waits, 0);
    const first = message!.dataset![Symbol.asyncIterator]().next();
    await settle();
    assert.equal(double.waits, 1);
    double.feed(storeData);
    assert.deepEqual(await first, { done: false, value: dataset });
  });

  it('hands on the views themselves, without a copy', async () => {
    const double = createDouble();
    const reader = createMessageReader(double.association);
    double.feed(storeCommand, storeData);
    const message = await reader.next();
    const { value } = await message!.dataset![Symbol.asyncIterator]().next();
    assert.equal(value, dataset);
  });

  it('waits with the next message until the data set was read to its end', async () => {
    const double = createDouble();
    const reader = createMessageReader(double.association);
    double.feed(storeCommand, datasetPiece(3, dataset, false), datasetPiece(3, dataset), echoCommand);
    const message = await reader.next();
    let next: unknown;
    reader.next().then((each) => {
      next = each?.command;
    });
    await settle();
    assert.equal(next, undefined);
    await message!.drain();
    await settle();
    assert.deepEqual(next, echo);
  });

  it('drains what a reader that stopped half way has left', async () => {
    const double = createDouble();
    const reader = createMessageReader(double.association);
    double.feed(storeCommand, datasetPiece(3, dataset, false), datasetPiece(3, dataset), echoCommand);
    const message = await reader.next();
    for await (const _ of message!.dataset!) break;
    await message!.drain();
    await message!.drain();
    assert.deepEqual((await reader.next())?.command, echo);
    assert.equal((await message!.dataset![Symbol.asyncIterator]().next()).done, true); // a late reader gets nothing of the next message
  });

  it('drains behind a read that is still waiting', async () => {
    const double = createDouble();
    const reader = createMessageReader(double.association);
    double.feed(storeCommand);
    const message = await reader.next();
    const asked = message!.dataset![Symbol.asyncIterator]().next();
    const drained = message!.drain();
    double.feed(datasetPiece(3, dataset, false), datasetPiece(3, dataset), echoCommand);
    assert.equal((await asked).value, dataset);
    await drained;
    assert.deepEqual((await reader.next())?.command, echo);
  });

  it('gives each piece back once: a view when the next one is asked for, the command once it is decoded', async () => {
    const double = createDouble();
    const reader = createMessageReader(double.association);
    const command = [commandPiece(3, storeBytes.subarray(0, 10), false), commandPiece(3, storeBytes.subarray(10))];
    const parts = [dataset.subarray(0, 5), new Uint8Array(), dataset.subarray(5)].map((part, at) => datasetPiece(3, part, at === 2));
    double.feed(...command, ...parts);
    const message = await reader.next();
    assert.deepEqual(double.givenBack, command);
    const views = message!.dataset![Symbol.asyncIterator]();
    await views.next();
    assert.deepEqual(double.givenBack, command);
    await views.next();
    assert.deepEqual(double.givenBack, [...command, parts[0], parts[1]]);
    await message!.drain();
    await views.next();
    assert.deepEqual(double.givenBack, [...command, ...parts]);
  });

  it('throws what the association throws, in the data set and in the next message', async () => {
    const double = createDouble();
    const reader = createMessageReader(double.association);
    double.feed(storeCommand);
    const message = await reader.next();
    const lost = new Error('connection lost');
    const read = assert.rejects(bytesOf(message?.dataset), lost);
    const next = assert.rejects(reader.next(), lost);
    double.lose(lost);
    await Promise.all([read, next]);
  });
});
