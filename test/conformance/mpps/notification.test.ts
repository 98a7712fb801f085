import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startFilmroom } from '../../support/filmroom.ts';
import { CREATED, ended } from '../../support/mpps-dataset.ts';
import { MPPS, MPPS_NOTIFICATION, nCreate, nSet } from '../../support/raw-mpps.ts';
import {
  associateAc,
  commandSet,
  element,
  IMPLICIT_LE,
  message,
  proposedContexts,
  rawAssociate,
  rawListen,
  releaseRp,
  roleSelection,
} from '../../support/raw-peer.ts';
import { until } from '../../support/steps-under-test.ts';

const STEP = '1.2.826.0.1.3680043.10.81.1';

interface Event {
  readonly eventTypeId: number;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly hasDataset: boolean;
}

/** A subscriber: SCU of the Notification class, which lets the requestor be its SCP, or does not. */
async function subscriber(letsUsBeScp: () => boolean) {
  const events: Event[] = [];
  const listening = await rawListen(async (peer) => {
    const rq = await peer.pdu();
    const contexts = proposedContexts(rq.body).map(({ id }) => ({ id, result: 0, transferSyntax: IMPLICIT_LE }));
    const userItems = letsUsBeScp() ? [roleSelection(MPPS_NOTIFICATION, 0, 1)] : [];
    peer.send(associateAc({ contexts, userItems }));
    for (;;) {
      const next = await peer.messageOrRelease();
      if (!next) return peer.send(releaseRp());
      const { command, contextId, dataset } = next;
      const text = (tag: number) => command.get(tag)!.toString('latin1').replace(/\0$/, '');
      events.push({
        eventTypeId: command.get(0x00001002)!.readUInt16LE(0),
        sopClassUid: text(0x00000002),
        sopInstanceUid: text(0x00001000),
        hasDataset: dataset !== undefined,
      });
      const response = commandSet(
        element(0x00000002, command.get(0x00000002)!),
        element(0x00000100, 0x8100),
        element(0x00000120, command.get(0x00000110)!),
        element(0x00000800, 0x0101),
        element(0x00000900, 0x0000),
        element(0x00001000, command.get(0x00001000)!),
        element(0x00001002, command.get(0x00001002)!),
      );
      peer.send(...message(contextId, response));
    }
  });
  return { ...listening, events };
}

describe('Modality Performed Procedure Step Notification SCP (PS3.4 F.9)', () => {
  it('begun, updated, ended: event types 1, 4, 2 in order, without attributes, once the subscriber lets us be SCP', async () => {
    let letsUs = false;
    const peer = await subscriber(() => letsUs);
    const filmroom = await startFilmroom({
      config: { remoteAes: [{ title: 'VIEWER', host: '127.0.0.1', port: peer.port }], steps: { notify: ['VIEWER'] } },
    });
    try {
      const modality = await rawAssociate(
        filmroom.dicomPort,
        { contexts: [{ abstractSyntax: MPPS, transferSyntaxes: [IMPLICIT_LE] }], callingAeTitle: 'CT01' },
        { waitMs: 15_000 },
      );
      assert.equal((await nCreate(modality, STEP, CREATED)).status, 0x0000);
      assert.equal((await nSet(modality, STEP, { PerformedProcedureStepDescription: 'Head' })).status, 0x0000);
      assert.equal((await nSet(modality, STEP, ended([]))).status, 0x0000);
      await modality.release();
      const queue = await until('the reason', async () => {
        const answer = await filmroom.ask('/api/steps?day=20261122&from=0&to=1');
        const { queues } = (await answer.json()) as { queues: { aeTitle: string; waiting: number; fault?: string }[] };
        return queues[0]?.fault !== undefined && queues[0];
      });
      assert.equal(queue.waiting, 3);
      assert.match(queue.fault ?? '', /role selection/);
      letsUs = true;
      await until('all events', async () => peer.events.length === 3);
      assert.deepEqual(
        peer.events,
        [1, 4, 2].map((eventTypeId) => ({ eventTypeId, sopClassUid: MPPS_NOTIFICATION, sopInstanceUid: STEP, hasDataset: false })),
      );
    } finally {
      await filmroom.stop();
      await peer.close();
    }
  });
});
