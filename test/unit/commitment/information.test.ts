import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  readActionInformation,
  readEventInformation,
  writeActionInformation,
  writeEventInformation,
} from '../../../app/commitment/information.ts';
import { element } from '../../support/raw-bytes.ts';

const IMPLICIT_LE = '1.2.840.10008.1.2';
const CT = '1.2.840.10008.5.1.4.1.1.2';
const item = (...elements: Buffer[]) => element(0xfffee000, Buffer.concat(elements));
const reference = (sopInstanceUid: string, sopClassUid = CT) => item(element(0x00081150, sopClassUid), element(0x00081155, sopInstanceUid));
const request = (transactionUid: string, ...items: Buffer[]) =>
  Buffer.concat([element(0x00081195, transactionUid), element(0x00081199, Buffer.concat(items))]);
const read = (dataset: Buffer) => readActionInformation(dataset, IMPLICIT_LE, 10_000);

describe('PS3.4 Table J.3-1 Action Information', () => {
  it('is a Transaction UID and references, each pair of class and instance once', () =>
    assert.deepEqual(read(request('2.25.1', reference('1.2.1'), reference('1.2.2'), reference('1.2.1'), reference('1.2.1', '1.9'))), {
      transactionUid: '2.25.1',
      references: [
        { sopClassUid: CT, sopInstanceUid: '1.2.1' },
        { sopClassUid: CT, sopInstanceUid: '1.2.2' },
        { sopClassUid: '1.9', sopInstanceUid: '1.2.1' },
      ],
    }));

  for (const [what, dataset, tag] of [
    ['no Transaction UID', element(0x00081199, reference('1.2.1')), 0x00081195],
    ['an empty one', request('', reference('1.2.1')), 0x00081195],
    ['no references', element(0x00081195, '2.25.1'), 0x00081199],
    ['an empty sequence', request('2.25.1'), 0x00081199],
    ['an item without class', request('2.25.1', item(element(0x00081155, '1.2.1'))), 0x00081150],
    ['an item without instance', request('2.25.1', reference('1.2.1'), item(element(0x00081150, CT))), 0x00081155],
    ['a UID of a thousand letters', request('2.25.1', reference('1'.repeat(1000))), 0x00081155],
    ['nothing', Buffer.alloc(0), 0x00081195],
  ] as const)
    it(`is malformed with ${what}, and the element is named`, () =>
      assert.throws(() => read(dataset), { code: 'COMMITMENT_MALFORMED', values: { tag } }));

  it('is malformed where it ends too soon', () =>
    assert.throws(() => read(request('2.25.1', reference('1.2.1')).subarray(0, 60)), { code: 'COMMITMENT_MALFORMED' }));

  it('holds ten thousand references both ways, in every transfer syntax', () => {
    const references = Array.from({ length: 10_000 }, (_, n) => ({ sopClassUid: CT, sopInstanceUid: `1.2.826.0.1.3680043.10.9.${n}` }));
    for (const transferSyntax of [IMPLICIT_LE, '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.2']) {
      const dataset = writeActionInformation({ transactionUid: '2.25.1', references }, transferSyntax);
      assert.deepEqual(readActionInformation(dataset, transferSyntax, 10_000), { transactionUid: '2.25.1', references });
    }
  });
});

describe('PS3.4 Table J.3-2 Event Information', () => {
  const outcomes = [
    { sopClassUid: CT, sopInstanceUid: '1.2.1', outcome: 0 },
    { sopClassUid: CT, sopInstanceUid: '1.2.2', outcome: 0x0112 },
    { sopClassUid: CT, sopInstanceUid: '1.2.3', outcome: 0 },
  ];

  it('has each instance in one of the two sequences, failed ones with their reason', () => {
    const dataset = writeEventInformation({ transactionUid: '2.25.1', outcomes }, IMPLICIT_LE);
    const failed = item(element(0x00081150, CT), element(0x00081155, '1.2.2'), element(0x00081197, 0x0112));
    assert.deepEqual(
      Buffer.from(dataset),
      Buffer.concat([
        element(0x00081195, '2.25.1'),
        element(0x00081198, failed),
        element(0x00081199, Buffer.concat([reference('1.2.1'), reference('1.2.3')])),
      ]),
    );
  });

  for (const [what, some, absent] of [
    ['without failures', outcomes.filter(({ outcome }) => outcome === 0), 0x00081198],
    ['without successes', outcomes.filter(({ outcome }) => outcome !== 0), 0x00081199],
  ] as const)
    it(`${what} leaves that sequence out (type 1C)`, () => {
      const dataset = Buffer.from(writeEventInformation({ transactionUid: '2.25.1', outcomes: some }, IMPLICIT_LE));
      const tag = element(absent, '').subarray(0, 4);
      assert.equal(dataset.indexOf(tag), -1);
      assert.deepEqual(readEventInformation(dataset, IMPLICIT_LE, 10).outcomes, some);
    });

  it('counts what a peer fails without a reason as failed', () => {
    const dataset = Buffer.concat([element(0x00081195, '2.25.1'), element(0x00081198, reference('1.2.1'))]);
    assert.deepEqual(readEventInformation(dataset, IMPLICIT_LE, 10).outcomes, [{ ...outcomes[0]!, outcome: 0x0110 }]);
  });
});
