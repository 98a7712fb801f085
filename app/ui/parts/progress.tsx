import { useId } from 'preact/hooks';

/** @param most undefined where the end is not known */
export function Progress({ label, value, most, words }: { label: string; value: number; most?: number | undefined; words?: string }) {
  const id = useId();
  return (
    <div class="progress">
      <div class="progress-words">
        <span id={id}>{label}</span>
        {words && <span class="quiet">{words}</span>}
      </div>
      <progress
        aria-labelledby={id}
        {...(most !== undefined && { value, max: Math.max(most, 1) })}
        {...(words && { 'aria-valuetext': words })}
      />
    </div>
  );
}
