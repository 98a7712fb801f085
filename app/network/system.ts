import { runTool } from '../box/box.ts';

/** The programs of the system that take what we wrote. */
export interface NetworkSystem {
  /** Loads a ruleset whole, or leaves the old one. */
  loadFirewall(file: string): Promise<void>;
  /** Has networkd read its files anew, and set up the links whose file has changed. */
  reloadLinks(): Promise<void>;
  /** Has udev give these ports their names. */
  nameLinks(ports: readonly string[]): Promise<void>;
  /** Waits until the drivers that udev loads have come, or for `timeoutMs`. */
  settle(timeoutMs: number): Promise<void>;
  restartTimeServer(): Promise<void>;
}

export const debianSystem: NetworkSystem = {
  async loadFirewall(file) {
    await runTool('nft', ['-f', file]);
  },
  async reloadLinks() {
    await runTool('networkctl', ['reload']);
  },
  async nameLinks(ports) {
    await runTool('udevadm', ['control', '--reload']);
    await runTool('udevadm', ['trigger', '--action=add', '--settle', ...ports.map((port) => `/sys/class/net/${port}`)]);
  },
  async settle(timeoutMs) {
    await runTool('udevadm', ['settle', `--timeout=${Math.ceil(timeoutMs / 1000)}`], { timeoutMs: timeoutMs + 5000 });
  },
  async restartTimeServer() {
    await runTool('systemctl', ['try-restart', '--no-block', 'chrony.service']);
  },
};
