import { DicomwebError } from './errors.ts';
import { type MediaType, parseMediaType, parseMediaTypes } from './media-types.ts';
import type { DicomwebRequest } from './route.ts';

/** One line of what somebody takes, with the packaging taken apart (PS3.18 §8.6.1). */
export interface Acceptable {
  /** `multipart` where multipart/related is asked for, `single` where the media type itself is, `either` where nothing is said of it. */
  readonly packaging: 'multipart' | 'single' | 'either';
  /** Of the parts: `application/dicom`, `image/*`, or the range of all. */
  readonly mediaType: string;
  /** A UID, `*` for as it is stored (PS3.18 §8.7.3.5.2), undefined where nothing is said. */
  readonly transferSyntax?: string;
}

/** What the target resource may be sent as. */
export interface Offer {
  readonly packaging: 'multipart' | 'single';
  readonly mediaType: string;
}

const ANYTHING = '*/*';

/**
 * What the request takes, the better first (PS3.18 §8.7.4, §8.7.5, §8.7.8): by the query parameter `accept` where there is one, which then stands
 * before the header, as browsers send one of their own; else by the header; everything where neither says anything.
 *
 * By quality, then the narrower before the wider, then in their order. Media ranges of quality 0 leave, and take with them what they name.
 */
export function acceptables({ url, headers }: Pick<DicomwebRequest, 'url' | 'headers'>): readonly Acceptable[] {
  const asked = acceptParameter(url);
  const text = asked ?? headers.get('accept') ?? '';
  if (text.trim() === '') return [{ packaging: 'either', mediaType: ANYTHING }];
  const ranges = parseMediaTypes(text).map((range) => ({ ...acceptableOf(range), quality: qualityOf(range) }));
  const refused = ranges.filter(({ quality }) => quality === 0);
  return ranges
    .filter((range) => range.quality > 0 && !isRefused(range, refused))
    .toSorted((a, b) => b.quality - a.quality || widthOf(a) - widthOf(b))
    .map(({ quality: _, ...acceptable }) => acceptable);
}

/** The first thing acceptable that one of the offers is, with the offer; undefined where there is none. */
export function choose<Offered extends Offer>(
  accepted: readonly Acceptable[],
  offers: readonly Offered[],
): { readonly acceptable: Acceptable; readonly offer: Offered } | undefined {
  for (const acceptable of accepted) {
    const offer = offers.find((one) => takes(acceptable, one));
    if (offer) return { acceptable, offer };
  }
  return undefined;
}

/** Whether what is acceptable covers what is offered. */
export function takes({ packaging, mediaType }: Acceptable, offer: Offer): boolean {
  return (packaging === 'either' || packaging === offer.packaging) && covers(mediaType, offer.mediaType);
}

/** 406 with what there is (PS3.18 §8.7.8). */
export function notAcceptable(have: readonly string[]): DicomwebError {
  return new DicomwebError('DICOMWEB_NOT_ACCEPTABLE', `Nothing of what Accept names can be given here. There is: ${have.join(', ')}.`);
}

/** In the URL a plus is a plus: `application/dicom+json` (PS3.18 §8.3.3.1). */
function acceptParameter({ search }: URL): string | undefined {
  const values = search
    .slice(1)
    .split('&')
    .filter((pair) => /^accept=/i.test(pair))
    .map((pair) => {
      try {
        return decodeURIComponent(pair.slice('accept='.length));
      } catch {
        throw new DicomwebError('DICOMWEB_BAD_PARAMETER', 'The value of accept is not percent-encoded as UTF-8.');
      }
    });
  return values.length === 0 ? undefined : values.join(',');
}

function acceptableOf({ type, parameters }: MediaType): Acceptable {
  const outer = parameters.get('transfer-syntax');
  if (type === ANYTHING) return { packaging: 'either', mediaType: ANYTHING, ...(outer && { transferSyntax: outer }) };
  if (type !== 'multipart/related' && type !== 'multipart/*')
    return { packaging: 'single', mediaType: type, ...(outer && { transferSyntax: outer }) };
  const inner = parseMediaType(parameters.get('type') ?? ANYTHING); // some clients put all into it: type="image/jls; transfer-syntax=*"
  const transferSyntax = outer ?? inner?.parameters.get('transfer-syntax');
  return { packaging: 'multipart', mediaType: inner?.type ?? ANYTHING, ...(transferSyntax && { transferSyntax }) };
}

function qualityOf({ parameters }: MediaType): number {
  const text = parameters.get('q');
  if (text === undefined) return 1;
  const quality = Number(text);
  return text !== '' && quality >= 0 ? Math.min(1, quality) : 0; // what is no number takes the range out
}

function isRefused({ packaging, mediaType, transferSyntax }: Acceptable, refused: readonly Acceptable[]): boolean {
  return refused.some(
    (one) =>
      one.packaging === packaging &&
      one.mediaType === mediaType &&
      (one.transferSyntax === undefined || one.transferSyntax === transferSyntax),
  );
}

/** 0 for one media type, 1 for a kind of them, 2 for all. */
function widthOf({ mediaType, packaging }: Acceptable): number {
  if (mediaType === ANYTHING) return packaging === 'either' ? 3 : 2;
  return mediaType.endsWith('/*') ? 1 : 0;
}

function covers(range: string, mediaType: string): boolean {
  if (range === ANYTHING || range === mediaType) return true;
  return range.endsWith('/*') && mediaType.startsWith(range.slice(0, -1));
}
