import { useId } from 'preact/hooks';

/** One of a few, each seen: radio buttons as a row. Takes effect when chosen. */
export function Choice<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChoose: (value: Value) => void;
  /** Of each option, where it is written in a language of its own. */
  readonly langOf?: (value: Value) => string;
}) {
  const { label, value, options, onChoose, langOf } = props;
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      <div>
        {options.map(([each, words]) => (
          <label key={each} class="option" {...(langOf && { lang: langOf(each) })}>
            <input type="radio" name={name} checked={each === value} onChange={() => onChoose(each)} />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
