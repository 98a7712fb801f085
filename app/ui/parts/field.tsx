import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { texts as T } from './texts/en.ts';

interface About {
  readonly label: string;
  /** One sentence below the field. */
  readonly help?: ComponentChildren;
  /** What it is without an entry, as it is shown. */
  readonly byDefault?: string | undefined;
  /** Why the entry cannot be used, in words. */
  readonly error?: string | undefined;
}

interface Wiring {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
}

/** Label, entry, unit, help and error, tied together for screen readers. The entry takes what `children` is given. */
export function Field({
  label,
  help,
  byDefault,
  error,
  unit,
  children,
}: About & { unit?: string | undefined; children: (wiring: Wiring) => ComponentChildren }) {
  const id = useId();
  const said = [help !== undefined && `${id}-help`, byDefault !== undefined && `${id}-default`, error && `${id}-error`]
    .filter(Boolean)
    .join(' ');
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      <div class="entry">
        {children({ id, ...(said && { 'aria-describedby': said }), ...(error && { 'aria-invalid': true }) })}
        {unit && <span class="unit">{unit}</span>}
      </div>
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {help !== undefined && (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {byDefault !== undefined && (
        <p class="help" id={`${id}-default`}>
          {T.byDefault(byDefault)}
        </p>
      )}
    </div>
  );
}

interface TextAbout extends About {
  readonly value: Signal<string>;
  readonly unit?: string;
  readonly type?: 'text' | 'password' | 'search' | 'date' | 'time' | 'email' | 'url';
  readonly autocomplete?: string;
  readonly inputMode?: 'numeric' | 'decimal' | 'email' | 'url';
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly isCode?: boolean;
  readonly isDisabled?: boolean;
  readonly onInput?: () => void;
}

export function TextField({
  value,
  type = 'text',
  autocomplete = 'off',
  isCode = false,
  isDisabled = false,
  onInput,
  ...about
}: TextAbout) {
  const { inputMode, placeholder, required = false, maxLength, unit, ...field } = about;
  return (
    <Field {...field} unit={unit}>
      {(wiring) => (
        <input
          {...wiring}
          type={type as 'text'} // Preact types each by itself
          {...{ autocomplete, required, disabled: isDisabled, placeholder, inputMode }}
          {...(maxLength !== undefined && { maxLength })}
          {...(isCode && { class: 'code', spellcheck: false, autocapitalize: 'none' })}
          value={value.value}
          onInput={(event) => {
            value.value = event.currentTarget.value;
            onInput?.();
          }}
        />
      )}
    </Field>
  );
}

/** A number, as text while it is typed: what it is, and whether it may be, the server's schema says. */
export function NumberField(props: Omit<TextAbout, 'type' | 'isCode'>) {
  return <TextField {...props} inputMode={props.inputMode ?? 'numeric'} />;
}

export function SelectField<Value extends string>(
  props: About & {
    readonly value: Signal<Value>;
    readonly options: readonly (readonly [Value, string])[];
    readonly isDisabled?: boolean;
    readonly onInput?: () => void;
  },
) {
  const { value, options, isDisabled = false, onInput, ...field } = props;
  return (
    <Field {...field}>
      {(wiring) => (
        <select
          {...wiring}
          disabled={isDisabled}
          value={value.value}
          onChange={(event) => {
            value.value = event.currentTarget.value as Value;
            onInput?.();
          }}
        >
          {options.map(([each, words]) => (
            <option key={each} value={each}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** On or off. */
export function SwitchField({
  value,
  label,
  help,
  byDefault,
  error,
  isDisabled = false,
  onInput,
}: About & {
  readonly value: Signal<boolean>;
  readonly isDisabled?: boolean;
  readonly onInput?: () => void;
}) {
  const id = useId();
  const said = [help !== undefined && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class={error ? 'field switch wrong' : 'field switch'}>
      <label>
        <input
          type="checkbox"
          role="switch"
          aria-checked={value.value}
          checked={value.value}
          disabled={isDisabled}
          {...(said && { 'aria-describedby': said })}
          {...(error && { 'aria-invalid': true })}
          onChange={(event) => {
            value.value = event.currentTarget.checked;
            onInput?.();
          }}
        />
        <span>{label}</span>
      </label>
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {(help !== undefined || byDefault !== undefined) && (
        <p class="help" id={`${id}-help`}>
          {help} {byDefault !== undefined && T.byDefault(byDefault)}
        </p>
      )}
    </div>
  );
}
