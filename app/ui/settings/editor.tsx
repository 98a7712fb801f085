import type { Signal } from '@preact/signals';
import type { ValueSchema } from '../../web/schema.ts';
import { Field, NumberField, ObjectList, SelectField, SwitchField, TextField } from '../parts/parts.ts';
import { choiceWords, helpOf, labelOf, schemaPath } from './names.ts';
import { texts as T } from './texts/en.ts';
import { type Draft, draftOf, isChoiceList, isLineList, isNumber, isObjectList, plainSchema, unitOf, valueWords } from './value.ts';

interface EditorProps {
  readonly path: string;
  readonly schema: ValueSchema;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  readonly unit?: 'bytes' | 'ms' | undefined;
  readonly error?: string | undefined;
  readonly isFixed?: boolean;
}

/** A part of a draft, as the fields take it. */
function bound<Value>(draft: Draft, onDraft: (draft: Draft) => void): Signal<Value> {
  return {
    get value() {
      return draft as Value;
    },
    set value(next) {
      onDraft(next);
    },
  } as Signal<Value>;
}

/** Whatever the schema allows, as a form. */
export function Editor(props: EditorProps) {
  const { path, onDraft, error, isFixed = false } = props;
  const schema = plainSchema(props.schema);
  const unit = props.unit ?? unitOf(path);
  const byDefault = schema.default === undefined || Array.isArray(schema.default) ? undefined : valueWords(path, schema.default, unit);
  const about = { label: labelOf(path), help: helpOf(path, schema.description ?? ''), byDefault, error };
  if (schema.enum) {
    const options = schema.enum.map((each) => [String(each), choiceWords(path, String(each))] as const);
    const all = schema.default === undefined ? [['', T.nothing] as const, ...options] : options;
    return <SelectField {...about} value={bound<string>(props.draft, onDraft)} options={all} isDisabled={isFixed} />;
  }
  if (schema.type === 'boolean') return <SwitchField {...about} value={bound<boolean>(props.draft, onDraft)} isDisabled={isFixed} />;
  if (isNumber(schema))
    return (
      <NumberField {...about} value={bound<string>(props.draft, onDraft)} isDisabled={isFixed} {...(unit && { unit: T.units[unit] })} />
    );
  if (isChoiceList(schema)) return <Choices {...props} about={about} />;
  if (isLineList(schema)) return <Lines {...props} about={about} />;
  if (isObjectList(schema)) return <Objects {...props} />;
  return <TextField {...about} value={bound<string>(props.draft, onDraft)} isCode isDisabled={isFixed} />;
}

type About = { readonly label: string; readonly help: string; readonly error?: string | undefined };

function Choices({ path, schema, draft, onDraft, about, isFixed }: EditorProps & { readonly about: About }) {
  const chosen = draft as readonly string[];
  return (
    <fieldset class="setting-choices">
      <legend>{about.label}</legend>
      <p class="help">{about.help}</p>
      {about.error && <p class="error">{about.error}</p>}
      {(schema.items?.enum ?? []).map((each) => (
        <label class="setting-choice" key={String(each)}>
          <input
            type="checkbox"
            checked={chosen.includes(String(each))}
            disabled={isFixed ?? false}
            onChange={(event) =>
              onDraft(event.currentTarget.checked ? [...chosen, String(each)] : chosen.filter((other) => other !== String(each)))
            }
          />
          <span>{choiceWords(path, String(each))}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Lines({ draft, onDraft, about, isFixed }: EditorProps & { readonly about: About }) {
  return (
    <Field label={about.label} help={`${about.help} ${T.lines}`} error={about.error}>
      {(wiring) => (
        <textarea
          {...wiring}
          class="code"
          rows={3}
          spellcheck={false}
          disabled={isFixed ?? false}
          value={String(draft)}
          onInput={(event) => onDraft(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

function Objects({ path, schema, draft, onDraft, isFixed = false }: EditorProps) {
  const items = draft as readonly Record<string, Draft>[];
  const put = (at: number, item: Draft) => onDraft(items.map((each, other) => (other === at ? item : each)));
  const fixed = isFixed
    ? {}
    : {
        onAdd: () => onDraft([...items, draftOf(schema.items!, {})]),
        onRemove: (_: unknown, at: number) => onDraft(items.filter((__, other) => other !== at)),
      };
  return (
    <ObjectList
      label={labelOf(path)}
      help={helpOf(path, schema.description ?? '')}
      items={items}
      keyOf={(_, at) => at}
      nameOf={(item, at) => String(item.aeTitle ?? '') || T.entry(at + 1)}
      {...(schema.maxItems !== undefined && { most: schema.maxItems })}
      {...fixed}
    >
      {(item, at) => (
        <Fields path={`${schemaPath(path)}[]`} schema={schema.items!} draft={item} onDraft={(next) => put(at, next)} isFixed={isFixed} />
      )}
    </ObjectList>
  );
}

/** The fields of an object, one for each of its properties; `faults` by their names. */
export function Fields({
  path,
  schema,
  draft,
  onDraft,
  faults = {},
  isFixed = false,
  leaveOut = [],
}: Omit<EditorProps, 'error'> & { readonly faults?: Readonly<Record<string, string | undefined>>; readonly leaveOut?: readonly string[] }) {
  const of = draft as Record<string, Draft>;
  return (
    <>
      {Object.entries(schema.properties ?? {})
        .filter(([key]) => !leaveOut.includes(key))
        .map(([key, each]) => (
          <Editor
            key={key}
            path={`${path}.${key}`}
            schema={each}
            draft={of[key]}
            onDraft={(next) => onDraft({ ...of, [key]: next })}
            error={faults[key]}
            isFixed={isFixed}
          />
        ))}
    </>
  );
}
