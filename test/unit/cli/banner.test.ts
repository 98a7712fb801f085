import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { banner } from '../../../app/cli/cli.ts';

function dataLine(instances: number, studies: number, freeBytes: number): string {
  const listeners = [{ name: 'main', host: '127.0.0.1', port: 4242, aeTitles: ['FILMROOM'] }];
  const facts = { version: '0', listeners, web: { host: '127.0.0.1', port: 8042, tls: false }, dataFolder: '/data', configFile: undefined };
  return /^ {2}Data .*$/m.exec(banner({ ...facts, instances, studies, freeBytes }))?.[0] ?? '';
}

describe('the banner counts in words', () => {
  it('one study, one image', () => {
    assert.match(dataLine(63, 1, 2.5e9), /\(63 images of 1 study, 2\.5 GB free\)$/);
    assert.match(dataLine(1, 1, 2.5e9), /\(1 image of 1 study,/);
    assert.match(dataLine(0, 0, 2.5e9), /\(0 images of 0 studies,/);
  });
  it('MB below one GB', () => assert.match(dataLine(0, 0, 31_900_000), /31 MB free/));
});
