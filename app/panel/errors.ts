import { CodedError } from '../base/base.ts';

export type PanelErrorCode = 'PANEL_LEDS_CONF'; // leds.conf cannot be read, or names what is not there

/** The world's fault: the panel is done without, images are kept all the same. */
export class PanelError extends CodedError<PanelErrorCode> {}
