/**
 * Being found, and finding others, by name: mDNS and DNS-SD (RFC 6762, RFC 6763) as PS3.15 Annex H.2 wants it.
 * The packets are avahi-daemon's: what is announced is a file that it reads, who else is there is asked of avahi-browse; ../docs/adr has the reasons.
 */
export { type Announced, type AnnounceOptions, type Announcing, startAnnouncing } from './announce.ts';
export { type Browsed, parseBrowsed } from './browsed.ts';
export { type Discovered, type DiscoverOptions, discover } from './discover.ts';
export { MdnsError, type MdnsErrorCode } from './errors.ts';
export { type Peer, peersOf } from './peers.ts';
export { peerTable } from './report.ts';
export { type AnnouncedFacts, type Service, servicesOf } from './services.ts';
