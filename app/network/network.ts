/**
 * The two networks of a box: `hospital` and `modality`, never joined. One set of settings becomes files for systemd-networkd, nft and chrony;
 * a change waits to be confirmed. Knows nothing of DICOM but its ports.
 */
export { FIREWALL_FILE, hasGivenRole } from './apply.ts';
export { Network, type NetworkOptions, type NetworkReport } from './change.ts';
export { chronyConf } from './chrony.ts';
export { clockVerbs } from './clock-verb.ts';
export { EDITS, editSettings } from './edit.ts';
export { NetworkError, type NetworkErrorCode } from './errors.ts';
export { type LinkFacts, linkFacts } from './facts.ts';
export { firewall, type Hl7Place } from './firewall.ts';
export { NETWORK_LIMITS } from './limits.ts';
export type { MovedPorts } from './moved-ports.ts';
export { networkFiles, type SystemFile } from './networkd.ts';
export { type Port, placeOf, readPorts } from './ports.ts';
export { assignRoles, linkFiles, ROLES, type Role, type Roles } from './roles.ts';
export { checkKeptSettings, checkSettings, DEFAULT_SETTINGS, NetworkSettings } from './settings.ts';
export { type StartOptions, startNetwork } from './start.ts';
export { networkStore, type Outcome } from './store.ts';
export { debianSystem, type NetworkSystem } from './system.ts';
export { networkTable } from './table.ts';
export { isTimeKnown } from './time-known.ts';
export { networkVerbs } from './verbs.ts';
