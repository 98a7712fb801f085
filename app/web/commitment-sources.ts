import type { CommitmentFailures, CommitmentShown, CommittedElsewhere } from './commitment-schema.ts';

/** Storage commitment as the page shows it. */
export interface WebCommitments {
  /** Those that are not over first, then the newest. */
  list(most: number): Promise<readonly CommitmentShown[]>;
  /** Undefined where there is no such transaction. */
  failures(id: number, most: number): Promise<CommitmentFailures['failures'] | undefined>;
  /** What destinations have said of the images of a study, by destination; none where nobody was asked. */
  ofStudy(studyInstanceUid: string): Promise<CommittedElsewhere['destinations']>;
  retry(id: number): Promise<CommitmentShown | undefined>;
  giveUp(id: number, by: string): Promise<CommitmentShown | undefined>;
  /** @throws CodedError COMMITMENT_… in words */
  ask(order: { readonly destination: string; readonly studyInstanceUid: string; readonly by: string }): Promise<readonly CommitmentShown[]>;
}
