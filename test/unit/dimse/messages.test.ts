import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CommandSet } from '../../../app/dimse/dimse.ts';
import { COMMAND_FIELD, isResponse, MESSAGES, messageName, missingElements, responseTo } from '../../../app/dimse/messages.ts';

describe('PS3.7 §9.3, §10.3: the messages', () => {
  it('knows each CommandField of Table E.1-1', () => {
    assert.equal(MESSAGES.size, 23);
    assert.deepEqual([...MESSAGES.keys()].toSorted(), Object.values(COMMAND_FIELD).toSorted());
    for (const [name, field] of Object.entries(COMMAND_FIELD))
      assert.equal(
        messageName(field),
        name
          .replace('EVENT_REPORT', 'EVENT-REPORT')
          .replace('_', '-')
          .replace(/_(RQ|RSP)$/, '-$1'),
      );
  });

  it('has a response for each request but C-CANCEL', () => {
    for (const field of MESSAGES.keys()) if (field < 0x8000 && field !== COMMAND_FIELD.C_CANCEL_RQ) assert.ok(MESSAGES.has(field | 0x8000));
  });

  it('names a command it does not know by its value', () => assert.equal(messageName(0x00ab), 'command 00ABH'));
});

describe('PS3.7 §9.3, §10.3: required elements', () => {
  const base = { commandDataSetType: 0x0001, messageId: 1, priority: 0 };
  for (const [words, command, missing] of [
    ['C-STORE-RQ: all there', { ...base, commandField: 0x0001, affectedSopClassUid: '1', affectedSopInstanceUid: '1' }, []],
    ['C-STORE-RQ: SOP Instance', { ...base, commandField: 0x0001, affectedSopClassUid: '1' }, ['affectedSopInstanceUid']],
    [
      'C-STORE-RQ: data set',
      { ...base, commandField: 0x0001, affectedSopClassUid: '1', affectedSopInstanceUid: '1', commandDataSetType: 0x0101 },
      ['commandDataSetType'],
    ],
    [
      'C-STORE-RQ: Priority is forgiven',
      { ...base, priority: undefined, commandField: 0x0001, affectedSopClassUid: '1', affectedSopInstanceUid: '1' },
      [],
    ],
    ['C-MOVE-RQ: MoveDestination', { ...base, commandField: 0x0021, affectedSopClassUid: '1' }, ['moveDestination']],
    ['C-ECHO-RQ: SOP Class', { ...base, commandField: 0x0030, commandDataSetType: 0x0101 }, ['affectedSopClassUid']],
    [
      'N-ACTION-RQ: all',
      { commandDataSetType: 0x0101, commandField: 0x0130 },
      ['requestedSopClassUid', 'messageId', 'requestedSopInstanceUid', 'actionTypeId'],
    ],
    ['N-CREATE-RQ: the SOP Instance may be left to us', { ...base, commandField: 0x0140, affectedSopClassUid: '1' }, []],
    [
      'N-SET-RQ: data set',
      { commandDataSetType: 0x0101, messageId: 1, commandField: 0x0120, requestedSopClassUid: '1', requestedSopInstanceUid: '1' },
      ['commandDataSetType'],
    ],
    ['C-CANCEL-RQ: the message it cancels', { commandDataSetType: 0x0101, commandField: 0x0fff }, ['messageIdBeingRespondedTo']],
  ] as const)
    it(words, () => assert.deepEqual(missingElements(command), missing));
});

describe('PS3.7 §9.3, §10.3: responses mirror their request', () => {
  it('C-STORE-RSP: message id, SOP Class and Instance', () => {
    const request: CommandSet = {
      commandField: 0x0001,
      messageId: 77,
      affectedSopClassUid: '1.2',
      affectedSopInstanceUid: '1.3',
      commandDataSetType: 1,
      moveOriginatorAeTitle: 'X',
    };
    const response = responseTo(request, 0xa700, { errorComment: 'full' });
    assert.equal(isResponse(response), true);
    assert.deepEqual(
      { ...response, eventTypeId: 0, actionTypeId: 0 },
      {
        commandField: 0x8001,
        messageIdBeingRespondedTo: 77,
        affectedSopClassUid: '1.2',
        affectedSopInstanceUid: '1.3',
        commandDataSetType: 0x0101,
        status: 0xa700,
        errorComment: 'full',
        eventTypeId: 0,
        actionTypeId: 0,
      },
    );
  });

  it('N-ACTION-RSP: the requested UIDs come back as the affected ones, with the action type', () => {
    const request: CommandSet = {
      commandField: 0x0130,
      messageId: 1,
      requestedSopClassUid: '1.2',
      requestedSopInstanceUid: '1.3',
      actionTypeId: 1,
      commandDataSetType: 1,
    };
    const response = responseTo(request, 0, {}, true);
    assert.equal(response.affectedSopClassUid, '1.2');
    assert.equal(response.affectedSopInstanceUid, '1.3');
    assert.equal(response.requestedSopClassUid, undefined);
    assert.equal(response.actionTypeId, 1);
    assert.notEqual(response.commandDataSetType, 0x0101);
  });

  it('ErrorComment is an LO: 64 characters, one value, default repertoire', () => {
    const request: CommandSet = { commandField: 0x0030, messageId: 1, commandDataSetType: 0x0101 };
    const comment = (errorComment: string) => responseTo(request, 0x0110, { errorComment }).errorComment;
    assert.equal(comment('x'.repeat(64)), 'x'.repeat(64));
    assert.equal(comment('x'.repeat(65)), `${'x'.repeat(61)}...`);
    assert.equal(comment('a\\b\nü'), 'a/b?');
  });
});
