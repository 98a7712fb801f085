import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isOwnHost, isOwnOrigin } from '../../../app/web/host-check.ts';

const names = new Set(['pacs.clinic.example']);

describe('the Host header, against DNS rebinding', () => {
  for (const own of [
    'localhost',
    'localhost:8042',
    'LOCALHOST:8042',
    '127.0.0.1:8042',
    '[::1]:8042',
    '192.168.1.20:8042',
    '[2001:db8::1]',
    'filmroom-1234.local',
    'Filmroom.local.:8042',
    'pacs.clinic.example',
    'PACS.clinic.example:8042',
  ])
    it(`is ours: ${own}`, () =>
      assert.equal(
        isOwnHost(own, (name) => names.has(name)),
        true,
      ));
  for (const other of [
    undefined,
    '',
    'evil.example',
    'evil.example:8042',
    'localhost.evil.example',
    'filmroom.local.evil.example',
    '127.0.0.1.evil.example',
    'evil.example@127.0.0.1',
    'evil.example#.local',
    'evil.example/x.local',
    'evil.example\\.local',
    'pacs.clinic.example.evil.example',
    '127.0.0.1:99999',
  ])
    it(`is not ours: ${JSON.stringify(other)}`, () =>
      assert.equal(
        isOwnHost(other, (name) => names.has(name)),
        false,
      ));
});

describe('who asks', () => {
  const host = '127.0.0.1:8042';
  const asks = (origin?: string, secFetchSite?: string) => isOwnOrigin({ host, origin, secFetchSite });
  it('a program, which sends neither header', () => assert.equal(asks(), true));
  it('our own page', () => assert.equal(asks('http://127.0.0.1:8042', 'same-origin'), true));
  it('the address bar', () => assert.equal(asks(undefined, 'none'), true));
  it('not another site', () => assert.equal(asks('http://evil.example', 'cross-site'), false));
  it('not another port of this machine', () => assert.equal(asks('http://127.0.0.1:3000', 'same-site'), false));
  it('not another origin in a browser that does not send Sec-Fetch-Site', () => assert.equal(asks('http://127.0.0.1:3000'), false));
  it('not an opaque origin', () => assert.equal(asks('null'), false));
});
