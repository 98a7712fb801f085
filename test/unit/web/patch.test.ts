import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { afterPatch, afterSnapshot, newStudies } from '../../../app/ui/shell/state.ts';
import { patchBetween } from '../../../app/web/patch.ts';
import type { Snapshot, Study } from '../../../app/web/schema.ts';

const study = (uid: string, instances: number, lastReceivedAt: number): Study => ({
  studyInstanceUid: uid,
  patientName: { alphabetic: uid },
  patientId: '1',
  modalities: ['CT'],
  series: 1,
  instances,
  bytes: instances,
  lastReceivedAt,
});
const snapshot = (studies: Study[], status: Partial<Snapshot['status']> = {}): Snapshot => ({
  status: {
    now: 1,
    version: '1',
    dicom: [],
    disk: { totalBytes: 10, freeBytes: 5, reserveBytes: 1, accepting: true },
    associations: [],
    closed: [],
    refusals: [],
    contacts: [],
    panel: [],
    announced: { renamed: [] },
    problems: [],
    ...status,
  },
  studies,
});

describe('a patch', () => {
  it('is nothing when only the time went on', () =>
    assert.equal(patchBetween(snapshot([study('1', 1, 1)]), snapshot([study('1', 1, 1)], { now: 2 })), undefined));
  it('carries the studies that changed and those that left, and no part of the status that stayed', () =>
    assert.deepEqual(
      patchBetween(snapshot([study('1', 1, 1), study('2', 1, 1)]), snapshot([study('3', 1, 3), study('1', 2, 2)], { now: 9 })),
      {
        status: { now: 9 },
        cleared: [],
        studies: [study('3', 1, 3), study('1', 2, 2)],
        gone: ['2'],
      },
    ));
  it('says when a trouble is over', () =>
    assert.deepEqual(patchBetween(snapshot([], { trouble: { code: 'SILENT', values: {}, words: 'silent' } }), snapshot([]))?.cleared, [
      'trouble',
    ]));
  it('makes the later snapshot out of the earlier one', () => {
    const before = snapshot([study('1', 1, 1), study('2', 1, 1)], { trouble: { code: 'SILENT', values: {}, words: 'silent' } });
    const after = snapshot([study('3', 1, 3), study('1', 2, 2)], {
      now: 4,
      disk: { totalBytes: 10, freeBytes: 1, reserveBytes: 1, accepting: false },
    });
    const shown = afterPatch(afterSnapshot(before), patchBetween(before, after)!);
    assert.deepEqual(shown.status, after.status);
    assert.deepEqual(
      shown.studies.map(({ arriving, ...rest }) => rest),
      after.studies,
    );
  });
});

describe('the list of studies', () => {
  const at = (shown: { studies: readonly Study[] }) => shown.studies.map((each) => each.studyInstanceUid).join(' ');
  const patch = (studies: Study[], gone: string[] = []) => ({ status: {}, cleared: [], studies, gone });
  const shown = afterSnapshot(snapshot([study('a', 1, 100_000), study('b', 1, 90_000), study('c', 1, 10_000)]));

  it('does not dance: a study that keeps growing keeps its place', () =>
    assert.equal(at(afterPatch(shown, patch([study('b', 2, 101_000)]))), 'a b c'));
  it('brings a study that was quiet for a minute to the top', () =>
    assert.equal(at(afterPatch(shown, patch([study('c', 2, 102_000)]))), 'c a b'));
  it('puts a new study on top and marks it, and what grew, as arriving', () => {
    const after = afterPatch(shown, patch([study('n', 1, 103_000), study('a', 2, 103_000)]));
    assert.equal(at(after), 'n a b c');
    assert.deepEqual(
      after.studies.map((each) => each.arriving),
      [true, true, false, false],
    );
    assert.equal(at({ studies: newStudies(shown, after) }), 'n');
  });
  it('drops what is no longer recent', () => assert.equal(at(afterPatch(shown, patch([], ['b']))), 'a c'));
  it('survives a new snapshot after a lost connection', () =>
    assert.equal(at(afterSnapshot(snapshot([study('n', 1, 200_000), study('a', 3, 150_000), study('c', 1, 10_000)]), shown)), 'n a c'));
});
