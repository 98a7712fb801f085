import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CommandSet, encodeCommandSet, sendMessage } from '../../../app/dimse/dimse.ts';
import type { Pdv } from '../../../app/ul/ul.ts';
import { createDouble } from './double.ts';

const command: CommandSet = { commandField: 0x8020, messageIdBeingRespondedTo: 1, commandDataSetType: 0x0001, status: 0xff00 };
const commandBytes = Uint8Array.from(encodeCommandSet(command));
const bytes = (length: number) => Uint8Array.from({ length }, (_, index) => index % 251);

async function* chunks(data: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const view = new Uint8Array(size); // one buffer for all, as a file reader would have it
  for (let at = 0; at < data.byteLength; at += size) {
    const part = data.subarray(at, at + size);
    view.set(part);
    yield view.subarray(0, part.byteLength);
  }
}

describe('PS3.8 §9.3.5, Annex E: a message in P-DATA-TF PDUs', () => {
  it('sends a command without a data set as one last fragment in one PDU', async () => {
    const double = createDouble();
    await sendMessage(double.association, 3, command);
    assert.deepEqual(double.pdus, [[{ contextId: 3, isCommand: true, isLastFragment: true, data: commandBytes }]]);
  });

  it('sends a small data set in a second PDU, never in the one of the command (storescp, Orthanc crash)', async () => {
    const double = createDouble();
    await sendMessage(double.association, 3, command, bytes(10));
    assert.deepEqual(
      double.pdus.map((pdu) => pdu.map(({ isCommand, isLastFragment }) => ({ isCommand, isLastFragment }))),
      [[{ isCommand: true, isLastFragment: true }], [{ isCommand: false, isLastFragment: true }]],
    );
  });

  it('sends an empty data set as one empty last fragment, for the command announces one', async () => {
    for (const empty of [new Uint8Array(), chunks(new Uint8Array(), 4)]) {
      const double = createDouble();
      await sendMessage(double.association, 3, command, empty);
      assert.deepEqual(double.pdus[1], [{ contextId: 3, isCommand: false, isLastFragment: true, data: new Uint8Array() }]);
    }
  });

  it("never exceeds the peer's limit, and its fragments are of even length", async () => {
    for (const maxPduPayload of [8, 9, 24, 25, 1000])
      for (const length of [2, 18, 20, 100, 998]) {
        for (const dataset of [bytes(length), chunks(bytes(length), 7), chunks(bytes(length), 64)]) {
          const double = createDouble({ maxPduPayload });
          await sendMessage(double.association, 3, command, dataset);
          for (const pdu of double.pdus) {
            const size = pdu.reduce((sum, { data }) => sum + 6 + data.byteLength, 0);
            assert.ok(size <= maxPduPayload, `${size} > ${maxPduPayload}`);
            for (const { data } of pdu) assert.equal(data.byteLength % 2, 0);
          }
          assert.deepEqual(double.sentMessages(), [{ contextId: 3, command, dataset: bytes(length) }]);
        }
      }
  });

  it('fills each fragment but the last, whatever the pieces that the data set comes in', async () => {
    for (const size of [1, 9, 10, 11, 100]) {
      const double = createDouble({ maxPduPayload: 106 });
      await sendMessage(double.association, 3, command, chunks(bytes(250), size));
      const lengths = double.pdus
        .flat()
        .filter(({ isCommand }) => !isCommand)
        .map(({ data }) => data.byteLength);
      assert.deepEqual(lengths, [100, 100, 50]);
    }
  });

  it('marks a last fragment that is exactly full as the last', async () => {
    const double = createDouble({ maxPduPayload: 106 });
    await sendMessage(double.association, 3, command, chunks(bytes(200), 100));
    assert.deepEqual(
      double.pdus
        .flat()
        .slice(1)
        .map(({ isLastFragment }) => isLastFragment),
      [false, true],
    );
  });

  it('sends an odd data set as it is: only its last fragment is odd', async () => {
    const double = createDouble({ maxPduPayload: 106 });
    await sendMessage(double.association, 3, command, chunks(bytes(151), 33));
    assert.deepEqual(
      double.pdus
        .flat()
        .slice(1)
        .map(({ data }) => data.byteLength),
      [100, 51],
    );
  });

  it('leaves a fragment alone once it is handed over: the socket may hold it for longer than its promise', async () => {
    const held: Uint8Array[] = [];
    const sink = { maxPduPayload: 106, sendPData: async ([pdv]: readonly Pdv[]) => void held.push(pdv!.data) };
    await sendMessage(sink, 3, command, chunks(bytes(450), 33));
    assert.deepEqual(Uint8Array.from(Buffer.concat(held.slice(1))), bytes(450));
  });

  it('passes on the error of an association that is gone', async () => {
    const double = createDouble();
    const lost = new Error('lost');
    double.lose(lost);
    await assert.rejects(sendMessage(double.association, 3, command, bytes(10)), lost);
  });
});
