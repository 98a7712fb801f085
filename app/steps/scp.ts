import { DatasetError, readElements, writeElements } from '../dataset/dataset.ts';
import { type Answer, COMMAND_FIELD, type Request } from '../dimse/dimse.ts';
import {
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  IMPLICIT_VR_LITTLE_ENDIAN,
  MODALITY_PERFORMED_PROCEDURE_STEP,
  MODALITY_PERFORMED_PROCEDURE_STEP_RETRIEVE,
  STATUS,
  sopClassName,
  tagText,
} from '../registry/registry.ts';
import type { Service } from '../services/services.ts';
import type { Elements } from './elements.ts';
import { selectAttributes } from './get.ts';
import type { StepsLimits } from './limits.ts';
import type { Outcome, StepOperations } from './operations.ts';

export interface StepsScpOptions {
  readonly steps: StepOperations;
  readonly limits: Pick<StepsLimits, 'maxDatasetBytes'>;
}

const TRANSFER_SYNTAXES: ReadonlySet<string> = new Set([
  IMPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_LITTLE_ENDIAN,
  EXPLICIT_VR_BIG_ENDIAN,
  DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
]);

/**
 * Modality Performed Procedure Step SCP (PS3.4 F.7: N-CREATE, N-SET) and that of its Retrieve class (F.8: N-GET), each on its own abstract syntax.
 * 0000H only once the step would survive a power cut.
 */
export function createStepsScps(options: StepsScpOptions): readonly Service[] {
  const takes = (transferSyntax: string) => TRANSFER_SYNTAXES.has(transferSyntax);
  return [
    {
      name: 'mpps',
      serves: (abstractSyntax) => abstractSyntax === MODALITY_PERFORMED_PROCEDURE_STEP,
      takes,
      handlers: new Map([
        [COMMAND_FIELD.N_CREATE_RQ, (request: Request) => create(request, options)],
        [COMMAND_FIELD.N_SET_RQ, (request: Request) => set(request, options)],
      ]),
    },
    {
      name: 'mpps',
      serves: (abstractSyntax) => abstractSyntax === MODALITY_PERFORMED_PROCEDURE_STEP_RETRIEVE,
      takes,
      handlers: new Map([[COMMAND_FIELD.N_GET_RQ, (request: Request) => get(request, options)]]),
    },
  ];
}

async function create(request: Request, { steps, limits }: StepsScpOptions): Promise<Answer> {
  const { affectedSopClassUid = '', affectedSopInstanceUid: sopInstanceUid } = request.command;
  const wrong = wrongClass(request, affectedSopClassUid);
  if (wrong) return wrong;
  const attributes = await attributesOf(request, limits.maxDatasetBytes);
  if (!isElements(attributes)) return attributes;
  return answerOf(await steps.create({ sopInstanceUid, attributes, callingAeTitle: request.association.callingAeTitle }), request);
}

async function set(request: Request, { steps, limits }: StepsScpOptions): Promise<Answer> {
  const { requestedSopClassUid = '', requestedSopInstanceUid: sopInstanceUid = '' } = request.command;
  const wrong = wrongClass(request, requestedSopClassUid);
  if (wrong) return wrong;
  const attributes = await attributesOf(request, limits.maxDatasetBytes);
  if (!isElements(attributes)) return attributes;
  return answerOf(await steps.set({ sopInstanceUid, attributes, callingAeTitle: request.association.callingAeTitle }), request);
}

async function get(request: Request, { steps }: StepsScpOptions): Promise<Answer> {
  const { requestedSopClassUid = '', requestedSopInstanceUid = '', attributeIdentifierList } = request.command;
  const wrong = wrongClass(request, requestedSopClassUid);
  if (wrong) return wrong;
  const step = await steps.get(requestedSopInstanceUid);
  if (!step) return { status: STATUS.NO_SUCH_SOP_INSTANCE, errorComment: 'No performed procedure step has this UID' };
  const { elements, unsupported } = selectAttributes(step, attributeIdentifierList);
  const dataset = elements.length > 0 ? { dataset: writeElements(elements, request.context.transferSyntax) } : {};
  if (unsupported.length === 0) return { status: STATUS.SUCCESS, ...dataset };
  const errorComment = `Not kept: ${unsupported.map(tagText).join(' ')}`;
  return { status: STATUS.REQUESTED_OPTIONAL_ATTRIBUTES_NOT_SUPPORTED, errorComment, ...dataset };
}

/** 0118H (PS3.7 C.5.20). */
function wrongClass({ context }: Request, sopClassUid: string): Answer | undefined {
  if (sopClassUid === context.abstractSyntax) return undefined;
  return {
    status: STATUS.NO_SUCH_SOP_CLASS,
    errorComment: `${sopClassName(sopClassUid)} on a context of ${sopClassName(context.abstractSyntax)}`,
  };
}

/** The Attribute List or Modification List, none where the message has no data set; or why it cannot be read. */
async function attributesOf(request: Request, maxBytes: number): Promise<Elements | Answer> {
  const views: Uint8Array[] = [];
  let length = 0;
  for await (const view of request.dataset ?? []) {
    length += view.byteLength;
    if (length > maxBytes) return { status: STATUS.RESOURCE_LIMITATION, errorComment: `Data set of more than ${maxBytes} bytes` };
    views.push(Uint8Array.from(view));
  }
  try {
    return readElements(Buffer.concat(views, length), request.context.transferSyntax);
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    return { status: STATUS.PROCESSING_FAILURE, errorComment: `Data set not readable: ${error.message}` };
  }
}

function isElements(read: Elements | Answer): read is Elements {
  return Array.isArray(read);
}

function answerOf(outcome: Outcome, { context }: Request): Answer {
  const { kind, status, comment, tags, list, sopInstanceUid } = outcome;
  return {
    status,
    ...(comment !== undefined && { errorComment: comment }),
    fields: {
      ...(kind === 'taken' && { affectedSopInstanceUid: sopInstanceUid }), // PS3.7 §10.1.5.1.4
      ...(tags && { attributeIdentifierList: tags }),
      ...(outcome.kind === 'refused' && outcome.errorId !== undefined && { errorId: outcome.errorId }),
    },
    ...(list && list.length > 0 && { dataset: writeElements(list, context.transferSyntax) }),
  };
}
