import { find, type RemoteAe, type ScuContext } from '../services/services.ts';
import { callingAs } from './send.ts';

export interface QueryResult {
  /** Final status of the C-FIND. */
  readonly status: number;
  readonly errorComment?: string;
  /** The first answers, by keyword. */
  readonly answers: readonly Readonly<Record<string, string>>[];
  readonly count: number;
  readonly ms: number;
}

const KEYS = [
  'StudyDate',
  'StudyTime',
  'PatientName',
  'PatientID',
  'ModalitiesInStudy',
  'StudyDescription',
  'StudyInstanceUID',
  'NumberOfStudyRelatedInstances',
];
const MOST_SHOWN = 20;

/** Searches studies (C-FIND, study root, PS3.4 C.6.2) as `callingAeTitle` would. @param patientId '' for all */
export async function queryAs(ae: RemoteAe, callingAeTitle: string, patientId: string, context: ScuContext): Promise<QueryResult> {
  const { clock } = context;
  const begunMs = clock.monotonicMs();
  const keys = new Map(KEYS.map((keyword) => [keyword, keyword === 'PatientID' ? patientId : '']));
  const finding = find(
    ae,
    { root: 'study', level: 'STUDY', keys },
    { ...context, associations: callingAs(context.associations, callingAeTitle) },
  );
  const answers: Record<string, string>[] = [];
  let count = 0;
  for (;;) {
    const next = await finding.next();
    if (next.done) return { ...next.value, answers, count, ms: Math.round(clock.monotonicMs() - begunMs) };
    count++;
    if (answers.length < MOST_SHOWN) answers.push(Object.fromEntries(next.value));
  }
}
