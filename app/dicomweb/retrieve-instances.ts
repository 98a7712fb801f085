import { wordsOf } from '../base/base.ts';
import { studyZip } from '../media/media.ts';
import { PixelsError } from '../pixels/pixels.ts';
import { transferSyntaxName } from '../registry/registry.ts';
import { type Acceptable, acceptables, notAcceptable, type Offer, takes } from './accept.ts';
import { inTurn } from './ahead.ts';
import { answerSingle } from './answer-single.ts';
import { type ByteSpan, etagOf, isNotModified, notModified } from './conditional.ts';
import { DicomwebError } from './errors.ts';
import { rangesOf } from './frame-bytes.ts';
import { fileBytesOf, fileMetaOf, fileOf, type OutgoingInstance } from './instance-bytes.ts';
import type { InstanceRefs } from './instance-refs.ts';
import { createMultipartWriter, type MultipartWriter } from './multipart-writer.ts';
import type { PlainInstances } from './plain-instances.ts';
import { problemOf } from './problem.ts';
import { refsOf } from './retrieve-refs.ts';
import { syntaxFor } from './retrieve-syntax.ts';
import type { DicomwebParts, DicomwebRequest, DicomwebRoute } from './route.ts';
import type { Pieces, SendBuffers, Sending } from './sending.ts';

const DICOM = 'application/dicom';
const MULTIPART: Offer = { packaging: 'multipart', mediaType: DICOM };
const SINGLE: Offer = { packaging: 'single', mediaType: DICOM };
const ZIP: Offer = { packaging: 'single', mediaType: 'application/zip' };
const PROBLEM = 'application/problem+json';
const NOTHING = Buffer.alloc(0);
const PRIVATE = { 'cache-control': 'no-store', vary: 'accept' } as const; // patient data

type Refs = Awaited<ReturnType<typeof refsOf>>;

interface InstanceParts {
  readonly parts: DicomwebParts;
  readonly refs: InstanceRefs;
  readonly sending: Sending;
  readonly plain: PlainInstances;
}

/** Retrieve Transaction of studies, series and instances (PS3.18 §10.4.1.1.1 to 10.4.1.1.3). */
export function retrieveInstancesRoutes(with_: InstanceParts): readonly DicomwebRoute[] {
  const handle = (request: DicomwebRequest) => retrieve(request, with_);
  const paths = ['/studies/:study', '/studies/:study/series/:series', '/studies/:study/series/:series/instances/:instance'] as const;
  return paths.map((path) => ({ method: 'GET', path, handle }));
}

async function retrieve(request: DicomwebRequest, with_: InstanceParts): Promise<Response> {
  const { parts } = with_;
  const accepted = acceptables(request);
  const refs = request.params.instance === undefined ? await refsOf(request, parts) : [await with_.refs.of(request)];
  const isStudy = request.params.series === undefined;
  const offers = [MULTIPART, ...(refs.length === 1 ? [SINGLE] : []), ...(isStudy ? [ZIP] : [])];
  const { offer, instances } = selected(refs, accepted, offers);
  const { by } = request;
  const isSingle = request.params.instance !== undefined; // a viewer asks for thousands of them, one by one
  parts.log[isSingle ? 'debug' : 'info']('WADO-RS sends', {
    by,
    instances: instances.length,
    studyInstanceUid: refs[0]!.studyInstanceUid,
    as: offer.mediaType,
  });
  if (offer === ZIP) return zipOf(refs[0]!.studyInstanceUid, request, with_);
  const decides = instances.flatMap(({ ref, transferSyntaxUid }) => [ref.sha256, transferSyntaxUid]);
  const headers = { ...PRIVATE, etag: etagOf(offer.packaging, ...decides) };
  if (isNotModified(request.headers, headers.etag)) return notModified(headers);
  if (offer === SINGLE) return sendOne(instances[0]!, headers, request, with_);
  const left = refs.length - instances.length;
  const warning = `299 ${request.url.host} "${left} of ${refs.length} instances cannot be given in the transfer syntaxes of Accept"`;
  return sendAll(instances, { status: left > 0 ? 206 : 200, headers: { ...headers, ...(left > 0 && { warning }) } }, request, with_);
}

/**
 * What is sent, and as what (PS3.18 §8.7.8): the first packaging that Accept names in which all can be given, else the first in which some can.
 *
 * @throws DicomwebError DICOMWEB_NOT_ACCEPTABLE
 */
function selected(
  refs: Refs,
  accepted: readonly Acceptable[],
  offers: readonly Offer[],
): { readonly offer: Offer; readonly instances: readonly OutgoingInstance[] } {
  const wanted = new Set(accepted.flatMap((acceptable) => offers.find((offer) => takes(acceptable, offer)) ?? []));
  const possible = [...wanted].map((offer) => {
    const ofOffer = accepted.filter((acceptable) => takes(acceptable, offer));
    return { offer, instances: offer === ZIP ? refs.map(asStored) : refs.flatMap((ref) => outgoing(ref, ofOffer)) };
  });
  const chosen =
    possible.find(({ instances }) => instances.length === refs.length) ?? possible.find(({ instances }) => instances.length > 0);
  if (chosen) return chosen;
  const stored = [...new Set(refs.map(({ transferSyntaxUid }) => transferSyntaxUid))].map((uid) => `${uid} (${transferSyntaxName(uid)})`);
  const have = offers.map(({ packaging, mediaType }) => (packaging === 'multipart' ? `multipart/related; type="${mediaType}"` : mediaType));
  throw notAcceptable([...have, `stored in transfer syntax ${stored.join(' and ')}, which transfer-syntax=* asks for`]);
}

