import { useSignal } from '@preact/signals';
import { Dialog } from '../parts/dialog.tsx';
import { LOCALE } from '../shell/shell.ts';
import { textOf } from './dicom-json.ts';
import type { Frame } from './display-sets.ts';
import { CT_WINDOWS, type Window, windowsOf } from './look.ts';
import type { Cell } from './state.ts';
import { texts as T } from './texts/en.ts';

const plain = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });

/** The windows that the image names, those customary for CT, and one by numbers. */
export function WindowDialog({ cell, frame, onClose }: { cell: Cell; frame: Frame; onClose: () => void }) {
  const now = cell.window.value;
  const center = useSignal(String(Math.round(now?.center ?? 0)));
  const width = useSignal(String(Math.round(now?.width ?? 1)));
  const use = (window: Window | undefined) => {
    cell.look.value = { ...cell.look.value, window };
    onClose();
  };
  const named = windowsOf(frame.dataset, frame.frame).slice(1);
  const isCt = textOf(frame.dataset, 'Modality') === 'CT';
  return (
    <Dialog title={T.windowTitle} onClose={onClose} class="window-dialog">
      {now && (
        <>
          <div class="presets">
            <button type="button" class="button" onClick={() => use(undefined)}>
              {T.windowDefault}
            </button>
            {named.map((each) => (
              <button key={`${each.center}/${each.width}`} type="button" class="button" onClick={() => use(each)}>
                {T.windowNamed(each.words, plain.format(each.center), plain.format(each.width))}
              </button>
            ))}
            {isCt &&
              (Object.keys(CT_WINDOWS) as (keyof typeof CT_WINDOWS)[]).map((name) => (
                <button key={name} type="button" class="button" onClick={() => use(CT_WINDOWS[name])}>
                  {T.windowNamed(T.ctWindows[name], plain.format(CT_WINDOWS[name].center), plain.format(CT_WINDOWS[name].width))}
                </button>
              ))}
          </div>
          <form
            class="window-numbers"
            onSubmit={(event) => {
              event.preventDefault();
              const chosen = { center: Number(center.value), width: Number(width.value) };
              if (Number.isFinite(chosen.center) && chosen.width >= 1) use(chosen);
            }}
          >
            <NumberField label={T.center} value={center} />
            <NumberField label={T.width} value={width} least={1} />
            <button type="submit" class="button main">
              {T.windowTitle}
            </button>
          </form>
        </>
      )}
    </Dialog>
  );
}

function NumberField({ label, value, least }: { label: string; value: { value: string }; least?: number }) {
  return (
    <label>
      <span>{label}</span>
      <input
        type="number"
        step="any"
        {...(least !== undefined && { min: least })}
        required
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
    </label>
  );
}
