import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PortLink, type Seen, seenAfter } from '../../../app/ui/setup/port-watch.ts';
import { titleWarnings } from '../../../app/ui/setup/title-warnings.ts';

describe('warnings about an AE title', () => {
  const codes = (title: string, seen: Parameters<typeof titleWarnings>[1] = []) => titleWarnings(title, seen).map(({ code }) => code);
  for (const [title, expected] of [
    ['FILMROOM', []],
    ['A-B_9', []],
    ['', ['empty']],
    ['   ', ['empty']],
    ['SIXTEEN_LETTERS_', []],
    ['SEVENTEEN_LETTERS', ['long']],
    ['Filmroom', ['lower']],
    ['FILM ROOM', ['space']],
    ['FILM\\ROOM', ['signs']],
    ['РЕНТГЕН', ['signs']],
    ['FILM/ROOM', ['odd']],
  ] as const)
    it(`${title || 'nothing'}: ${expected.join() || 'none'}`, () => assert.deepEqual(codes(title), expected));
  it('a title that a device has already, whatever its capitals', () =>
    assert.deepEqual(titleWarnings('CT_room1', [{ aeTitle: 'CT_ROOM1 ', address: '192.0.2.7' }]), [
      { code: 'seen', isBad: false, address: '192.0.2.7' },
      { code: 'lower', isBad: false },
    ]));
});

describe('which port is which', () => {
  const links = (hospital: boolean, modality: boolean): readonly PortLink[] => [
    { role: 'hospital', isPresent: true, isCableIn: hospital },
    { role: 'modality', isPresent: true, isCableIn: modality },
  ];
  const walk = (...looks: readonly (readonly PortLink[])[]) => {
    let seen: Seen = 'nothing';
    for (const [at, now] of looks.entries()) seen = seenAfter(seen, looks[at - 1] ?? [], now);
    return seen;
  };
  it('nothing is pulled: nothing is known', () => assert.equal(walk(links(true, true), links(true, true)), 'nothing'));
  it('a port that never had a cable was not pulled', () => assert.equal(walk(links(true, false), links(true, false)), 'nothing'));
  it('out', () => assert.equal(walk(links(true, true), links(true, false), links(true, false)), 'out'));
  it('and in again', () => assert.equal(walk(links(true, true), links(true, false), links(true, true)), 'good'));
  it('the other one', () => assert.equal(walk(links(true, true), links(false, true), links(true, true)), 'swapped'));
  it('the other one first, then the right one', () =>
    assert.equal(walk(links(true, true), links(false, true), links(true, true), links(true, false), links(true, true)), 'good'));
});
