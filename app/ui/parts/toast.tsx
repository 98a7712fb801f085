import { signal } from '@preact/signals';
import { Icon } from '../shell/icons.tsx';
import { texts as T } from './texts/en.ts';

interface Toast {
  readonly id: number;
  readonly words: string;
  readonly kind: 'done' | 'failed';
  readonly action?: { readonly words: string; readonly run: () => void };
}

/** Long enough to be read twice; what failed stays until it is dismissed. */
const STAYS_MS = 7000;
const MOST = 3;

const toasts = signal<readonly Toast[]>([]);
let lastId = 0;

const dismiss = (id: number) => {
  toasts.value = toasts.value.filter((each) => each.id !== id);
};

/** Says that something was done or failed, without a question. */
export function toast(
  words: string,
  { kind = 'done', action }: { kind?: Toast['kind']; action?: NonNullable<Toast['action']> } = {},
): void {
  const id = ++lastId;
  toasts.value = [...toasts.value, { id, words, kind, ...(action && { action }) }].slice(-MOST);
  if (kind === 'done') setTimeout(() => dismiss(id), STAYS_MS);
}

/** Where toasts are shown; once, in the frame. */
export function Toasts() {
  return (
    <div class="toasts" role="log" aria-live="polite">
      {toasts.value.map(({ id, words, kind, action }) => (
        <div class={`toast ${kind}`} key={id}>
          <span>{words}</span>
          {action && (
            <button
              type="button"
              class="toast-action"
              onClick={() => {
                dismiss(id);
                action.run();
              }}
            >
              {action.words}
            </button>
          )}
          <button type="button" class="icon-button" aria-label={T.dismiss} onClick={() => dismiss(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
