import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { built } from '../../../app/ui/build-cache.ts';

it('the page is made once of the same sources, and anew when one of them changes', async () => {
  const root = mkdtempSync(join(tmpdir(), 'build-cache-'));
  try {
    const source = join(root, 'source.ts');
    let made = 0;
    const page = () =>
      built(join(root, 'kept'), [source], root, async () => {
        made++;
        return [{ path: 'ui/a.js', bytes: Buffer.from(`made ${made}`) }];
      });
    writeFileSync(source, '1');
    await page();
    assert.equal(Buffer.from((await page())[0]!.bytes).toString(), 'made 1');
    assert.equal(made, 1);
    writeFileSync(source, '2');
    assert.equal(Buffer.from((await page())[0]!.bytes).toString(), 'made 2');
  } finally {
    rmSync(root, { recursive: true });
  }
});
