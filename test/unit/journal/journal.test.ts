import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systemClock as clock } from '../../../app/base/base.ts';
import { askHands, serveHands } from '../../../app/box/box.ts';
import { JOURNAL_LIMITS, JOURNAL_PARTS, journalVerbs, linesOf } from '../../../app/journal/journal.ts';
import { runChild } from '../../support/child.ts';
import { missing } from '../../support/dcmtk.ts';
import { gatheredLog } from '../../support/gathered-log.ts';

const entry = (fields: object) => `${JSON.stringify({ __REALTIME_TIMESTAMP: '1700000000123456', ...fields })}\n`;

describe('lines of the journal', () => {
  it('have a time, a level by syslog(3), who wrote them, and what', () => {
    const text =
      entry({ MESSAGE: 'Selected source 192.0.2.1', PRIORITY: '6', _SYSTEMD_UNIT: 'chrony.service' }) +
      entry({ MESSAGE: 'r8169: link down', PRIORITY: '4', _TRANSPORT: 'kernel', SYSLOG_IDENTIFIER: 'kernel' }) +
      entry({ MESSAGE: [0x61, 0xff, 0x62], PRIORITY: '3', SYSLOG_IDENTIFIER: 'rauc' }) +
      entry({ MESSAGE: null, PRIORITY: '7' });
    assert.deepEqual(linesOf(text, JOURNAL_LIMITS), [
      { at: 1_700_000_000_123, level: 'info', unit: 'chrony', line: 'Selected source 192.0.2.1' },
      { at: 1_700_000_000_123, level: 'warn', unit: 'kernel', line: 'r8169: link down' },
      { at: 1_700_000_000_123, level: 'error', unit: 'rauc', line: 'a\ufffdb' },
      { at: 1_700_000_000_123, level: 'debug', unit: '', line: '…' },
    ]);
  });
  it('are bounded in number and length; what cannot be read is left out', () => {
    const bounds = { maxLines: 2, maxLineChars: 5 };
    assert.deepEqual(
      linesOf(`no JSON\n${entry({ MESSAGE: 'x'.repeat(50) })}${entry({})}`, bounds).map(({ line }) => line),
      ['xxxxx…'],
    );
  });
  it('fill no answer of the hands, whatever stands in them', () => {
    const worst = entry({ MESSAGE: '\u0001'.repeat(5000), _SYSTEMD_UNIT: 'x'.repeat(250) }).repeat(JOURNAL_LIMITS.maxLines);
    assert.ok(JSON.stringify({ ok: { lines: linesOf(worst, JOURNAL_LIMITS) } }).length < 1024 * 1024);
  });
});

describe('the hands read the journal', () => {
  async function asked(args: unknown) {
    const ran: string[][] = [];
    const run = async (program: string, given: readonly string[]) => {
      ran.push([program, ...given]);
      return entry({ MESSAGE: 'hello' });
    };
    const folder = mkdtempSync(join(tmpdir(), 'filmroom-journal-'));
    const socket = join(folder, 'hands.sock');
    const ending = new AbortController();
    const { promise: isReady, resolve: ready } = Promise.withResolvers<void>();
    const served = serveHands({ verbs: journalVerbs({ run }), socket, log: gatheredLog().log, clock, signal: ending.signal, ready });
    await isReady;
    try {
      return { answer: await askHands<{ lines: { line: string }[] }>('journal.read', args, { socket }), ran };
    } finally {
      ending.abort();
      await served;
      rmSync(folder, { recursive: true });
    }
  }

  it('of one part, from one level on, newest first', async () => {
    const { answer, ran } = await asked({ part: 'clock', level: 'warn' });
    assert.equal(answer.lines[0]?.line, 'hello');
    assert.equal(ran[0]![0], 'journalctl');
    for (const arg of ['--reverse', '--priority=warning', '--unit=chrony.service', '--lines=300']) assert.ok(ran[0]!.includes(arg), arg);
  });
  it('and take no unit of the caller', async () => {
    for (const args of [{ part: '--file=/etc/shadow', level: 'info' }, { level: 'loud' }, { level: 'info', unit: 'sshd' }, {}])
      await assert.rejects(asked(args), { code: 'BOX_BAD_REQUEST' });
  });
  it('journalctl takes every one of these arguments', { skip: missing('journalctl') }, async () => {
    for (const of of [[], ...Object.values(JOURNAL_PARTS)]) {
      const { output } = await runChild('journalctl', [
        '--output=json',
        '--output-fields=MESSAGE',
        '--reverse',
        '--lines=3',
        '--quiet',
        '--priority=err',
        ...of,
      ]);
      assert.doesNotMatch(output, /unrecognized|invalid|ambiguous|Failed to parse/i);
    }
  });
});
