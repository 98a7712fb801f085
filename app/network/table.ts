import { wrapWords } from '../base/base.ts';
import type { NetworkReport } from './change.ts';
import { dhcpRange } from './networkd.ts';
import type { NetworkSettings } from './settings.ts';

const MOST_WIDTH = 100;
const INDENT = 14;

/** The report of `filmroom network show`: how it is, then how it is set. */
export function networkTable({ settings, waiting, lastChange, links }: NetworkReport, columns: number): string {
  const width = Math.max(40, Math.min(MOST_WIDTH, columns)) - INDENT;
  const row = (name: string, words: string) => `${name.padEnd(INDENT)}${wrapWords(words, width).join(`\n${' '.repeat(INDENT)}`)}`;
  const rows = (current: NetworkSettings) => Object.entries(settingWords(current)).map(([name, words]) => row(`  ${name}`, words));
  return `${[
    ...links.map(({ role, words }) => row(role.toUpperCase(), words)),
    '',
    ...(waiting
      ? [
          `Set now, and taken back in ${waiting.secondsLeft} s unless confirmed:`,
          ...rows(waiting.settings),
          '',
          'Set before, and again after that:',
          ...rows(settings),
        ]
      : ['Set:', ...rows(settings)]),
    ...(lastChange && !waiting ? ['', `Last change: ${OUTCOMES[lastChange.outcome]} (${lastChange.at}).`] : []),
  ].join('\n')}\n`;
}

const OUTCOMES = {
  confirmed: 'confirmed',
  reverted: 'taken back; the settings before it hold',
  'not confirmed': 'taken back, since nobody confirmed it in time',
  'not confirmed before the restart': 'taken back, since the box restarted before it was confirmed',
  fallback: 'the network of a new box, by the button',
  damaged: 'the settings could not be read: the box has the network of a new one, set them again',
} as const;

function settingWords({ hospital, modality }: NetworkSettings): Record<string, string> {
  const { address } = hospital;
  const { from, to } = dhcpRange(modality);
  const list = (items: readonly (string | number)[], none: string) => (items.length > 0 ? items.join(', ') : none);
  const otherwise = address.kind === 'dhcp' ? 'as DHCP says' : 'none';
  return {
    hospital: `${address.kind === 'dhcp' ? 'DHCP' : `${address.address}, gateway ${address.gateway ?? 'none'}`}; names: ${list(hospital.dns, otherwise)}; time: ${list(hospital.ntp, `${otherwise === 'none' ? '' : 'as DHCP says, else '}public servers`)}; DICOM open: ${list(hospital.dicomPorts, 'none')}`,
    modality: `${modality.address}; DHCP server: ${modality.dhcpServer.on ? `${from} – ${to}` : 'off'}; time server: ${modality.ntpServer ? 'on' : 'off'}; DICOM open: ${list(modality.dicomPorts, 'none')}`,
  };
}
