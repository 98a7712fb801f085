import { effect, type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { AskError, ask } from './ask.ts';
import { link } from './live.ts';

export interface Asked<Answer> {
  /** Undefined until the first answer; kept while it is asked again. */
  readonly data: ReadonlySignal<Answer | undefined>;
  /** Why there is none, in words. */
  readonly problem: ReadonlySignal<string | undefined>;
  readonly isLoading: ReadonlySignal<boolean>;
  /** Asks once more; an answer on its way is not waited for. */
  readonly reload: () => Promise<void>;
}

/** What a page shows of the server: asked when it appears, when `path` changes and when a server that gave no answer is back; given up when it goes. */
export function useAsked<Answer>(path: `/api/${string}`): Asked<Answer> {
  const data = useSignal<Answer | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  const isLoading = useSignal(true);
  const isUnanswered = useRef(false);
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
      isUnanswered.current = false;
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof AskError)) throw error;
      problem.value = error.message;
      isUnanswered.current = error.status === 0;
    } finally {
      if (current.current === asking) isLoading.value = false;
    }
  }

  useEffect(() => {
    void reload();
    const watching = effect(() => {
      if (link.value === 'live' && isUnanswered.current) void reload(); // the server is back
    });
    return () => {
      watching();
      current.current?.abort();
    };
  }, [path]);
  return { data, problem, isLoading, reload };
}

/**
 * The same, asked again and again: what changes by itself. Never while an answer is on its way, so that a slow server is not asked faster than it answers.
 *
 * @param isOver whether what it says now needs no looking at
 */
export function useWatched<Answer>(
  path: `/api/${string}`,
  everyMs: number,
  isOver: (answer: Answer | undefined) => boolean = () => false,
): Asked<Answer> {
  const asked = useAsked<Answer>(path);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!asked.isLoading.peek() && !isOver(asked.data.peek())) void asked.reload();
    }, everyMs);
    return () => clearInterval(timer);
  }, [path]);
  return asked;
}
