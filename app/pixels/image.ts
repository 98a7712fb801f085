/** How the values of one frame lie (PS3.3 C.7.6.3). */
export interface PixelFormat {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  /** 32 and 64 of Float and Double Float Pixel Data, see `isFloat`. */
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  /** 1: two's complement. */
  readonly pixelRepresentation: 0 | 1;
  /** 1: a plane for each sample. */
  readonly planarConfiguration: 0 | 1;
  /** (0028,0004): MONOCHROME2, RGB, … */
  readonly photometric: string;
  readonly isFloat: boolean;
}

/** A look-up table (PS3.3 C.11.1.1.1, C.7.6.3.1.5). Values below `first` take the first entry, those beyond the end the last. */
export interface Lut {
  readonly first: number;
  readonly entries: Uint16Array;
  /** Bits of an entry. */
  readonly bits: number;
}

export type VoiFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';

/** PS3.3 C.11.2.1.2 */
export interface VoiWindow {
  readonly center: number;
  readonly width: number;
  readonly function: VoiFunction;
}

/** From stored values to what is shown (PS3.4 N.2), of one frame. */
export interface Grayscale {
  readonly slope: number;
  readonly intercept: number;
  /** In place of slope and intercept. */
  readonly modalityLut?: Lut;
  readonly windows: readonly VoiWindow[];
  readonly voiLuts: readonly Lut[];
}

export interface Palette {
  readonly red: Lut;
  readonly green: Lut;
  readonly blue: Lut;
}

/** A plane of group 60xx (PS3.3 C.9.2). */
export interface Overlay {
  readonly rows: number;
  readonly columns: number;
  /** 1-based; may be outside of the image. */
  readonly row: number;
  readonly column: number;
  readonly frames: number;
  /** The frame of the image that the first of its frames belongs to. */
  readonly firstFrame: number;
  /** One bit a pixel, low bit first. */
  readonly bits: Uint8Array;
}

/** What of a data set an image is drawn by. */
export interface ImageHeader extends PixelFormat {
  readonly sopClassUid: string;
  readonly numberOfFrames: number;
  /** One for all frames, or one for each. */
  readonly grayscales: readonly Grayscale[];
  /** (2050,0020) INVERSE. */
  readonly isInverse: boolean;
  readonly palette?: Palette;
  /** Stored values of no meaning (PS3.3 C.7.5.1.1.2), left out of a window that is taken from the data. */
  readonly padding?: { readonly from: number; readonly to: number };
  /** Height of a pixel by its width. */
  readonly aspect: number;
  readonly overlays: readonly Overlay[];
  /** How long a frame is shown, where the image says. */
  readonly frameMs?: number;
  /** Of its colours. */
  readonly iccProfile?: IccProfileAt;
}

/** Where (0028,2000) stands in the data set, and the space that (0028,2002) says it is of; `elsewhere` where each optical path has its own. */
export type IccProfileAt = { readonly begin: number; readonly end: number; readonly space: string } | 'elsewhere';
