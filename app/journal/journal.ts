/** What the system around the program wrote to the journal of a box, for its page: read by the hands, bounded. */
export { JOURNAL_LIMITS, type JournalLimits } from './limits.ts';
export { JOURNAL_LEVELS, JOURNAL_PARTS, type JournalLevel, type JournalLine, type JournalPart, linesOf } from './lines.ts';
export { type JournalVerbsOptions, journalVerbs } from './verbs.ts';
