import { parseSubnet } from './address.ts';
import type { NetworkSettings } from './settings.ts';

/**
 * Whom chrony serves (chrony.conf(5)). Whom it asks is another matter: networkd knows the servers that are set and those of DHCP, and
 * overlays/common/usr/lib/filmroom/time-servers hands them over.
 */
export function chronyConf({ modality }: NetworkSettings): string {
  const { network, prefix } = parseSubnet(modality.address)!;
  // modalities must agree with each other even where nobody tells us the time: hence a stratum of our own
  const lines = modality.ntpServer ? [`allow ${network}/${prefix}`, 'local stratum 10'] : ['port 0'];
  return `${['# Made by filmroom from its network settings; a change here is lost.', ...lines].join('\n')}\n`;
}
