import { type Archive, ArchiveError } from '../archive/archive.ts';
import { CodedError, type Log } from '../base/base.ts';
import { type Answer, COMMAND_FIELD, type Request } from '../dimse/dimse.ts';
import { isStorageSopClass, isUid, SOP_CLASSES, STATUS, sopClassName, statusWords, TRANSFER_SYNTAXES } from '../registry/registry.ts';
import type { Associations } from './associations.ts';
import type { Service } from './service.ts';
import { COMMENT_OF, STATUS_OF } from './storage-status.ts';

export interface StorageOptions {
  readonly archive: Pick<Archive, 'ingest'>;
  readonly associations: Pick<Associations, 'count'>;
  readonly log: Log;
  /** SOP classes outside the standard that are stored like those of it. */
  readonly privateSopClasses: readonly string[];
  readonly acceptRetired: boolean;
  /** Whether a transfer syntax that the standard does not list is taken too, if only it is a UID. Default: false. */
  readonly acceptUnknownTransferSyntaxes?: boolean;
}

/**
 * Storage SCP (PS3.4 Annex B, PS3.7 §9.1.1): level 2, full. Every storage class and every transfer syntax of the standard is taken,
 * decodable or not; what is kept are the bytes as received.
 */
export function createStorageScp(options: StorageOptions): Service {
  const privateSopClasses = new Set(options.privateSopClasses);
  return {
    name: 'storage',
    serves: (abstractSyntax) => isStored(abstractSyntax, { privateSopClasses, acceptRetired: options.acceptRetired }),
    takes: (transferSyntax) =>
      TRANSFER_SYNTAXES.has(transferSyntax) || (options.acceptUnknownTransferSyntaxes === true && isUid(transferSyntax)),
    handlers: new Map([[COMMAND_FIELD.C_STORE_RQ, (request: Request) => store(request, options)]]),
  };
}

/** Whether instances of this SOP class are taken, by whatever door. */
export function isStored(
  sopClassUid: string,
  { privateSopClasses, acceptRetired }: { readonly privateSopClasses: ReadonlySet<string>; readonly acceptRetired: boolean },
): boolean {
  return privateSopClasses.has(sopClassUid) || isStandard(sopClassUid, acceptRetired);
}

/** Root of all UIDs that PS3.6 registers; the registry's table has well-known private classes besides. */
const DICOM_ROOT = '1.2.840.10008.';

function isStandard(sopClassUid: string, acceptRetired: boolean): boolean {
  if (!sopClassUid.startsWith(DICOM_ROOT) || !isStorageSopClass(sopClassUid)) return false;
  return acceptRetired || SOP_CLASSES.get(sopClassUid)?.retired === false;
}

/** What names a file may not be anything else; UIDs with needless zeros are about, and are kept as they are. */
const UID_CHARACTERS = /^\d[\d.]{0,63}$/;

/**
 * C-STORE (PS3.7 §9.1.1).
 *
 * @returns 0000H only once the instance would survive a power cut
 */
async function store(request: Request, options: StorageOptions): Promise<Answer> {
  const { archive, associations } = options;
  const { association, command, context, dataset } = request;
  const { affectedSopClassUid: sopClassUid = '', affectedSopInstanceUid: sopInstanceUid = '' } = command;
  try {
    if (dataset === undefined) throw new Error('the provider lets no C-STORE-RQ pass without a data set');
    const refusal = refusalOf(sopClassUid, sopInstanceUid, context.abstractSyntax);
    if (refusal !== undefined) return failed(request, refusal, undefined, options);
    const { outcome } = await archive.ingest(dataset, {
      sopClassUid,
      sopInstanceUid,
      transferSyntaxUid: context.transferSyntax,
      callingAeTitle: association.callingAeTitle,
      calledAeTitle: association.calledAeTitle,
      address: association.remote.address,
    });
    associations.count(association.id, 'stored');
    if (outcome !== 'kept-first') return { status: STATUS.SUCCESS };
    // Not 0000H: the sender may delete what it believes to be here (PS3.4 §B.2.3 leaves warnings to the sender).
    return { status: STATUS.COERCION_OF_DATA_ELEMENTS, errorComment: 'An earlier instance with this UID is kept instead of this one' };
  } catch (error) {
    if (!(error instanceof ArchiveError) || association.signal.aborted) {
      if (error instanceof CodedError) cutOff(request, error, options); // else ours: the provider says so
      throw error;
    }
    const answer = { status: STATUS_OF[error.code], errorComment: COMMENT_OF[error.code] ?? error.message };
    return failed(request, answer, error, options);
  }
}

/** What PS3.7 §9.1.1.1.9 refuses by the command set alone. */
function refusalOf(sopClassUid: string, sopInstanceUid: string, abstractSyntax: string): Answer | undefined {
  if (sopClassUid !== abstractSyntax) {
    const errorComment = `${sopClassName(sopClassUid)} on a context of ${sopClassName(abstractSyntax)}`;
    return { status: STATUS.SOP_CLASS_NOT_SUPPORTED, errorComment };
  }
  if (UID_CHARACTERS.test(sopInstanceUid)) return undefined;
  return { status: STATUS.INVALID_SOP_INSTANCE, errorComment: 'AffectedSOPInstanceUID is no UID', offendingElements: [0x00001000] };
}

/** The association ended in the middle of an instance; nothing of it is kept, and nobody is there to be told but the log. */
function cutOff({ association, command }: Request, error: CodedError, options: StorageOptions): void {
  options.associations.count(association.id, 'failed');
  options.log.warn('C-STORE cut off', {
    association: association.id,
    callingAeTitle: association.callingAeTitle,
    calledAeTitle: association.calledAeTitle,
    address: association.remote.address,
    sopClassUid: command.affectedSopClassUid,
    sopInstanceUid: command.affectedSopInstanceUid,
    code: error.code,
  });
}

/** One line for each instance that was not stored: UIDs and AE titles, never a value of the data set. */
function failed({ association, command }: Request, answer: Answer, error: ArchiveError | undefined, options: StorageOptions): Answer {
  options.associations.count(association.id, 'failed');
  options.log.warn('C-STORE failed', {
    association: association.id,
    callingAeTitle: association.callingAeTitle,
    calledAeTitle: association.calledAeTitle,
    address: association.remote.address,
    sopClassUid: command.affectedSopClassUid,
    sopInstanceUid: command.affectedSopInstanceUid,
    status: statusWords(answer.status),
    code: error?.code,
    reason: error?.message ?? answer.errorComment,
  });
  return answer;
}
