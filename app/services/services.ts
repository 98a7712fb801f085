/**
 * The service classes of PS3.4 as SCP, one file each, and who may use them: `access` decides on an association, `acceptor` ties a
 * listener to the services, `associations` remembers who is here and who was turned away.
 *
 * Translates between DIMSE and the archive; decides nothing about storage.
 */
export { type Acceptor, createAcceptor, type Doorkeeper } from './acceptor.ts';
export { type AccessRules, type CallingAe, refuse } from './access.ts';
export { type AeTable, createAeTable, type RemoteAe } from './ae-table.ts';
export { ASSOCIATIONS_LIMITS, type AssociationRecord, type Associations, createAssociations, type RefusalRecord } from './associations.ts';
export { endFind, type FindEnding, inBatches } from './find-answers.ts';
export { createQueryScp, QUERY_LIMITS, type QueryScpOptions } from './query.ts';
export { elementsFromFiles } from './query-file.ts';
export { type FindRequest, KEY_LIMITS, type ReturnKey, readFindIdentifier } from './query-identifier.ts';
export { createRetrieveScp, RETRIEVE_LIMITS, type RetrieveLimits, type RetrieveOptions } from './retrieve.ts';
export { type IdentifierFault, readIdentifier } from './retrieve-identifier.ts';
export { echo, type FindEnd, find, findDatasets, get, move, type RetrieveProgress, type ScuContext, type ScuQuery } from './scu.ts';
export { createScuAssociations, type ScuAssociations, ScuError, type ScuErrorCode } from './scu-associations.ts';
export { type FileInstance, findFiles, prepareFolder, storeInFolder } from './scu-files.ts';
export { type OutgoingInstance, type SendOutcome, send } from './send.ts';
export {
  createSendJobs,
  SEND_LIMITS,
  type SendJob,
  SendJobError,
  type SendJobErrorCode,
  type SendJobs,
  type SendJobsOptions,
  type SendLimits,
  type SendOrder,
} from './send-jobs.ts';
export { handlersOf, SERVICE_NAMES, type Service, type ServiceName } from './service.ts';
export { createStorageScp, isStored, type StorageOptions } from './storage.ts';
export { COMMENT_OF as STORAGE_COMMENT_OF, STATUS_OF as STORAGE_STATUS_OF } from './storage-status.ts';
export { VERIFICATION_SCP } from './verification.ts';
