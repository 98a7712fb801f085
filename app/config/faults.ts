import type * as z from 'zod/mini';
import { nearest } from '../base/base.ts';
import { knownKeysAt } from './words.ts';

type Issue = z.core.$ZodIssue;

/** Each fault of a configuration as one line: where, what is wrong, what would be right. */
export function faultWords(issues: readonly Issue[], given: unknown): string[] {
  return issues.flatMap((issue) => {
    const where = pathWords(issue.path);
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => unknownKey(key, issue.path));
      case 'invalid_type':
        return [`${where} must be ${article(issue.expected)}, not ${valueWords(given, issue.path)}`];
      case 'too_small':
        return [
          `${where} must be ${issue.origin === 'array' ? 'a list of at least' : 'at least'} ${issue.minimum}, not ${valueWords(given, issue.path)}`,
        ];
      case 'too_big':
        return [
          `${where} must be ${issue.origin === 'array' ? 'a list of at most' : 'at most'} ${issue.maximum}, not ${valueWords(given, issue.path)}`,
        ];
      case 'invalid_value':
        return [`${where} must be one of ${issue.values.join(', ')}, not ${valueWords(given, issue.path)}`];
      case 'invalid_format':
        return [`${where}: ${valueWords(given, issue.path)} ${issue.message}`];
      case 'invalid_union':
        return [
          `${where}: ${valueWords(given, issue.path)} is not allowed: ${issue.errors.at(-1)?.[0] ? faultWords([{ ...issue.errors.at(-1)![0]!, path: issue.path } as Issue], given)[0] : ''}`,
        ];
      default:
        return [`${where}: ${issue.message}`];
    }
  });
}

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const known = knownKeysAt(path);
  const meant = nearest(key, known);
  const full = pathWords([...path, key]);
  return meant ? `unknown key ${full}: did you mean ${meant}?` : `unknown key ${full}: known here are ${known.join(', ')}`;
}

function pathWords(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the configuration';
  return path.map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${String(part)}`)).join('');
}

function valueWords(given: unknown, path: readonly PropertyKey[]): string {
  let at = given;
  for (const part of path) at = (at as Record<PropertyKey, unknown> | undefined)?.[part];
  return at === undefined ? 'nothing' : (JSON.stringify(at) ?? 'nothing').slice(0, 80);
}

function article(type: string): string {
  const words: Record<string, string> = {
    array: 'a list',
    object: 'an object',
    int: 'a whole number',
    string: 'a text',
    boolean: 'true or false',
    number: 'a number',
  };
  return words[type] ?? type;
}
