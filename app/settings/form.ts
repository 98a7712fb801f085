import * as z from 'zod/mini';
import { byCommandLine, ConfigSchema, type LoadedConfig, PAGE_PATHS, valueAt, type Whence } from '../config/config.ts';
import { type Effect, effectOf, type Unit, unitOf } from './facts.ts';

/** JSON Schema (2020-12) of a value, as far as a form needs it. */
export interface ValueSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: ValueSchema;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly ValueSchema[];
}

/** A setting as a form shows it. */
export interface FormField {
  readonly path: string;
  readonly help: string;
  readonly schema: ValueSchema;
  readonly default: unknown;
  /** What holds now; null where nothing does. */
  readonly value: unknown;
  readonly whence: Whence;
  /** The option of the command line that sets it: the page cannot. */
  readonly setBy?: string | undefined;
  readonly effect: Effect;
  readonly unit?: Unit | undefined;
}

const SCHEMA = z.toJSONSchema(ConfigSchema, { io: 'input' }) as ValueSchema;

function schemaAt(path: string): ValueSchema {
  let at: ValueSchema | undefined = SCHEMA;
  for (const key of path.split('.')) at = at?.properties?.[key];
  if (at === undefined) throw new Error(`the schema has no ${path}`);
  return at;
}

/** Every setting but the AE table, in the order of the schema. The schema of the entries of the AE table is `entrySchema()`. */
export function formFields(config: LoadedConfig, whence: (path: string) => Whence): FormField[] {
  const fixed = byCommandLine(config.layers.overrides);
  return ['ownAeTitle', 'dataFolder', ...PAGE_PATHS.filter((path) => path !== 'ownAeTitle')].map((path) => {
    const schema = schemaAt(path);
    return {
      path,
      help: schema.description ?? '',
      schema,
      default: schema.default ?? null,
      value: valueAt(config, path) ?? null,
      whence: whence(path),
      setBy: fixed.get(path),
      effect: effectOf(path),
      unit: unitOf(path),
    };
  });
}

/** Of an entry of the AE table. */
export const entrySchema = (): ValueSchema => schemaAt('remoteAes').items ?? {};
