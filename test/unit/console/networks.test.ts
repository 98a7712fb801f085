import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { describe, it } from 'node:test';
import { networksOf } from '../../../app/console/console.ts';

const NAMES = { modality: 'modality', hospital: 'hospital' };

function info(cidr: string, internal = false): NetworkInterfaceInfo {
  const address = cidr.slice(0, cidr.indexOf('/'));
  const family = address.includes(':') ? ({ family: 'IPv6', scopeid: 0 } as const) : ({ family: 'IPv4' } as const);
  return { address, cidr, netmask: '', mac: '', internal, ...family };
}

describe('the networks of a box', () => {
  it('the hospital first, what it chose itself last, loopback never', () => {
    const interfaces = {
      lo: [info('127.0.0.1/8', true), info('::1/128', true)],
      modality: [info('192.168.104.1/24'), info('fe80::2/64')],
      usb0: [info('10.0.0.9/24')],
      hospital: [info('169.254.104.2/16'), info('192.0.2.10/24'), info('2001:db8::a/64')],
    };
    assert.deepEqual(
      networksOf(interfaces, NAMES).map(({ network, cidr }) => `${network} ${cidr}`),
      ['hospital 192.0.2.10/24', 'hospital 2001:db8::a/64', 'hospital 169.254.104.2/16', 'usb0 10.0.0.9/24', 'modality 192.168.104.1/24'],
    );
  });
  it('an IPv6 link-local address is shown where there is no other', () => {
    const [only] = networksOf({ hospital: [info('fe80::1/64')] }, NAMES);
    assert.deepEqual([only?.cidr, only?.isLinkLocal], ['fe80::1/64', true]);
  });
});
