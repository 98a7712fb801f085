import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALL_WELL, BEATS, GRAMMAR, type Health, LEDS, type Led, panelOf, SAID_BY_OTHERS } from '../../../app/panel/panel.ts';

type Said = Pick<Health, 'modality' | 'hospital' | 'store'>;
const modality = (some: Partial<Said['modality']>): Health => ({ ...ALL_WELL, modality: { ...ALL_WELL.modality, ...some } });
const hospital = (some: Partial<Said['hospital']>): Health => ({ ...ALL_WELL, hospital: { ...ALL_WELL.hospital, ...some } });
const store = (some: Partial<Said['store']>): Health => ({ ...ALL_WELL, store: { ...ALL_WELL.store, ...some } });
const whole = (some: Partial<Health>): Health => ({ ...ALL_WELL, ...some });

/** Every row of the table: what the program's health is, and what the LED then looks like. */
const ROWS: readonly (readonly [led: Led, state: string, colour: string, rhythm: string, health: Health])[] = [
  ...LEDS.flatMap((led) => [
    ...([1, 2, 3, 4, 5] as const).map(
      (button) => [led, `held-${button}`, 'amber', `flash-${button}`, whole({ button, identify: true })] as const,
    ),
    [led, 'confirm-reset', 'red', 'limp', whole({ button: 'confirm' })] as const,
    [led, 'identify', 'green', 'fast', whole({ identify: true, fault: true })] as const,
  ]),
  ['POWER', 'updating', 'green', 'slow', whole({ updating: true, fault: true })],
  ['POWER', 'starting', 'green', 'slow', whole({ phase: 'starting' })],
  ['POWER', 'stopping', 'green', 'slow', whole({ phase: 'stopping' })],
  ['POWER', 'fault', 'red', 'flash-3', whole({ fault: true, degraded: true, claim: 'unclaimed' })],
  ['POWER', 'claim-window', 'green', 'flash-2', whole({ claim: 'window', degraded: true })],
  ['POWER', 'degraded', 'amber', 'wink', whole({ claim: 'unclaimed', degraded: true })],
  ['POWER', 'unclaimed', 'green', 'flash-1', whole({ claim: 'unclaimed' })],
  ['POWER', 'healthy', 'green', 'steady', ALL_WELL],
  ['MODALITY', 'no-link', 'green', 'off', modality({ link: 'down', refusedLately: true })],
  ['MODALITY', 'refused', 'amber', 'fast', modality({ refusedLately: true, receiving: true })],
  ['MODALITY', 'receiving', 'green', 'slow', modality({ receiving: true, silent: true })],
  ['MODALITY', 'silent', 'amber', 'wink', modality({ silent: true })],
  ['MODALITY', 'ready', 'green', 'steady', modality({ link: 'unknown' })],
  ['HOSPITAL', 'no-link', 'green', 'off', hospital({ link: 'down', address: 'fallback' })],
  ['HOSPITAL', 'fallback-address', 'amber', 'limp', hospital({ address: 'fallback', backlog: true })],
  ['HOSPITAL', 'destination-refuses', 'red', 'flash-2', hospital({ destinationRefuses: true, backlog: true })],
  ['HOSPITAL', 'backlog', 'amber', 'wink', hospital({ backlog: true, forwarding: true })],
  ['HOSPITAL', 'forwarding', 'green', 'slow', hospital({ forwarding: true })],
  ['HOSPITAL', 'ready', 'green', 'steady', ALL_WELL],
  ['STORE', 'disk-missing', 'red', 'flash-5', store({ disk: 'missing', indexFault: true })],
  ['STORE', 'disk-failed', 'red', 'flash-3', store({ disk: 'failed' })],
  ['STORE', 'disk-full', 'red', 'flash-2', store({ disk: 'full', committing: true })],
  ['STORE', 'index-fault', 'red', 'flash-4', store({ disk: 'almost-full', indexFault: true })],
  ['STORE', 'opening', 'green', 'off', store({ disk: 'opening' })],
  ['STORE', 'almost-full', 'amber', 'wink', store({ disk: 'almost-full', committing: true })],
  ['STORE', 'committing', 'green', 'slow', store({ committing: true })],
  ['STORE', 'ready', 'green', 'steady', ALL_WELL],
];

