import * as z from 'zod/mini';
import { ConfigSchema } from './schema.ts';

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

/** A setting as help and documentation show it. */
export interface SettingWords {
  /** e.g. `listeners[].port` */
  readonly name: string;
  readonly default: unknown;
  /** Allowed values in words; empty where the sentence says it. */
  readonly range: string;
  readonly words: string;
}

/** Every setting with its default, range and sentence, in the order of the schema. */
export function settingsInWords(): SettingWords[] {
  return gather(z.toJSONSchema(ConfigSchema, { io: 'input' }) as JsonSchema, '');
}

/** The keys that may stand at `path` of a configuration. */
export function knownKeysAt(path: readonly PropertyKey[]): string[] {
  let at: JsonSchema | undefined = z.toJSONSchema(ConfigSchema, { io: 'input' }) as JsonSchema;
  for (const part of path) at = typeof part === 'number' ? at?.items : at?.properties?.[String(part)];
  return Object.keys(at?.properties ?? {});
}

function gather(schema: JsonSchema, prefix: string): SettingWords[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, setting]) => {
    const name = prefix + key;
    if (setting.properties) return gather(setting, `${name}.`);
    if (setting.items?.properties) return gather(setting.items, `${name}[].`);
    return [{ name, default: setting.default, range: rangeWords(setting), words: setting.description ?? '' }];
  });
}

function rangeWords({ enum: values, minimum, maximum, items }: JsonSchema): string {
  const listed = values ?? items?.enum;
  if (listed) return listed.join(' | ');
  if (minimum === undefined) return '';
  return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? `≥ ${minimum}` : `${minimum} – ${maximum}`;
}
