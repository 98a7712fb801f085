import type { Archive } from '../archive/archive.ts';
import type { SendJobs } from '../services/services.ts';

/** What the page of studies needs of the program. */
export interface WebStudies {
  readonly archive: Pick<Archive, 'studies' | 'search' | 'instancesOf' | 'read' | 'readChecked' | 'ingest'>;
  readonly sends: SendJobs;
  /** Our own, which stands in the files that are uploaded. */
  readonly ownAeTitle: () => string;
}
