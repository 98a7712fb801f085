import { parseSubnet } from './address.ts';
import type { NetworkSettings } from './settings.ts';

/** Modalities must agree with each other even where nobody tells us the time: hence a stratum of our own. */
export const LOCAL = 'local stratum 10';

/**
 * Whom chrony serves (chrony.conf(5)). Whom it asks is another matter: networkd knows the servers that are set and those of DHCP, and
 * overlays/common/usr/lib/filmroom/time-servers hands them over.
 *
 * @param isKnown whether the time is: a machine whose clock stops without power starts with the time at which it was switched off, which no
 *   modality is told: `clock.set` lets chrony serve it once a person has set it
 */
export function chronyConf({ modality }: NetworkSettings, isKnown = true): string {
  const { network, prefix } = parseSubnet(modality.address)!;
  const lines = modality.ntpServer ? [`allow ${network}/${prefix}`, ...(isKnown ? [LOCAL] : [])] : ['port 0'];
  return `${['# Made by filmroom from its network settings; a change here is lost.', ...lines].join('\n')}\n`;
}
