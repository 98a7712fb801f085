/** The machines that QEMU has for our boards; no board is treated otherwise than by what stands here. */
import { prepareRaspberryPi } from './raspberry-pi.ts';

export interface EmulatedBoard {
  readonly program: string;
  /** Of the program in its image, as os-image/binary names it. */
  readonly architecture: 'x64' | 'arm64';
  /** Machine and firmware; FOLDER is the box's own. */
  readonly args: readonly string[];
  /** How it has its disk, FOLDER/disk.img. */
  readonly disk: readonly string[];
  /** The network card whose cable is `wire`. */
  readonly networkCard: string;
  /** How it has its serial console, CONSOLE. */
  readonly serial: readonly string[];
  /** Where the emulator root has the firmware's variables of a new machine. */
  readonly variables?: string;
  /** What is done to a new disk, and taken from it, before the first start. */
  readonly prepare?: (folder: string) => void;
}

const PC_LIKE = {
  disk: ['-drive', 'if=none,id=disk,format=raw,file=FOLDER/disk.img,cache=writeback', '-device', 'virtio-blk-pci,drive=disk'],
  networkCard: 'virtio-net-pci',
  serial: ['-serial', 'file:CONSOLE'],
};
/** One processor: of two boxes beside each other, with one each, both start in less time than one that has two. */
const SHARED = ['-smp', '1', '-m', '1024', '-device', 'virtio-rng-pci', '-device', 'i6300esb', '-action', 'watchdog=reset'];
const flash = (unit: number, rest: string) => ['-drive', `if=pflash,format=raw,unit=${unit},${rest}`];

export const BOARDS: Readonly<Record<string, EmulatedBoard>> = {
  nuc: {
    ...PC_LIKE,
    program: 'qemu-system-x86_64',
    architecture: 'x64',
    args: [
      // without what costs an emulated processor most: a fifth of the time to READY
      ...['-machine', 'q35,accel=tcg', '-cpu', 'max,la57=off,smap=off,smep=off,avx=off,avx2=off,f16c=off,fma=off', ...SHARED],
      ...[...flash(0, 'readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd'), ...flash(1, 'file=FOLDER/variables.fd')],
    ],
    variables: '/usr/share/OVMF/OVMF_VARS_4M.fd',
  },
  'qemu-arm64': {
    ...PC_LIKE,
    program: 'qemu-system-aarch64',
    architecture: 'arm64',
    args: [
      ...['-machine', 'virt,gic-version=3', '-cpu', 'cortex-a72', ...SHARED],
      ...[...flash(0, 'readonly=on,file=/usr/share/AAVMF/AAVMF_CODE.no-secboot.fd'), ...flash(1, 'file=FOLDER/variables.fd')],
    ],
    variables: '/usr/share/AAVMF/AAVMF_VARS.fd',
  },
  /** On a Raspberry Pi 3: QEMU's Pi 4 has no network, and Linux does not come up on it. From U-Boot on, all of it is the image's own. */
  rpi4: {
    program: 'qemu-system-aarch64',
    architecture: 'arm64',
    args: ['-machine', 'raspi3b', '-kernel', 'FOLDER/u-boot.bin', '-dtb', 'FOLDER/board.dtb', '-usb'],
    disk: ['-drive', 'if=sd,format=raw,file=FOLDER/disk.img,cache=writeback'],
    networkCard: 'usb-net',
    serial: ['-serial', 'null', '-serial', 'file:CONSOLE'], // its first UART is Bluetooth's
    prepare: prepareRaspberryPi,
  },
};