const asStored = (ref: Refs[number]): OutgoingInstance => ({ ref, transferSyntaxUid: ref.transferSyntaxUid });

function outgoing(ref: Refs[number], accepted: readonly Acceptable[]): OutgoingInstance[] {
  const transferSyntaxUid = syntaxFor(ref.transferSyntaxUid, accepted);
  return transferSyntaxUid === undefined ? [] : [{ ref, transferSyntaxUid }];
}

async function zipOf(studyInstanceUid: string, request: DicomwebRequest, { parts, sending }: InstanceParts): Promise<Response> {
  const zip = await studyZip(parts.archive, studyInstanceUid, { at: new Date(parts.clock.now()) });
  if (zip === undefined) throw new DicomwebError('DICOMWEB_NOT_FOUND', 'There is no such study here.');
  if (zip === 'too-many') throw new DicomwebError('DICOMWEB_TOO_MANY', 'The study has more files than a ZIP holds.');
  const disposition = `attachment; filename="${zip.name}"`;
  const headers = { ...PRIVATE, 'content-type': ZIP.mediaType, 'content-disposition': disposition };
  return sending.answer(request, { headers }, async function* () {
    yield* zip.stream;
  });
}

/** One instance as a single part (PS3.18 §8.6.1.1); a range of it where it goes out as it is stored. */
function sendOne(
  instance: OutgoingInstance,
  about: Readonly<Record<string, string>> & { readonly etag: string },
  request: DicomwebRequest,
  { parts: { archive }, plain, sending }: InstanceParts,
): Promise<Response> | Response {
  const headers = { ...about, 'content-type': partType(instance) };
  const { signal } = request;
  return answerSingle(
    request,
    headers,
    fileBytesOf(instance),
    {
      all: (buffers) => fileOf({ archive, plain, signal }, instance, NOTHING, buffers),
      some: (span, buffers) => spanOf(archive, instance, span, buffers),
    },
    sending,
  );
}

async function* spanOf(
  archive: DicomwebParts['archive'],
  instance: OutgoingInstance,
  { begin, end }: ByteSpan,
  buffers: SendBuffers,
): Pieces {
  const meta = fileMetaOf(instance);
  const dataset = await archive.openAnywhere(instance.ref);
  const range = { begin: Math.max(0, begin - meta.byteLength), end: Math.max(0, end - meta.byteLength) };
  try {
    yield* rangesOf(dataset, [range], { before: meta.subarray(begin, end), after: NOTHING }, buffers);
  } finally {
    dataset.close();
  }
}

/**
 * Any number of instances as multipart/related (PS3.18 §8.6.1.2), its length said where it is known. One among others that cannot be decoded is a
 * part of words in its place, as rendered ones are: nobody must take what is there for whole.
 */
function sendAll(
  instances: readonly OutgoingInstance[],
  { status, headers }: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  request: DicomwebRequest,
  { parts: { archive, log }, plain, sending }: InstanceParts,
): Promise<Response> {
  const writer = createMultipartWriter(DICOM);
  const heads = (instance: OutgoingInstance, at: number) => headOf(writer, instance, at, request);
  const bytes = lengthOf(instances, heads, writer);
  const all = { ...headers, 'content-type': writer.contentType, ...(bytes !== undefined && { 'content-length': String(bytes) }) };
  return sending.answer(request, { status, headers: all }, async function* (buffers) {
    const source = { archive, plain, signal: request.signal };
    const partOf = async function* (instance: OutgoingInstance, at: number): Pieces {
      let isBegun = false;
      try {
        for await (const piece of fileOf(source, instance, heads(instance, at), buffers)) {
          isBegun = true;
          yield piece;
        }
      } catch (error) {
        const refusal = !isBegun && instances.length > 1 && error instanceof PixelsError ? problemOf(error) : undefined;
        if (!refusal) throw error;
        log.warn('dicomweb.not-decoded', { sopInstanceUid: instance.ref.sopInstanceUid, words: wordsOf(error) });
        yield writer.partHead({ 'Content-Type': PROBLEM, 'Content-Location': locationOf(instance, request) }, at === 0);
        yield new Uint8Array(await refusal.arrayBuffer());
      }
    };
    yield* inTurn(instances.map((instance, at) => () => partOf(instance, at)));
    yield writer.end;
  });
}

function headOf(writer: MultipartWriter, instance: OutgoingInstance, at: number, request: DicomwebRequest): Buffer {
  return writer.partHead({ 'Content-Type': partType(instance), 'Content-Location': locationOf(instance, request) }, at === 0);
}

function locationOf({ ref }: OutgoingInstance, { baseUrl }: DicomwebRequest): string {
  return `${baseUrl}/studies/${ref.studyInstanceUid}/series/${ref.seriesInstanceUid}/instances/${ref.sopInstanceUid}`;
}

function lengthOf(
  instances: readonly OutgoingInstance[],
  heads: (instance: OutgoingInstance, at: number) => Buffer,
  { end }: MultipartWriter,
): number | undefined {
  let sum = end.byteLength;
  for (const [at, instance] of instances.entries()) {
    const bytes = fileBytesOf(instance);
    if (bytes === undefined) return undefined;
    sum += heads(instance, at).byteLength + bytes;
  }
  return sum;
}

function partType({ transferSyntaxUid }: OutgoingInstance): string {
  return `${DICOM}; transfer-syntax=${transferSyntaxUid}`;
}
