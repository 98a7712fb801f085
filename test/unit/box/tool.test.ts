import assert from 'node:assert/strict';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { aboutBox, runTool } from '../../../app/box/box.ts';

describe('a program of the system', () => {
  it('gives its output', async () => assert.equal(await runTool('echo', ['a', '$HOME; b']), 'a $HOME; b\n'));

  it('reads what it is given', async () => assert.equal(await runTool('cat', [], { input: 'x'.repeat(200_000) }), 'x'.repeat(200_000)));

  it('does not see our environment', async () => assert.doesNotMatch(await runTool('env', []), /HOME|NODE/));

  it('fails in its own words', () =>
    assert.rejects(runTool('sh', ['-c', 'echo oh >&2; echo dear >&2; exit 3']), {
      code: 'BOX_TOOL_FAILED',
      message: 'sh failed (3): oh; dear',
    }));

  it('is named when it is not there', () =>
    assert.rejects(runTool('no-such-tool', []), { code: 'BOX_TOOL_FAILED', message: 'no-such-tool is not there.' }));

  it('is ended when it takes too long', () =>
    assert.rejects(runTool('sleep', ['60'], { timeoutMs: 50 }), { code: 'BOX_TOOL_FAILED', message: 'sleep took longer than 50 ms.' }));

  it('is ended when it writes too much', () =>
    assert.rejects(runTool('yes', [], { maxBytes: 1000 }), { code: 'BOX_TOOL_FAILED', message: /more than is taken/ }));

  it('may end without reading', async () => assert.equal(await runTool('true', [], { input: 'x'.repeat(2_000_000) }), ''));
});

describe('/etc/filmroom/image', () => {
  const rootWith = async (text: string) => {
    const root = await mkdtemp(join(tmpdir(), 'filmroom-root-'));
    await mkdir(join(root, 'etc/filmroom'), { recursive: true });
    await writeFile(join(root, 'etc/filmroom/image'), text);
    return root;
  };

  it('says which box this is', async () =>
    assert.deepEqual(aboutBox(await rootWith('VERSION=0.2.0\nBOARD=nuc\n')), { version: '0.2.0', board: 'nuc' }));

  it('is not there on another machine', async () => assert.equal(aboutBox(await mkdtemp(join(tmpdir(), 'filmroom-root-'))), undefined));

  it('says nothing where it is damaged', async () => assert.equal(aboutBox(await rootWith('VERSION')), undefined));
});
