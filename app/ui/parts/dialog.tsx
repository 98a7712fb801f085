import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Icon } from '../shell/icons.tsx';
import { texts as T } from './texts/en.ts';

/** A window above the page while it is rendered: the focus stays in it, Esc closes it, and the focus goes back to where it was. */
export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly class?: string;
}) {
  const { title, onClose } = props;
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus(); // removed while open, it does not do that by itself
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${props.class ?? ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault(); // who renders it takes it away
        onClose();
      }}
    >
      <header class="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="icon-button" aria-label={T.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {props.children}
    </dialog>
  );
}

interface Question {
  readonly title: string;
  readonly words?: ComponentChildren;
  /** What the button does, as a verb. */
  readonly button: string;
  /** It takes something away for good. */
  readonly isGrave?: boolean;
}

const asked = signal<(Question & { readonly answer: (yes: boolean) => void }) | undefined>(undefined);

/** Asks before something is done. One question at a time: an earlier one is answered with no. */
export function confirm(question: Question): Promise<boolean> {
  asked.value?.answer(false);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  asked.value = {
    ...question,
    answer(yes) {
      asked.value = undefined;
      resolve(yes);
    },
  };
  return promise;
}

/** Where `confirm` is shown; once, in the frame. */
export function Dialogs() {
  if (!asked.value) return null;
  const { title, words, button, isGrave = false, answer } = asked.value;
  return (
    <Dialog title={title} onClose={() => answer(false)}>
      {words && <div class="dialog-words">{words}</div>}
      <div class="buttons">
        <button type="button" class="button" onClick={() => answer(false)}>
          {T.cancel}
        </button>
        <button type="button" class={isGrave ? 'button grave' : 'button main'} onClick={() => answer(true)}>
          {button}
        </button>
      </div>
    </Dialog>
  );
}
