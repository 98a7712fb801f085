import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BoxError } from '../../../app/box/box.ts';
import type { WebJournal } from '../../../app/web/web.ts';
import { createFakeSources } from '../../support/fake-sources.ts';
import { startTestWeb } from '../../support/web-under-test.ts';

const LINES = [
  { at: 2, level: 'warn', unit: 'kernel', line: 'r8169: link \u001b[31mdown' },
  { at: 1, level: 'info', unit: 'chrony', line: 'Selected source 192.0.2.1' },
] as const;

async function asked(query: string, more: Partial<WebJournal> = {}) {
  const reads: unknown[] = [];
  const journal: WebJournal = {
    isBox: () => true,
    parts: ['kernel', 'clock'],
    async read(...of) {
      reads.push(of);
      return LINES;
    },
    ...more,
  };
  await using web = await startTestWeb({ sources: { ...createFakeSources(), wire: { journal } } });
  const answer = await web.ask(`/api/journal?${query}`);
  return { status: answer.status, json: (await answer.json()) as { isBox?: boolean; lines?: { line: string }[]; code?: string }, reads };
}

describe('the journal of a box, by the page', () => {
  it('of a part, from a level on, with a text in it or in the name of who wrote it; nothing in it steers the page', async () => {
    const { json, reads } = await asked('part=kernel&level=warn&text=KERNEL');
    assert.deepEqual(reads, [['kernel', 'warn']]);
    assert.deepEqual(
      json.lines?.map(({ line }) => line),
      ['r8169: link �[31mdown'],
    );
    assert.equal((await asked('text=selected')).json.lines?.length, 1);
  });
  it('of a part that there is not is of the whole box', async () =>
    assert.deepEqual((await asked('part=sshd')).reads, [[undefined, 'info']]));
  it('on a computer there is none, and nobody is asked', async () => {
    const { json, reads } = await asked('', { isBox: () => false });
    assert.deepEqual([json.isBox, json.lines, reads], [false, [], []]);
  });
  it('that cannot be read is said', async () => {
    const { status, json } = await asked('', {
      read: async () => {
        throw new BoxError('BOX_NO_HANDS', 'Nobody listens.');
      },
    });
    assert.deepEqual([status, json.code], [503, 'BOX_NO_HANDS']);
  });
});
