import { useSignal } from '@preact/signals';
import { news } from '../shell/live.ts';
import { texts as T } from './texts/en.ts';

const SAID_FOR_MS = 2000;
/** Of what was copied last: an earlier one must not take its words away. */
let fading: ReturnType<typeof setTimeout> | undefined;

/** `children`: what is written on it, where that is more than “Copy”. */
export function CopyButton({ text, what, children }: { text: string; what: string; children?: string }) {
  const done = useSignal(false);
  const copy = async () => {
    if (!(await toClipboard(text))) return;
    done.value = true;
    news.value = T.copied;
    clearTimeout(fading);
    fading = setTimeout(() => {
      news.value = '';
    }, SAID_FOR_MS);
    setTimeout(() => {
      done.value = false;
    }, SAID_FOR_MS);
  };
  return (
    <button type="button" class="copy" onClick={() => void copy()} aria-label={children ?? T.copy(what)}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {done.value ? <path d="M3 8.500l3.500 3.500L13 4.500" /> : <path d="M5.500 5.500V3h7.500v7.500h-2.500M3 5.500h7.500V13H3z" />}
      </svg>
      {done.value ? T.copied : (children ?? T.copyShort)}
    </button>
  );
}

/** The clipboard interface exists on HTTPS and localhost only; the old command works everywhere. */
async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    const focused = document.activeElement;
    field.value = text;
    field.className = 'unseen';
    document.body.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return copied;
  }
}
