import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeCommandSet } from '../../../app/dimse/dimse.ts';
import type { AssociateRq } from '../../../app/ul/ul.ts';
import { maskOf } from '../../../app/wire-view/masks.ts';
import { createRecorder, summaryOf, timelineOf, timelineText, WIRE_VIEW_LIMITS } from '../../../app/wire-view/wire-view.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { gatheredLog } from '../../support/gathered-log.ts';

const STORE_RQ = encodeCommandSet({
  ...{ commandField: 0x0001, messageId: 7, priority: 0, commandDataSetType: 1 },
  ...{ affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.2', affectedSopInstanceUid: '1.2.3' },
});
const RQ: AssociateRq = {
  ...{
    kind: 'associate-rq',
    protocolVersion: 1,
    calledAeTitle: 'FILMROOM',
    callingAeTitle: 'CT1',
    applicationContext: '1.2.840.10008.3.1.1.1',
  },
  presentationContexts: [{ id: 1, abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: ['1.2.840.10008.1.2'] }],
  userInformation: {
    userIdentity: {
      type: 2,
      positiveResponseRequested: false,
      primaryField: Buffer.from('dr.miller'),
      secondaryField: Buffer.from('geheim'),
    },
  },
};

function recorder(limits: Partial<{ readonly [Name in keyof typeof WIRE_VIEW_LIMITS]: number }> = {}) {
  const clock = fakeClock();
  const made = createRecorder({ clock, log: gatheredLog().log, limits: { ...WIRE_VIEW_LIMITS, ...limits } });
  const open = (id: number) => made.tap.opened(id, { role: 'acceptor', listener: 'main', remote: { address: '192.0.2.7', port: 50_000 } });
  const store = (id: number, bytes = 1000) => {
    made.tap.pdv(id, 'in', 1, true, true, STORE_RQ);
    made.tap.pdv(id, 'in', 1, false, true, new Uint8Array(bytes));
  };
  return { ...made, clock, open, store };
}

describe('the recorder', () => {
  it('keeps command sets, and of data sets the length alone', () => {
    const { tap, open, get, clock } = recorder();
    open(1);
    tap.pdv(1, 'in', 1, true, false, STORE_RQ.subarray(0, 30));
    tap.pdv(1, 'in', 1, true, true, STORE_RQ.subarray(30));
    tap.pdv(1, 'in', 1, false, false, Buffer.from('PATIENT'));
    clock.advance(250);
    tap.pdv(1, 'in', 1, false, true, Buffer.from('NAME'));
    const [event] = timelineOf(get(1)!).events;
    assert.equal(event!.name, 'C-STORE-RQ');
    assert.deepEqual(event!.dataset, { bytes: 11, parts: 2, untilMs: 250 });
    assert.doesNotMatch(JSON.stringify(get(1)), /PATIENT/);
  });
  it('keeps of a user identity its type alone', () => {
    const { tap, open, get } = recorder();
    open(1);
    tap.pdu(1, 'in', RQ);
    const text = timelineText(timelineOf(get(1)!));
    assert.match(text, /User identity: 2 \(username and passcode, not kept\)/);
    assert.ok(!get(1)!.first.some((one) => JSON.stringify(one).includes(JSON.stringify(Buffer.from('geheim')).slice(1, -1))));
  });
  it('of many messages keeps the first and the last, and says how many are gone', () => {
    const { open, store, get } = recorder({ firstMessages: 3, lastMessages: 5 });
    open(1);
    for (let at = 0; at < 100; at++) store(1, at);
    const { events, dropped } = timelineOf(get(1)!);
    assert.deepEqual(
      events.slice(0, 3).map(({ dataset }) => dataset!.bytes),
      [0, 1, 2],
    );
    assert.equal(events.at(-1)!.dataset!.bytes, 99);
    assert.equal(events.length + dropped, 100);
    assert.ok(events.length <= 13);
  });
  it('is bounded in associations and in bytes; the oldest that has ended makes room', () => {
    const { tap, open, store, list } = recorder({ maxAssociations: 10, maxBytes: 20_000 });
    for (let id = 1; id <= 50; id++) {
      open(id);
      tap.pdu(id, 'in', RQ);
      for (let at = 0; at < 10; at++) store(id);
      if (id > 1) tap.ended(id, { how: 'released', words: 'released' });
    }
    assert.ok(list().length <= 10);
    assert.ok(list().reduce((sum, { bytes }) => sum + bytes, 0) <= 20_000);
    assert.equal(list().at(-1)!.id, 1, 'one that is open stays');
  });
  it('a port scanner cannot push out what is looked for', () => {
    const { tap, open, get } = recorder({ maxAssociations: 20, maxStrangers: 5 });
    open(1);
    tap.pdu(1, 'in', RQ);
    tap.ended(1, { how: 'released', words: 'released' });
    for (let id = 2; id < 500; id++) {
      open(id);
      tap.ended(id, { how: 'lost', words: 'gone' });
    }
    assert.ok(get(1));
  });
  it('a refusal is an end of its own', () => {
    const { tap, open, get } = recorder();
    open(1);
    tap.pdu(1, 'in', RQ);
    tap.pdu(1, 'out', { kind: 'associate-rj', result: 1, source: 1, reason: 7 });
    tap.ended(1, { how: 'aborted', words: 'the called AE title is not ours' });
    assert.equal(summaryOf(get(1)!).end?.how, 'refused');
    assert.equal(timelineOf(get(1)!).events[1]!.fields[1]!.words, 'service-user: called-AE-title-not-recognized');
  });
  it('a command set that cannot be read is said to be one', () => {
    const { tap, open, get } = recorder();
    open(1);
    tap.pdv(1, 'in', 1, true, true, Buffer.from('rubbish that is none'));
    assert.equal(timelineOf(get(1)!).events[0]!.name, 'command set that cannot be read');
  });
});

describe('masked values', () => {
  for (const [value, masked] of [
    ['MILLER^ANNA', 'xxxxxx^xxxx'],
    ['MILL*', 'xxxx*'],
    ['20260101-', '99999999-'],
    ['山田^太郎', 'xx^xx'],
    ['A\u0000\u202eB', 'x??x'],
    ['', ''],
  ])
    it(`${JSON.stringify(value)} → ${masked}`, () => assert.equal(maskOf(value!), masked));
});
