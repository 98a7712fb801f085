/** IMAGE_BOARD chooses the board. */
import { storeAndCut } from './plugged-and-cut.ts';

storeAndCut(process.env.IMAGE_BOARD ?? 'nuc');
