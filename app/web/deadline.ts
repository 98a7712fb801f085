import { type Clock, wordsOf } from '../base/base.ts';
import { WebError } from './errors.ts';

/** @throws WebError WEB_ARCHIVE_SILENT where `answer` fails or does not come within `ms` */
export async function withDeadline<T>(answer: Promise<T>, ms: number, clock: Clock): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = clock.after(ms, () => reject(new WebError('WEB_ARCHIVE_SILENT', `the archive did not answer within ${ms} ms`)));
  try {
    return await Promise.race([answer, promise]);
  } catch (error) {
    if (error instanceof WebError) throw error;
    throw new WebError('WEB_ARCHIVE_SILENT', `the archive failed: ${wordsOf(error)}`, { cause: error });
  } finally {
    timer.cancel();
  }
}
