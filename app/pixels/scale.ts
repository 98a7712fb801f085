/** 8 bits a sample, the samples of a pixel together. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly samples: 1 | 3;
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/** Of a picture, in pixels from its upper left corner; may be outside of it. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What lies outside of the picture stays black. */
export function cropped({ pixels, width, height, samples }: Picture, region: Region): Picture {
  const out = new Uint8Array(region.width * region.height * samples);
  const left = Math.max(0, region.x);
  const right = Math.min(width, region.x + region.width);
  for (let y = Math.max(0, region.y); y < Math.min(height, region.y + region.height) && left < right; y++) {
    const row = pixels.subarray((y * width + left) * samples, (y * width + right) * samples);
    out.set(row, ((y - region.y) * region.width + left - region.x) * samples);
  }
  return { width: region.width, height: region.height, samples, pixels: out };
}

export function flipped({ pixels, width, height, samples }: Picture, across: boolean, down: boolean): Picture {
  const out = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) {
    const fromRow = down ? height - 1 - y : y;
    for (let x = 0; x < width; x++) {
      const from = (fromRow * width + (across ? width - 1 - x : x)) * samples;
      const to = (y * width + x) * samples;
      for (let sample = 0; sample < samples; sample++) out[to + sample] = pixels[from + sample]!;
    }
  }
  return { width, height, samples, pixels: out };
}

/** The picture in another size: a triangle filter, as wide as what becomes one pixel, so that nothing thin is lost and nothing shimmers. */
export function scaled(picture: Picture, width: number, height: number): Picture {
  const across = width === picture.width ? picture : resampled(picture, width, true);
  return height === picture.height ? across : resampled(across, height, false);
}

interface Weights {
  /** First source pixel of each. */
  readonly first: Int32Array;
  readonly count: number;
  /** `count` weights for each, their sum 1. */
  readonly weights: Float32Array;
}

function weightsOf(from: number, to: number): Weights {
  const ratio = from / to;
  const radius = Math.max(1, ratio);
  const count = Math.ceil(radius * 2) + 1;
  const first = new Int32Array(to);
  const weights = new Float32Array(to * count);
  for (let at = 0; at < to; at++) {
    const middle = (at + 0.5) * ratio - 0.5;
    const begin = Math.ceil(middle - radius);
    first[at] = begin;
    let sum = 0;
    for (let next = 0; next < count; next++) {
      const source = begin + next;
      const weight = source < 0 || source >= from ? 0 : Math.max(0, 1 - Math.abs(source - middle) / radius);
      weights[at * count + next] = weight;
      sum += weight;
    }
    for (let next = 0; next < count; next++) weights[at * count + next]! /= sum;
  }
  return { first, count, weights };
}

function resampled({ pixels, width, height, samples }: Picture, size: number, isAcross: boolean): Picture {
  const [outWidth, outHeight] = isAcross ? [size, height] : [width, size];
  const out = new Uint8ClampedArray(outWidth * outHeight * samples); // rounds
  const { first, count, weights } = weightsOf(isAcross ? width : height, size);
  const step = isAcross ? samples : width * samples;
  const last = (isAcross ? width : height) - 1;
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      const at = isAcross ? x : y;
      const line = isAcross ? y * width * samples : x * samples;
      for (let sample = 0; sample < samples; sample++) {
        let sum = 0;
        for (let next = 0; next < count; next++) {
          const weight = weights[at * count + next]!;
          if (weight !== 0) sum += weight * pixels[line + Math.min(last, first[at]! + next) * step + sample]!;
        }
        out[(y * outWidth + x) * samples + sample] = sum;
      }
    }
  }
  return { width: outWidth, height: outHeight, samples, pixels: new Uint8Array(out.buffer) };
}
