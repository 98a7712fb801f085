/**
 * Does the program do what it is there for? `announce` lets the self-test in, `run` calls the running program from outside as a modality
 * would, and `pulse` tells the watchdog from inside, for next to nothing, that nothing hangs.
 */
export { type Announcement, announceSelfTest, readAnnouncement, type SelfTestEntry } from './announce.ts';
export { linksIn, type NetworkLink } from './links.ts';
export { startPulse } from './pulse.ts';
export { drawReport, passed, type SelfTestReport, type Step, type StepName } from './report.ts';
export { runSelfTest, SELF_TEST_LIMITS, type SelfTestLimits, type SelfTestOptions } from './run.ts';
