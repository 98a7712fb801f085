/** The root file system of the Raspberry Pi, byte for byte, on a machine that QEMU has whole. Not where IMAGE_BOARD chooses a board. */
import { storeAndCut } from './plugged-and-cut.ts';

if (process.env.IMAGE_BOARD === undefined) storeAndCut('qemu-arm64');
