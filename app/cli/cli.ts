/** The command line: what was asked for, help, progress, errors in plain words, exit codes, signals. Does nothing itself: `main.ts` gives it the commands. */
export { type BannerFacts, banner } from './banner.ts';
export { COMMANDS, type Command, type CommandName, EXIT } from './commands.ts';
export { CliError, type CliErrorCode } from './errors.ts';
export { guardProcess } from './guard.ts';
export { type Flags, type Invocation, overridesOf, parseCommandLine, parseQuery, parseRemoteAe } from './parse.ts';
export { createProgress, type Progress } from './progress.ts';
export { type RemoteEnd, reportAnswers, reportEcho, reportRetrieved, reportSent } from './remote-reports.ts';
export { type Reindexed, reportReindexed, reportVerified, type Verified, withProgress } from './reports.ts';
export { type Actions, type Io, runCli } from './run.ts';
export { stopSignal } from './signals.ts';
export { processIo } from './terminal.ts';
export { licenseWords, VERSION, versionFacts, versionWords } from './version.ts';
