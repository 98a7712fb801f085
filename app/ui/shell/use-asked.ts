import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { AskError, ask } from './ask.ts';

export interface Asked<Answer> {
  /** Undefined until the first answer; kept while it is asked again. */
  readonly data: ReadonlySignal<Answer | undefined>;
  /** Why there is none, in words. */
  readonly problem: ReadonlySignal<string | undefined>;
  readonly isLoading: ReadonlySignal<boolean>;
  /** Asks once more; an answer on its way is not waited for. */
  readonly reload: () => Promise<void>;
}

/** What a page shows of the server: asked when it appears and when `path` changes, given up when it goes. */
export function useAsked<Answer>(path: `/api/${string}`): Asked<Answer> {
  const data = useSignal<Answer | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  const isLoading = useSignal(true);
  const current = useRef<AbortController | undefined>(undefined);

  async function reload(): Promise<void> {
    current.current?.abort();
    const asking = new AbortController();
    current.current = asking;
    isLoading.value = true;
    try {
      const answer = await ask<Answer>(path, { signal: asking.signal });
      if (asking.signal.aborted) return;
      data.value = answer;
      problem.value = undefined;
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof AskError)) throw error;
      problem.value = error.message;
    } finally {
      if (current.current === asking) isLoading.value = false;
    }
  }

  useEffect(() => {
    void reload();
    return () => current.current?.abort();
  }, [path]);
  return { data, problem, isLoading, reload };
}
