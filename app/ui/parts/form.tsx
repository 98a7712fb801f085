import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { AskError } from '../shell/ask.ts';

/**
 * Fields and one button that sends them. While `onSubmit` is under way the button waits; an `AskError` of it is shown above the fields, and the focus
 * goes to the first field that is wrong.
 */
export function Form(props: {
  readonly onSubmit: () => Promise<void>;
  readonly button: string;
  readonly children: ComponentChildren;
  /** Beside the button, e.g. one that cancels. */
  readonly others?: ComponentChildren;
  readonly isGrave?: boolean;
}) {
  const { onSubmit, button, children, others, isGrave = false } = props;
  const form = useRef<HTMLFormElement>(null);
  const problem = useSignal('');
  const isBusy = useSignal(false);

  async function submit(): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    problem.value = '';
    try {
      await onSubmit();
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      problem.value = error.message;
    } finally {
      isBusy.value = false;
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
    }
  }

  return (
    <form
      ref={form}
      class="fields"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div role="alert">{problem.value && <p class="banner bad">{problem.value}</p>}</div>
      {children}
      <div class="buttons">
        {others}
        <button type="submit" class={isGrave ? 'button grave' : 'button main'} aria-disabled={isBusy.value} aria-busy={isBusy.value}>
          {button}
        </button>
      </div>
    </form>
  );
}
