import type { DataElement } from '../dataset/dataset.ts';
import { STATUS } from '../registry/registry.ts';
import type { StepOutcome } from '../steps/steps.ts';
import { DicomwebError, type DicomwebErrorCode } from './errors.ts';
import { elementsJson } from './json-element.ts';
import { objectAnswer, objectTypeOf, warning } from './object-answer.ts';
import { requestDataset } from './request-dataset.ts';
import type { DicomwebParts, DicomwebRequest, DicomwebRoute } from './route.ts';
import { createTurns } from './turns.ts';
import { uidIn } from './uids.ts';

const PATH = '/modality-performed-procedure-steps/:step';
const WAIT_MS = 20_000;
const NO_STORE = { 'cache-control': 'no-store' } as const;

/**
 * Modality Performed Procedure Step Service (PS3.18 chapter 15) by the rules of N-CREATE, N-SET and N-GET (PS3.4 F.7.2, F.8.2). Create and Update are
 * both POST; the parameter `update` tells them apart (§15.5.1.2), as does a path that ends in `/update` (so the example of Annex B.38).
 */
export function performedStepsRoutes(parts: DicomwebParts): readonly DicomwebRoute[] {
  const turns = createTurns({ atOnce: parts.limits.maxStoresInMemory, waitMs: WAIT_MS, clock: parts.clock });
  const changing = (what: 'create' | 'set' | undefined) => async (request: DicomwebRequest) => {
    const giveBack = await turns.take(request.signal);
    try {
      return await change(what ?? (request.url.searchParams.has('update') ? 'set' : 'create'), request, parts);
    } finally {
      giveBack();
    }
  };
  return [
    { method: 'POST', path: PATH, handle: changing(undefined) },
    { method: 'POST', path: `${PATH}/update`, handle: changing('set') },
    { method: 'GET', path: PATH, handle: (request) => retrieve(request, parts) },
  ];
}

async function change(what: 'create' | 'set', request: DicomwebRequest, parts: DicomwebParts): Promise<Response> {
  const steps = stepsOf(parts);
  const sopInstanceUid = uidIn(request.params, 'step');
  objectTypeOf(request);
  const attributes: readonly DataElement[] = await requestDataset(request, parts);
  const outcome = await steps[what]({ sopInstanceUid, attributes, callingAeTitle: request.by });
  if (outcome.kind === 'refused') throw refusal(what, outcome);
  const { comment } = outcome;
  const headers = { ...NO_STORE, ...(comment !== undefined && warning(request, comment)) };
  return new Response(null, { status: what === 'create' ? 201 : 200, headers });
}

async function retrieve(request: DicomwebRequest, parts: DicomwebParts): Promise<Response> {
  const steps = stepsOf(parts);
  const type = objectTypeOf(request);
  const step = await steps.get(uidIn(request.params, 'step'));
  if (!step) throw new DicomwebError('DICOMWEB_NO_STEP', 'No performed procedure step has this UID.');
  return objectAnswer(elementsJson(step), { type });
}

function stepsOf({ steps }: DicomwebParts): NonNullable<DicomwebParts['steps']> {
  if (steps === undefined)
    throw new DicomwebError('DICOMWEB_NO_SERVICE', 'The performed procedure steps of this system are not open. Its log says why.');
  return steps;
}

/** The statuses of DIMSE by Tables 15.4.3-1 and 15.5.3-1. */
function refusal(what: 'create' | 'set', { status, errorId, comment }: Extract<StepOutcome, { readonly kind: 'refused' }>): DicomwebError {
  return new DicomwebError(codeOf(what, status, errorId !== undefined), `${comment}.`);
}

function codeOf(what: 'create' | 'set', status: number, hasErrorId: boolean): DicomwebErrorCode {
  switch (status) {
    case STATUS.NO_SUCH_SOP_INSTANCE:
      return 'DICOMWEB_NO_STEP';
    case STATUS.DUPLICATE_SOP_INSTANCE:
      return 'DICOMWEB_STEP_THERE';
    case STATUS.INVALID_SOP_INSTANCE:
      return 'DICOMWEB_BAD_UID';
    case STATUS.RESOURCE_LIMITATION:
      return 'DICOMWEB_STEP_NOT_KEPT';
    case STATUS.PROCESSING_FAILURE:
      return hasErrorId ? 'DICOMWEB_STEP_CONFLICT' : 'DICOMWEB_STEP_NOT_KEPT';
    case STATUS.MISSING_ATTRIBUTE:
    case STATUS.MISSING_ATTRIBUTE_VALUE:
      return what === 'set' ? 'DICOMWEB_STEP_CONFLICT' : 'DICOMWEB_BAD_STEP'; // what the final state needs is not there
    default:
      return 'DICOMWEB_BAD_STEP';
  }
}
