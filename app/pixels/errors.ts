import { CodedError } from '../base/base.ts';

export type PixelsErrorCode =
  | 'PIXELS_NO_IMAGE' // a report, a document, a waveform: nothing to be drawn
  | 'PIXELS_NO_SUCH_FRAME'
  | 'PIXELS_BROKEN' // attributes or structure contradict one another, or bytes are missing
  | 'PIXELS_UNSUPPORTED' // a transfer syntax, photometric interpretation or depth that is not decoded here
  | 'PIXELS_TOO_LARGE' // decoded it would take more than a frame may
  | 'PIXELS_FRAME_CORRUPT' // the compressed frame cannot be decoded
  | 'PIXELS_TOO_SLOW' // the deadline of the frame has passed
  | 'PIXELS_BUSY' // as many frames wait as may
  | 'PIXELS_DECODER_DIED' // the thread that decoded it ended; another takes its place
  | 'PIXELS_CLOSED';

/** A frame that cannot be had. The message says why and has no value of a patient. */
export class PixelsError extends CodedError<PixelsErrorCode> {}
