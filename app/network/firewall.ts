import { parseSubnet } from './address.ts';
import type { Role } from './roles.ts';
import type { NetworkSettings } from './settings.ts';

/** HTTPS; HTTP, which sends there; and the port that it has on a computer. Each tells the two apart. */
export const PAGE_PORTS: readonly number[] = [80, 443, 8042];
/** DICOM over TLS (PS3.8 §9.1.1, PS3.15 Annex B). */
const DICOM_TLS_PORT = 2762;

/** Where the program listens for HL7. */
export interface Hl7Place {
  /** As its setting has it: an address of ours, or every one. */
  readonly host: string;
  readonly port: number;
}

/**
 * The side that HL7 is listened for. Orders come from the hospital; from the modalities' side alone where it is our address there that is listened on.
 *
 * @returns undefined where nobody may come by the network: on the loopback address, and at the port of the page on the side where the page is shut
 */
function sideOf({ host, port }: Hl7Place, { modality }: NetworkSettings): Role | undefined {
  if (/^(127\.|::1$|localhost$)/.test(host)) return undefined;
  if (host !== parseSubnet(modality.address)?.address) return 'hospital';
  return PAGE_PORTS.includes(port) ? undefined : 'modality';
}

/**
 * The settings as nft(8) wants them: default deny, and nothing is ever forwarded. A port that plays neither role has nothing but ICMP.
 * Loaded as one transaction: there is no moment without rules, and a mistake leaves the old ones.
 */
export function firewall(settings: NetworkSettings, hl7?: Hl7Place): string {
  const { hospital, modality } = settings;
  const hl7Side = hl7 && sideOf(hl7, settings);
  const rules = [
    'ct state established,related accept',
    'ct state invalid drop',
    'iif lo accept',
    'meta l4proto { icmp, ipv6-icmp } accept',
    '',
    accept('hospital', 'udp sport 67 udp dport 68', hospital.address.kind === 'dhcp', 'answers of DHCP'),
    accept('hospital', 'ip6 saddr fe80::/10 udp sport 547 udp dport 546', hospital.address.kind === 'dhcp', 'answers of DHCPv6'),
    accept('modality', 'udp sport 68 udp dport 67', modality.dhcpServer.on, 'DHCP'),
    '# an address of ours counts on its own side only',
    'fib daddr . iif type != { local, broadcast, multicast } drop',
    '',
    accept('{ hospital, modality }', 'udp dport 5353', true, 'mDNS'),
    accept('hospital', `tcp dport ${set(PAGE_PORTS)}`, true, 'the page'),
    accept('hospital', `tcp dport ${DICOM_TLS_PORT}`, true, 'DICOM over TLS'),
    accept('hospital', `tcp dport ${set(hospital.dicomPorts)}`, hospital.dicomPorts.length > 0, 'DICOM'),
    accept('modality', `tcp dport ${set(modality.dicomPorts)}`, modality.dicomPorts.length > 0, 'DICOM, worklist included'),
    ...(hl7 && hl7Side ? [accept(hl7Side, `tcp dport ${hl7.port}`, true, 'HL7')] : []),
    accept('modality', 'udp dport 123', modality.ntpServer, 'NTP'),
  ];
  return `# Made by filmroom from its network settings; a change here is lost.
flush ruleset
table inet filmroom {
  chain input {
    type filter hook input priority filter; policy drop;
${rules
  .filter((rule) => rule !== undefined)
  .map((rule) => (rule === '' ? '' : `    ${rule}`))
  .join('\n')}
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
  }
}
`;
}

function accept(side: string, what: string, isOpen: boolean, words: string): string | undefined {
  return isOpen ? `iifname ${side} ${what} accept comment "${words}"` : undefined;
}

function set(ports: readonly number[]): string {
  return `{ ${[...new Set(ports)].sort((a, b) => a - b).join(', ')} }`;
}