describe('each row of the grammar', () => {
  for (const [led, state, colour, rhythm, health] of ROWS)
    it(`${led} ${state}: ${colour} ${rhythm}`, () => {
      const shown = panelOf(health)[led];
      assert.deepEqual({ state: shown.state, look: shown.look }, { state, look: { colour, rhythm } });
    });
  it('is tested above', () => {
    const rows = LEDS.flatMap((led) => GRAMMAR[led].map(({ state }) => `${led} ${state}`));
    assert.deepEqual(ROWS.map(([led, state]) => `${led} ${state}`).sort(), rows.sort());
  });
});

describe('what a technician must tell apart', () => {
  const shownOn = (led: Led) => [...GRAMMAR[led], ...(led === 'POWER' ? SAID_BY_OTHERS : [])];
  const isOfHand = ({ urgency }: { readonly urgency: string }) => urgency === 'hand';

  for (const led of LEDS)
    it(`${led}: two states look the same only where what to do is the same`, () => {
      const toDoOf = new Map<string, string>();
      for (const { look, toDo, state } of shownOn(led)) {
        const key = look.rhythm === 'off' ? 'off' : `${look.colour} ${look.rhythm}`;
        assert.equal(toDoOf.get(key) ?? toDo, toDo, `${state}: ${key}`);
        toDoOf.set(key, toDo);
      }
    });
  for (const led of LEDS)
    it(`${led}: the rhythm alone tells them apart too, for eyes and LEDs of one colour`, () => {
      const toDoOf = new Map<string, string>();
      for (const { look, toDo, state } of shownOn(led).filter((row) => !isOfHand(row))) {
        assert.equal(toDoOf.get(look.rhythm) ?? toDo, toDo, `${state}: ${look.rhythm}`);
        toDoOf.set(look.rhythm, toDo);
      }
    });
  it('what the button says is told apart by the rhythm alone, and what waits for no finger on POWER too', () => {
    const ofHand = GRAMMAR.POWER.filter(isOfHand);
    assert.equal(new Set(ofHand.map(({ look }) => look.rhythm)).size, ofHand.length);
    const usual = new Set(shownOn('POWER').flatMap((row) => (isOfHand(row) ? [] : [row.look.rhythm])));
    for (const { state, look } of ofHand) if (!state.startsWith('held-')) assert.ok(!usual.has(look.rhythm), state);
  });
  it('POWER is dark without power only, and beats only where the program is not there', () => {
    for (const { look } of GRAMMAR.POWER) assert.ok(look.rhythm !== 'off' && look.rhythm !== 'heartbeat');
  });
  it('green never asks for help', () => {
    for (const led of LEDS)
      for (const { look, urgency, state } of GRAMMAR[led])
        if (look.colour === 'green' && look.rhythm !== 'off') assert.ok(urgency !== 'warning' && urgency !== 'fault', `${led} ${state}`);
  });
});

describe('rhythms', () => {
  it('a count of flashes ends within the 3 s of a stage of the button', () => {
    for (const [rhythm, beats] of Object.entries(BEATS)) assert.ok(beats.reduce((sum, { ms }) => sum + ms, 0) <= 3000, rhythm);
  });
  it('nothing flashes more than five times a second, and red at most three times (photosensitive people; WCAG 2.3.1)', () => {
    for (const led of LEDS)
      for (const { look, state } of GRAMMAR[led]) {
        const beats = BEATS[look.rhythm];
        const perSecond = (1000 * beats.filter(({ isLit }) => isLit).length) / beats.reduce((sum, { ms }) => sum + ms, 0);
        assert.ok(perSecond <= (look.colour === 'red' ? 3 : 5), `${led} ${state}: ${perSecond}`);
      }
  });
});
