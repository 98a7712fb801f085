import type { LinkFacts } from './facts.ts';
import { dhcpRange } from './networkd.ts';
import type { NetworkSettings } from './settings.ts';

interface Around {
  /** Whether this is the only port of the box. */
  readonly isOnly: boolean;
  /** A network that both sides have. */
  readonly shared: string | undefined;
}

/** What the owner should know of one side, and do about it. */
export function linkWords(link: Omit<LinkFacts, 'words'>, settings: NetworkSettings, { isOnly, shared }: Around): string {
  if (!link.isPresent) return link.wasPresent ? GONE[link.role] : ABSENT[link.role];
  const speed = link.megabitPerSecond ? ` (${link.megabitPerSecond} Mbit/s)` : '';
  if (!link.isCableIn) return 'No cable, or nothing at its other end. Plug it in; look at the lamps beside the socket.';
  const parts = [`Cable in${speed}.`, link.role === 'hospital' ? hospitalWords(link, settings, isOnly) : modalityWords(link, settings)];
  if (shared) parts.push(`Both sides use ${shared}, so that answers may leave by the wrong one: give the modalities other addresses.`);
  return parts.join(' ');
}

const GONE = {
  hospital: 'The port of the hospital is gone. Plug its adapter in again; where it sits inside the box, it has failed.',
  modality:
    'The port of the modalities is gone. Plug its adapter in again; where it sits inside the box, it has failed. Was it taken away for good? The network fallback, by the button, makes this a box with one port.',
} as const;

const ABSENT = {
  hospital: 'This box has no port for the hospital. Plug in an Ethernet adapter and restart.',
  modality: 'This box has one port: modalities reach it through the hospital’s network.',
} as const;

function hospitalWords(link: Omit<LinkFacts, 'words'>, { hospital }: NetworkSettings, isOnly: boolean): string {
  const own = link.addresses.find((address) => !address.startsWith('169.254.'));
  const fallback = link.addresses.find((address) => address.startsWith('169.254.'))?.split('/')[0];
  const reach = fallback ? ` Until then it is reached at ${fallback} by a computer on the same cable or switch.` : '';
  if (!own)
    return hospital.address.kind === 'dhcp'
      ? `No DHCP server has given an address yet.${reach} Ask for one, or set an address.`
      : `The address ${hospital.address.address} is not in use yet.${reach}`;
  const by = hospital.address.kind === 'dhcp' ? 'by DHCP' : 'as set';
  const way = link.gateway ? `way out by ${link.gateway}` : 'no way out of this network';
  return `Address ${own} ${by}, ${way}.${isOnly ? ' Modalities and workstations use it.' : ''}`;
}

function modalityWords(link: Omit<LinkFacts, 'words'>, { modality }: NetworkSettings): string {
  const [own] = link.addresses;
  if (!own) return `The address ${modality.address} is not in use yet.`;
  const range = dhcpRange(modality);
  const given = modality.dhcpServer.on
    ? `Modalities get addresses from ${range.from} to ${range.to}.`
    : `Give each modality an address in this network by hand, or switch the DHCP server on.`;
  const time = modality.ntpServer ? ` It tells them the time at ${own.split('/')[0]}.` : '';
  return `Address ${own}. ${given}${time}`;
}
