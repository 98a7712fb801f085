/** Below the root; in memory: made again at each start. */
export const NETWORKD_FOLDER = 'run/systemd/network';
export const OWN_FOLDER = 'run/filmroom-network';
