import { parseSubnet, type Subnet, toAddress, toNumber } from './address.ts';
import { NETWORK_LIMITS } from './limits.ts';
import type { NetworkSettings } from './settings.ts';

/** A file that the system reads: its name, and all of its content. */
export interface SystemFile {
  readonly name: string;
  readonly content: string;
}

const LEASE_SECONDS = 3600;
const HEAD = '# Made by filmroom from its network settings at each start; a change here is lost.';
/** Names are avahi's; nothing is passed from one side to the other. */
const ALWAYS = ['LLMNR=no', 'MulticastDNS=no', 'IPv6PrivacyExtensions=no', 'IPv4Forwarding=no', 'IPv6Forwarding=no'];

/** The settings as systemd.network(5) wants them. */
export function networkFiles({ hospital, modality }: NetworkSettings): SystemFile[] {
  return [
    { name: '10-hospital.network', content: hospitalFile(hospital) },
    { name: '10-modality.network', content: modalityFile(modality) },
  ];
}

function hospitalFile({ address, dns, ntp }: NetworkSettings['hospital']): string {
  const isDhcp = address.kind === 'dhcp';
  const servers = [...dns.map((server) => `DNS=${server}`), ...ntp.map((server) => `NTP=${server}`)];
  return unit({
    Match: ['Name=hospital'],
    Link: ['RequiredForOnline=no'],
    Network: [
      ...(isDhcp
        ? ['DHCP=yes', 'IPv6AcceptRA=yes']
        : ['DHCP=no', 'IPv6AcceptRA=no', `Address=${address.address}`, ...(address.gateway ? [`Gateway=${address.gateway}`] : [])]),
      'LinkLocalAddressing=yes', // beside whatever else there is: by it the box is always reached
      ...ALWAYS,
      ...servers,
    ],
    ...(isDhcp && {
      DHCPv4: [
        'ClientIdentifier=mac',
        `UseDNS=${yes(dns.length === 0)}`,
        `UseNTP=${yes(ntp.length === 0)}`,
        'UseHostname=no',
        'UseTimezone=no',
      ],
      DHCPv6: [`UseDNS=${yes(dns.length === 0)}`, `UseNTP=${yes(ntp.length === 0)}`, 'UseHostname=no'],
    }),
  });
}

function modalityFile({ address, dhcpServer, ntpServer }: NetworkSettings['modality']): string {
  const subnet = parseSubnet(address)!;
  return unit({
    Match: ['Name=modality'],
    Link: ['RequiredForOnline=no'],
    Network: [
      'DHCP=no',
      'IPv6AcceptRA=no',
      `Address=${address}`,
      'LinkLocalAddressing=ipv6', // a modality that asks for our address by name shall get the one of its own network
      ...ALWAYS,
      ...(dhcpServer.on ? ['DHCPServer=yes'] : []),
    ],
    ...(dhcpServer.on && {
      DHCPServer: [
        ...pool(subnet, dhcpServer),
        `DefaultLeaseTimeSec=${LEASE_SECONDS}`,
        'EmitDNS=no', // neither names nor a way out: nothing is passed on
        'EmitRouter=no',
        'EmitTimezone=no',
        `EmitNTP=${yes(ntpServer)}`,
        ...(ntpServer ? [`NTP=${subnet.address}`] : []),
      ],
    }),
  });
}

/** The range as networkd counts it: from the first address of the network. Without one, those above ours, or those below where ours is the last. */
function pool(subnet: Subnet, { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): string[] {
  const [first, last] = rangeOf(subnet, from, to);
  return [`PoolOffset=${first - toNumber(subnet.network)}`, `PoolSize=${last - first + 1}`];
}

function rangeOf(subnet: Subnet, from: string | undefined, to: string | undefined): readonly [number, number] {
  const [first, last] = from !== undefined && to !== undefined ? [toNumber(from), toNumber(to)] : besideOurs(subnet);
  return [first, Math.min(last, first + NETWORK_LIMITS.maxLeases - 1)];
}

function besideOurs(subnet: Subnet): readonly [number, number] {
  const own = toNumber(subnet.address);
  const lastHost = toNumber(subnet.broadcast) - 1;
  return own < lastHost ? [own + 1, lastHost] : [toNumber(subnet.network) + 1, own - 1];
}

/** The addresses that modalities are given, for people. */
export function dhcpRange({ address, dhcpServer: { from, to } }: NetworkSettings['modality']): {
  readonly from: string;
  readonly to: string;
} {
  const [first, last] = rangeOf(parseSubnet(address)!, from, to);
  return { from: toAddress(first), to: toAddress(last) };
}

function yes(is: boolean): string {
  return is ? 'yes' : 'no';
}

function unit(sections: Readonly<Record<string, readonly string[]>>): string {
  const parts = Object.entries(sections).map(([name, lines]) => [`[${name}]`, ...lines].join('\n'));
  return `${[HEAD, ...parts].join('\n\n')}\n`;
}
