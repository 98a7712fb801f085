import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { arpEntry } from '../../../app/reach/neighbours.ts';
import { routeIn } from '../../../app/reach/route.ts';

const ARP = `IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x2         52:54:00:12:34:56     *        eth0
192.0.2.9        0x1         0x0         00:00:00:00:00:00     *        eth0
`;
const ROUTES = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
hospital	00000000	010200C0	0003	0	0	100	00000000	0	0	0
other	00000000	020200C0	0003	0	0	50	00000000	0	0	0
hospital	000200C0	00000000	0001	0	0	100	00FFFFFF	0	0	0
modality	0068A8C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
down	0069A8C0	00000000	0000	0	0	0	00FFFFFF	0	0	0
`;

describe('/proc/net/arp', () => {
  it('names the device that answered', () => assert.deepEqual(arpEntry(ARP, '192.0.2.1'), { mac: '52:54:00:12:34:56' }));
  it('an entry that is not complete: asked, and nobody answered', () => assert.deepEqual(arpEntry(ARP, '192.0.2.9'), {}));
  it('not asked for', () => assert.equal(arpEntry(ARP, '192.0.2.10'), undefined));
  it('of another interface', () => assert.equal(arpEntry(ARP, '192.0.2.1', 'wlan0'), undefined));
});

describe('/proc/net/route', () => {
  it('an address of our own network', () => assert.deepEqual(routeIn(ROUTES, '192.0.2.200'), { device: 'hospital' }));
  it('the longest prefix goes first', () => assert.deepEqual(routeIn(ROUTES, '192.168.104.20'), { device: 'modality' }));
  it('of equal ones the least metric', () => assert.deepEqual(routeIn(ROUTES, '203.0.113.9'), { device: 'other', gateway: '192.0.2.2' }));
  it('a route that is down is none', () => assert.deepEqual(routeIn(ROUTES, '192.168.105.20')?.device, 'other'));
  it('none leads there', () => assert.equal(routeIn(ROUTES.replace(/^(hospital|other)\t0{8}.*\n/gm, ''), '203.0.113.9'), undefined));
});
