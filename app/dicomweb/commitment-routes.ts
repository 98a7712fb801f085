import { readCommitmentRequest, type WebResult, writeCommitmentResult } from '../commitment/commitment.ts';
import { DicomwebError } from './errors.ts';
import { elementsJson } from './json-element.ts';
import { type ObjectType, objectAnswer, objectTypeOf } from './object-answer.ts';
import { requestDataset } from './request-dataset.ts';
import type { DicomwebParts, DicomwebRequest, DicomwebRoute } from './route.ts';
import { createTurns } from './turns.ts';
import { uidIn } from './uids.ts';

const PATH = '/commitment-requests/:transaction';
const WAIT_MS = 20_000;

/**
 * Storage Commitment Service (PS3.18 chapter 13) over the judgement of the Push Model (PS3.4 Annex J). What is judged within a moment is answered at
 * once, 200; everything else is 202 and fetched by a Result Check.
 */
export function commitmentRoutes(parts: DicomwebParts): readonly DicomwebRoute[] {
  const turns = createTurns({ atOnce: parts.limits.maxStoresInMemory, waitMs: WAIT_MS, clock: parts.clock });
  return [
    {
      method: 'POST',
      path: PATH,
      async handle(request) {
        const giveBack = await turns.take(request.signal);
        try {
          await ask(request, parts);
        } finally {
          giveBack();
        }
        return await result(request, parts, parts.limits.commitmentWaitMs);
      },
    },
    { method: 'GET', path: PATH, handle: (request) => result(request, parts, 0) },
  ];
}

async function ask(request: DicomwebRequest, parts: DicomwebParts): Promise<void> {
  const commitments = commitmentsOf(parts);
  const transactionUid = uidIn(request.params, 'transaction');
  objectTypeOf(request);
  const references = readCommitmentRequest(await requestDataset(request, parts));
  const { by, address } = request;
  if (!(await commitments.request({ transactionUid, references, by, address })))
    throw new DicomwebError('DICOMWEB_TRANSACTION_USED', 'This Transaction UID is in use: every request needs one of its own.');
}

async function result(request: DicomwebRequest, parts: DicomwebParts, waitMs: number): Promise<Response> {
  const commitments = commitmentsOf(parts);
  const type = objectTypeOf(request);
  const found = await commitments.result(uidIn(request.params, 'transaction'), waitMs, request.signal);
  if (!found) throw new DicomwebError('DICOMWEB_NO_TRANSACTION', 'No request of storage commitment has this Transaction UID.');
  return answerOf(found, type);
}

function answerOf(found: WebResult, type: ObjectType): Response {
  switch (found.kind) {
    case 'done':
      return objectAnswer(elementsJson(writeCommitmentResult(found.references)), { type });
    case 'working':
      return new Response(null, { status: 202, headers: { 'cache-control': 'no-store', 'retry-after': '2' } });
    case 'gone':
      throw new DicomwebError('DICOMWEB_TRANSACTION_GONE', 'The request was given up here before all of it was judged. Ask again.');
    default:
      return found satisfies never;
  }
}

function commitmentsOf({ commitments }: DicomwebParts): NonNullable<DicomwebParts['commitments']> {
  if (commitments === undefined)
    throw new DicomwebError('DICOMWEB_NO_SERVICE', 'The storage commitment of this system is not open. Its log says why.');
  return commitments;
}
