import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Field } from '../parts/parts.ts';
import { AskError } from '../shell/shell.ts';
import { texts as T } from './texts/en.ts';

const AFTER_MS = 150;

/**
 * A field that completes what is typed (WAI-ARIA combobox with a list). Enter takes what is marked, and never sends the form: a scanner ends each code
 * by Enter.
 */
export function Complete<Option>(props: {
  readonly label: string;
  readonly help?: ComponentChildren;
  readonly error?: string | undefined;
  readonly value: Signal<string>;
  readonly suggest: (text: string, signal: AbortSignal) => Promise<readonly Option[]>;
  readonly keyOf: (option: Option) => string;
  readonly show: (option: Option) => ComponentChildren;
  readonly onTake: (option: Option) => void;
  /** Enter, where nothing of the list is marked. */
  readonly onEnter?: (text: string) => void;
  readonly maxLength: number;
  readonly isCode?: boolean;
  readonly required?: boolean;
  readonly beside?: ComponentChildren;
}) {
  const { value, suggest, keyOf, show, onTake, onEnter, isCode = false, required = false } = props;
  const list = useId();
  const options = useSignal<readonly Option[]>([]);
  const at = useSignal(-1);
  const asking = useRef<AbortController | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const isOpen = options.value.length > 0;

  function close(): void {
    clearTimeout(timer.current);
    asking.current?.abort();
    options.value = [];
    at.value = -1;
  }
  useEffect(() => close, []);

  function typed(text: string): void {
    value.value = text;
    close();
    if (text.trim() === '') return;
    timer.current = setTimeout(async () => {
      const mine = new AbortController();
      asking.current = mine;
      try {
        const found = await suggest(text, mine.signal);
        if (!mine.signal.aborted) options.value = found;
      } catch (error) {
        if (!mine.signal.aborted && !(error instanceof AskError)) throw error; // without suggestions one types on
      }
    }, AFTER_MS);
  }

  function take(option: Option): void {
    close();
    onTake(option);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const last = options.value.length - 1;
    if (event.key === 'Enter') {
      event.preventDefault();
      const marked = options.value[at.value];
      if (marked !== undefined) take(marked);
      else {
        close();
        onEnter?.(value.value.trim());
      }
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault(); // the list alone, not the dialog around it
      event.stopPropagation();
      close();
    } else if (isOpen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const next = at.value + (event.key === 'ArrowDown' ? 1 : -1);
      at.value = next > last ? 0 : next < 0 ? last : next;
      document.getElementById(`${list}-${at.value}`)?.scrollIntoView({ block: 'nearest' });
    }
  }

  return (
    <div class="complete">
      <Field label={props.label} help={props.help} error={props.error}>
        {(wiring) => (
          <>
            <input
              {...wiring}
              type="text"
              role="combobox"
              aria-expanded={isOpen}
              aria-controls={list}
              aria-autocomplete="list"
              {...(at.value >= 0 && { 'aria-activedescendant': `${list}-${at.value}` })}
              autocomplete="off"
              spellcheck={false}
              {...(isCode && { class: 'code', autocapitalize: 'none' })}
              {...{ required, maxLength: props.maxLength }}
              value={value.value}
              onInput={(event) => typed(event.currentTarget.value)}
              onKeyDown={onKeyDown}
              onBlur={close}
            />
            {props.beside}
          </>
        )}
      </Field>
      <div id={list} role="listbox" class="options" aria-label={T.suggestions(props.label)} hidden={!isOpen} tabIndex={-1}>
        {options.value.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field (aria-activedescendant)
          <div
            key={keyOf(option)}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at.value}
            onPointerDown={(event) => event.preventDefault()} // the field keeps the focus
            onClick={() => take(option)}
          >
            {show(option)}
          </div>
        ))}
      </div>
    </div>
  );
}
