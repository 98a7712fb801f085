import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CodedError } from '../../../app/base/base.ts';
import { STAGES } from '../../../app/panel/panel.ts';
import { buttonActions } from '../../../app/program/button-actions.ts';
import { CLAIM_WINDOW_MS, createClaimWindow } from '../../../app/program/claim-window.ts';
import { fakeClock } from '../../support/fake-clock.ts';

describe('what the button does', () => {
  it('each stage has its code on a box', async () => {
    const asked: string[] = [];
    const claimWindow = createClaimWindow(fakeClock());
    const actions = buttonActions({
      claimWindow,
      isBox: true,
      ask: async (verb, args) => void asked.push(`${verb} ${JSON.stringify(args)}`),
    });
    for (const action of Object.values(STAGES)) await actions[action as Exclude<typeof action, 'identify'>]?.();
    assert.deepEqual(asked, ['power.reboot {}', 'network.fallback {}', 'slot.previous {}', 'power.reboot {}', 'reset.keep-images {}']);
    assert.ok(claimWindow.leftMs() > 0);
  });
  it('nothing on a machine that is no box', () => {
    assert.deepEqual(buttonActions({ claimWindow: createClaimWindow(fakeClock()), isBox: false }), {});
  });
  it('what the hands refuse is what the panel logs', async () => {
    const ask = () => Promise.reject(new CodedError('BOX_BAD_REQUEST', 'The hands know no "slot.previous".'));
    const actions = buttonActions({ claimWindow: createClaimWindow(fakeClock()), isBox: true, ask });
    await assert.rejects(async () => actions['previous-slot']?.(), { message: /know no "slot.previous"/ });
  });
});

describe('the claim window', () => {
  it('is open for ten minutes, and closes behind whoever came through', () => {
    const clock = fakeClock();
    const claimWindow = createClaimWindow(clock);
    assert.equal(claimWindow.leftMs(), 0);
    claimWindow.open();
    clock.advance(CLAIM_WINDOW_MS - 1);
    assert.equal(claimWindow.leftMs(), 1);
    clock.advance(1);
    assert.equal(claimWindow.leftMs(), 0);
    claimWindow.open();
    claimWindow.close();
    assert.equal(claimWindow.leftMs(), 0);
  });
});
