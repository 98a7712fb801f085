import { parseSubnet } from './address.ts';
import type { NetworkSettings } from './settings.ts';

/**
 * What chrony is to do beside what is the same for every box (overlays/common/etc/chrony/chrony.conf): whom it asks, and who may ask it (chrony.conf(5)).
 * The hospital's DHCP names its servers by another way, see overlays/common/usr/lib/filmroom/time-servers.
 */
export function chronyConf({ hospital, modality }: NetworkSettings): string {
  const subnet = parseSubnet(modality.address)!;
  const sources = hospital.ntp.map((server) => `server ${server} iburst`);
  const served = [
    `allow ${subnet.network}/${subnet.prefix}`,
    // modalities must agree with each other even where nobody tells us the time
    'local stratum 10',
  ];
  return `${['# Made by filmroom from its network settings; a change here is lost.', ...sources, ...(modality.ntpServer ? served : ['port 0'])].join('\n')}\n`;
}
