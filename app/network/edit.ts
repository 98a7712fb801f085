import { nearest } from '../base/base.ts';
import { NetworkError } from './errors.ts';
import type { NetworkSettings } from './settings.ts';

type Draft = { hospital: Record<string, unknown>; modality: Record<string, unknown> };

/** What may be written after `filmroom network set`, each with what it means. */
export const EDITS: Readonly<
  Record<string, { readonly value: string; readonly words: string; readonly edit: (draft: Draft, value: string) => void }>
> = {
  hospital: {
    value: 'dhcp | address/prefix',
    words: 'Our address on the side of the hospital.',
    edit(draft, value) {
      const before = draft.hospital.address as { readonly gateway?: string };
      const kept = before.gateway === undefined ? {} : { gateway: before.gateway };
      draft.hospital.address = value === 'dhcp' ? { kind: 'dhcp' } : { kind: 'static', address: value, ...kept };
    },
  },
  gateway: {
    value: 'address | none',
    words: 'The hospital’s way out; with an address of your own alone.',
    edit(draft, value) {
      const { kind, address } = draft.hospital.address as { readonly kind: string; readonly address?: string };
      if (kind === 'dhcp')
        throw new NetworkError('NETWORK_INVALID', 'gateway: with DHCP the hospital names it; set hospital=address/prefix too.');
      draft.hospital.address = { kind, address, ...(value !== 'none' && { gateway: value }) };
    },
  },
  dns: {
    value: 'address,… | none',
    words: 'Servers for names; none: those of DHCP.',
    edit(draft, value) {
      draft.hospital.dns = items(value);
    },
  },
  ntp: {
    value: 'server,… | none',
    words: 'Servers for the time; none: those of DHCP.',
    edit(draft, value) {
      draft.hospital.ntp = items(value);
    },
  },
  'hospital-dicom': {
    value: 'port,… | none',
    words: 'DICOM ports that are open to the hospital.',
    edit(draft, value) {
      draft.hospital.dicomPorts = portsOf('hospital-dicom', value);
    },
  },
  modality: {
    value: 'address/prefix',
    words: 'Our address on the side of the modalities.',
    edit(draft, value) {
      draft.modality.address = value;
    },
  },
  'dhcp-server': {
    value: 'on | off | first-last',
    words: 'Whether modalities get their address from us, and which.',
    edit(draft, value) {
      const [from, to, more] = value.split('-');
      const isSwitch = value === 'on' || value === 'off';
      if (!isSwitch && (to === undefined || more !== undefined))
        throw new NetworkError('NETWORK_INVALID', `dhcp-server: on, off, or the first and last address with a - between, not "${value}".`);
      draft.modality.dhcpServer = isSwitch ? { ...(draft.modality.dhcpServer as object), on: value === 'on' } : { on: true, from, to };
    },
  },
  'ntp-server': {
    value: 'on | off',
    words: 'Whether modalities may ask us for the time.',
    edit(draft, value) {
      if (value !== 'on' && value !== 'off') throw new NetworkError('NETWORK_INVALID', `ntp-server: on or off, not "${value}".`);
      draft.modality.ntpServer = value === 'on';
    },
  },
  'modality-dicom': {
    value: 'port,… | none',
    words: 'DICOM ports that are open to the modalities.',
    edit(draft, value) {
      draft.modality.dicomPorts = portsOf('modality-dicom', value);
    },
  },
};

/**
 * Settings with `key=value` words applied, in the order of EDITS, so that `gateway=… hospital=…` means the same in either order. Not checked yet.
 *
 * @throws NetworkError NETWORK_INVALID for a word that is none
 */
export function editSettings(settings: NetworkSettings, words: readonly string[]): unknown {
  const given = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf('=');
    const key = at < 0 ? word : word.slice(0, at);
    const meant = nearest(key, Object.keys(EDITS));
    if (!Object.hasOwn(EDITS, key))
      throw new NetworkError(
        'NETWORK_INVALID',
        `There is no "${key}" to set. ${meant ? `Did you mean ${meant}=?` : `There are: ${Object.keys(EDITS).join(', ')}.`}`,
      );
    if (at < 0) throw new NetworkError('NETWORK_INVALID', `Write ${key}=${EDITS[key]!.value}.`);
    if (given.has(key)) throw new NetworkError('NETWORK_INVALID', `${key} is given twice.`);
    given.set(key, word.slice(at + 1));
  }
  const draft: Draft = structuredClone(settings);
  for (const [key, { edit }] of Object.entries(EDITS)) if (given.has(key)) edit(draft, given.get(key)!);
  if (given.has('modality') && !given.has('dhcp-server')) draft.modality.dhcpServer = { on: settings.modality.dhcpServer.on }; // its range was of the old network
  return draft;
}

function items(value: string): string[] {
  return value === 'none' ? [] : value.split(',').map((item) => item.trim());
}

/** Digits and nothing else: what JavaScript takes for a number beside them (0x50, 1e3) was meant otherwise. */
function portsOf(key: string, value: string): number[] {
  const words = value === 'none' ? [] : value.split(',');
  const wrong = words.find((word) => !/^\d+$/.test(word));
  if (wrong !== undefined)
    throw new NetworkError('NETWORK_INVALID', `${key}: "${wrong}" is no port; write numbers with a comma between, e.g. ${key}=104,11112`);
  return words.map(Number);
}
