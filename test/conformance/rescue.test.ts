/** `filmroom rescue`: what stands where the page was, when a box has given up. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, startChild } from '../support/child.ts';
import { filmroomCommand } from '../support/filmroom.ts';

it('filmroom rescue answers every address of the page in plain words', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-rescue-'));
  const config = join(folder, 'config.json');
  const port = await freePort();
  writeFileSync(config, JSON.stringify({ web: { host: '127.0.0.1', port } }));
  const { program, args } = filmroomCommand();
  const rescue = startChild(program, [...args, 'rescue', '--config', config]);
  try {
    let answer: Response | undefined;
    for (let tries = 0; !answer && tries < 200; tries++) {
      answer = await fetch(`http://127.0.0.1:${port}/api/status`).catch(() => undefined);
      if (!answer) await delay(50);
    }
    assert.equal(answer?.status, 503);
    assert.match((await answer?.text()) ?? '', /does not run[\s\S]*What to do/);
  } finally {
    const { code } = await rescue.end('SIGTERM', 10_000);
    rmSync(folder, { recursive: true });
    assert.equal(code, 0);
  }
});
