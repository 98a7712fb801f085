import { CodedError } from '../base/base.ts';

export type CliErrorCode =
  | 'CLI_USAGE' // an unknown command or option, a value that is none
  | 'CLI_UNKNOWN_AE' // an AE title that is not in the AE table
  | 'CLI_NOT_RUNNING' // no Filmroom answers at the page's address
  | 'CLI_NOT_LET_IN' // the running Filmroom does not know this command for one of its machine
  | 'CLI_NO_CLAIM_CODE' // there is none to be shown
  | 'CLI_REMOTE_FAILED' // the remote AE answered with a failure, or took not all
  | 'CLI_SELF_TEST_FAILED' // something that Filmroom is there for does not work
  | 'CLI_UPDATE_FAILED' // an update could not be installed
  | 'CLI_DAMAGE_FOUND'; // verify or reindex found a file that is not what was received

/** What was typed cannot be done, or was done with a result that a script must notice. */
export class CliError extends CodedError<CliErrorCode> {}
