import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listenDescriptor } from '../../../app/config/config.ts';

describe('sd_listen_fds(3)', () => {
  it('the first socket of systemd is descriptor 3', () => assert.equal(listenDescriptor({ LISTEN_PID: '42', LISTEN_FDS: '1' }, 42), 3));
  it('sockets that were meant for our parent are none of ours', () =>
    assert.equal(listenDescriptor({ LISTEN_PID: '41', LISTEN_FDS: '1' }, 42), undefined));
  it('none were handed over', () => {
    assert.equal(listenDescriptor({ LISTEN_PID: '42', LISTEN_FDS: '0' }, 42), undefined);
    assert.equal(listenDescriptor({}, 42), undefined);
  });
});
