import type { Signal } from '@preact/signals';
import { Field } from '../parts/parts.ts';
import { texts as T } from './texts/en.ts';

/** A PEM text, pasted or from a file. */
export function PemField({ label, help, value }: { readonly label: string; readonly help?: string; readonly value: Signal<string> }) {
  return (
    <div class="pem">
      <Field label={label} {...(help !== undefined && { help })}>
        {(wiring) => (
          <textarea
            {...wiring}
            spellcheck={false}
            autocomplete="off"
            value={value.value}
            onInput={(event) => {
              value.value = event.currentTarget.value;
            }}
          />
        )}
      </Field>
      <input
        type="file"
        aria-label={T.upload.fileFor(label)}
        accept=".pem,.crt,.cer,.key,.txt"
        onChange={async (event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) value.value = await file.text();
        }}
      />
    </div>
  );
}
