import { globSync } from 'node:fs';
import { freePort } from '../support/child.ts';
import { inEmulator } from './in-emulator.ts';
import type { PoweredBox } from './machine.ts';
import { qmp } from './qmp.ts';
import { copyFromSystemPartition, readFromSystemPartition, readGrubenv, writeGrubenv } from './system-partition.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

/** Does what the Raspberry Pi's GPU does, which QEMU has not: reads config.txt of the image, loads U-Boot, applies overlays to the device tree. */
export function prepareRaspberryPi(folder: string): void {
  const config = readFromSystemPartition(folder, 'config.txt').toString().split('\n');
  const values = (key: string) => config.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
  const [kernel = ''] = values('kernel');
  copyFromSystemPartition(folder, kernel, `${folder}/u-boot.bin`);
  // the device tree of QEMU's Pi 3, by the same kernel; the image has the Pi 4's
  const [deviceTree] = globSync('.cache/image/work/filmroom-rpi4/root/usr/lib/linux-image-*/broadcom/bcm2837-rpi-3-b.dtb', { cwd: ROOT });
  if (!deviceTree) throw new Error('the root file system of rpi4 is not there: make image BOARD=rpi4');
  const overlays = values('dtoverlay').map((name) => {
    copyFromSystemPartition(folder, `overlays/${name}.dtbo`, `${folder}/${name}.dtbo`);
    return `${folder}/${name}.dtbo`;
  });
  inEmulator('fdtoverlay', '-i', deviceTree, '-o', `${folder}/board.dtb`, ...overlays);
  // QEMU's power block resets the machine as soon as its watchdog is armed, and it has none of the GPU that vc4 drives
  writeGrubenv(folder, new Map([...readGrubenv(folder), ['EXTRA', 'module_blacklist=bcm2835_wdt,vc4']]));
}

/** What systemd says first: the kernel has its drivers by then. */
const KERNEL_IS_UP = /\[.* OK .*\]/;

/**
 * Plugs a USB network card in once the kernel is up. One that is there from the beginning stays unknown: U-Boot has looked at it, and QEMU's USB
 * controller does not say again that something is connected.
 *
 * @returns the port of the loopback address that leads to DICOM
 */
export async function plugInCard(powered: PoweredBox): Promise<number> {
  await powered.until(KERNEL_IS_UP);
  const port = await freePort();
  await qmp(powered.qmp, 'netdev_add', { type: 'user', id: 'wire', hostfwd: [{ str: `tcp:127.0.0.1:${port}-:104` }] });
  await qmp(powered.qmp, 'device_add', { driver: 'usb-net', netdev: 'wire', id: 'card' });
  return port;
}
