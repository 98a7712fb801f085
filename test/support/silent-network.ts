import type { NetworkSystem } from '../../app/network/network.ts';

const nothing = async () => {};

/** Stands for nft, networkctl and udev, which a test's machine must not be changed by. */
export const silentNetwork: NetworkSystem = {
  loadFirewall: nothing,
  reloadLinks: nothing,
  nameLinks: nothing,
  settle: nothing,
  restartTimeServer: nothing,
};
