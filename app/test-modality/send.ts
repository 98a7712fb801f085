import { type RemoteAe, type ScuAssociations, type ScuContext, send } from '../services/services.ts';
import { testImage } from './test-image.ts';

export interface SentTestImage {
  readonly outcome: 'completed' | 'warning' | 'failed';
  readonly studyInstanceUid: string;
  /** What the peer answered, where it did. */
  readonly status?: number;
  /** Why it failed; '' where all is well. */
  readonly words: string;
  readonly ms: number;
}

/** Sends one test image (PS3.4 Annex B) as `callingAeTitle` would. */
export async function sendTestImage(
  ae: RemoteAe,
  callingAeTitle: string,
  context: ScuContext & { readonly cancelGraceMs: number },
): Promise<SentTestImage> {
  const { clock } = context;
  const { studyInstanceUid, instance } = testImage(new Date(clock.now()), callingAeTitle);
  const begunMs = clock.monotonicMs();
  let last: Pick<SentTestImage, 'outcome' | 'status' | 'words'> = { outcome: 'failed', words: 'it was not sent' };
  for await (const { kind, status, words } of send([instance], ae, {
    ...context,
    associations: callingAs(context.associations, callingAeTitle),
  }))
    last = { outcome: kind, words, ...(status !== undefined && { status }) };
  return { ...last, studyInstanceUid, ms: Math.round(clock.monotonicMs() - begunMs) };
}

/** The same associations, under another name of ours. */
export function callingAs(associations: ScuAssociations, callingAeTitle: string): ScuAssociations {
  return { open: (ae, proposal, options) => associations.open(ae, proposal, { ...options, callingAeTitle }) };
}
