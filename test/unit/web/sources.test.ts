import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemClock as clock } from '../../../app/base/base.ts';
import { openKnocks } from '../../../app/knock-list/knock-list.ts';
import { webSources } from '../../../app/program/web-sources.ts';
import { FAKE_WIRE } from '../../support/fake-wire.ts';
import { gatheredLog } from '../../support/gathered-log.ts';

const SILENT = { onStored: () => () => true, studies: { onRemoved: () => () => true }, onChange: () => () => true };

it('a stranger at the door, who opens no association, is on open pages at once', async () => {
  const { log } = gatheredLog();
  const knocks = await openKnocks({ clock, log, macOf: async () => undefined });
  const wire = { ...FAKE_WIRE, knocks: { ...FAKE_WIRE.knocks!, onChange: knocks.onChange } };
  const nothing = {} as never;
  const sources = webSources({ archive: SILENT } as never, SILENT as never, nothing, nothing, nothing, wire, nothing, nothing);
  let told = 0;
  const stop = sources.onChange(() => {
    told++;
  });
  knocks.stranger({
    ...{ at: 1, listener: 'main', address: '192.0.2.1', callingAeTitle: '', calledAeTitle: '' },
    ...{ words: 'no PDU', code: 'UL_UNKNOWN_PDU' },
  } as never);
  assert.equal(told, 1);
  stop();
  knocks.remove(knocks.list()[0]!.id);
  assert.equal(told, 1);
});
