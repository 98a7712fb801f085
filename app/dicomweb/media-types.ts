/** A media type or media range with its parameters (RFC 9110 §8.3.1, §12.5.1). Names and type in lower case, values as they stand. */
export interface MediaType {
  /** `multipart/related`, `image/*`, any. */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** More than any client asks for; the rest of a longer list is not looked at. */
const MAX_TYPES = 64;
const TYPE = /^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+$/;

/**
 * The media types of a list (RFC 9110 §5.6.1). Parameters may be quoted or not, even where they hold a slash, as `type=application/dicom` does
 * with many clients; what is no media type is passed over.
 */
export function parseMediaTypes(text: string): readonly MediaType[] {
  return splitOutsideQuotes(text, ',')
    .slice(0, MAX_TYPES)
    .flatMap((one) => parseMediaType(one) ?? []);
}

/** @returns undefined where it is none */
export function parseMediaType(text: string): MediaType | undefined {
  const [first = '', ...rest] = splitOutsideQuotes(text, ';');
  const type = first.trim().toLowerCase();
  if (!TYPE.test(type)) return undefined;
  const parameters = new Map<string, string>();
  for (const parameter of rest) {
    const at = parameter.indexOf('=');
    if (at === -1) continue;
    const name = parameter.slice(0, at).trim().toLowerCase();
    if (!parameters.has(name)) parameters.set(name, unquoted(parameter.slice(at + 1).trim()));
  }
  return { type, parameters };
}

/** For a header: every value that is no token is quoted. */
export function mediaTypeText({ type, parameters }: MediaType): string {
  const value = (text: string) => (/^[\w!#$%&'*+.^`|~-]+$/.test(text) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`);
  return [type, ...[...parameters].map(([name, text]) => `${name}=${value(text)}`)].join('; ');
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  const end = value.length > 1 && value.endsWith('"') ? -1 : undefined;
  return value.slice(1, end).replaceAll(/\\(.)/g, '$1');
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let begin = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (isQuoted && sign === '\\') at++;
    else if (sign === '"') isQuoted = !isQuoted;
    else if (sign === separator && !isQuoted) {
      parts.push(text.slice(begin, at));
      begin = at + 1;
    }
  }
  parts.push(text.slice(begin));
  return parts;
}
