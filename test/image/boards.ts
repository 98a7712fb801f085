/** The machines that QEMU has for our boards; no board is treated otherwise than by what stands here. */
export interface EmulatedBoard {
  readonly program: string;
  /** Machine and firmware. `VARIABLES` is the machine's own copy of the firmware's variables. */
  readonly args: readonly string[];
  /** Where the emulator root has the variables of a new machine. */
  readonly variables: string;
}

const SHARED = ['-smp', '2', '-m', '1024', '-device', 'virtio-rng-pci', '-device', 'i6300esb', '-action', 'watchdog=reset'];
const flash = (unit: number, rest: string) => ['-drive', `if=pflash,format=raw,unit=${unit},${rest}`];

export const BOARDS: Readonly<Record<string, EmulatedBoard>> = {
  nuc: {
    program: 'qemu-system-x86_64',
    args: [
      ...['-machine', 'q35,accel=tcg', '-cpu', 'max', ...SHARED],
      ...[...flash(0, 'readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd'), ...flash(1, 'file=VARIABLES')],
    ],
    variables: '/usr/share/OVMF/OVMF_VARS_4M.fd',
  },
  'qemu-arm64': {
    program: 'qemu-system-aarch64',
    args: [
      ...['-machine', 'virt,gic-version=3', '-cpu', 'cortex-a72', ...SHARED],
      ...[...flash(0, 'readonly=on,file=/usr/share/AAVMF/AAVMF_CODE.no-secboot.fd'), ...flash(1, 'file=VARIABLES')],
    ],
    variables: '/usr/share/AAVMF/AAVMF_VARS.fd',
  },
};
