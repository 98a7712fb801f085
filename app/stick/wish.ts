import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, wordsOf } from '../base/base.ts';
import { StickError } from './errors.ts';

/** What a stick may cost; `config/limits.ts` has the words. */
export const STICK_LIMITS = { maxFileBytes: 64 * 1024, maxSettings: 64 } as const;

/** The file of a stick: settings as `filmroom network set` takes them. */
export interface Wish {
  readonly file: string;
  /** `key=value` */
  readonly network: readonly string[];
  /** Of the file as it is on the stick. */
  readonly digest: string;
}

/** Windows hides the last ending of a name. FAT does not tell upper from lower case. */
const FILES = ['network.json', 'filmroom.json', 'network.json.txt', 'filmroom.json.txt'];

/**
 * What the owner of a stick wants.
 *
 * @returns undefined where there is no such file
 * @throws StickError STICK_BAD_FILE
 */
export async function readWish(
  folder: string,
  limits: { readonly [Name in keyof typeof STICK_LIMITS]: number } = STICK_LIMITS,
): Promise<Wish | undefined> {
  for (const file of FILES) {
    const bytes = await readSmall(join(folder, file), file, limits.maxFileBytes);
    if (!bytes) continue;
    const given = parse(textOf(bytes), file);
    const network = file.startsWith('filmroom') ? networkOf(given, file) : given;
    const digest = createHash('sha256').update(bytes).digest('hex');
    return { file, network: settingsOf(network, file, limits.maxSettings), digest };
  }
  return undefined;
}

/**
 * @returns undefined where there is no such file
 * @throws StickError STICK_BAD_FILE, one that is longer among them: no more than it may have is read
 */
export async function readSmall(path: string, name: string, maxBytes: number): Promise<Buffer | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw bad(name, `it cannot be opened: ${wordsOf(cause)}`, cause);
  }
  try {
    if (!(await file.stat()).isFile()) throw bad(name, 'it is no file');
    const buffer = Buffer.alloc(maxBytes + 1);
    let length = 0;
    while (length < buffer.byteLength) {
      const { bytesRead } = await file.read(buffer, length, buffer.byteLength - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > maxBytes) throw bad(name, `it has more than ${maxBytes} bytes`);
    return buffer.subarray(0, length);
  } finally {
    await file.close();
  }
}

/** UTF-8, or what Windows calls Unicode. */
function textOf(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(isUtf16 ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '');
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw bad(file, `it is not JSON: ${wordsOf(cause)}. JSON wants double quotes, and no comma after the last entry`, cause);
  }
}

function networkOf(given: unknown, file: string): unknown {
  const { network, ...others } = isObject(given) ? given : {};
  const [other] = Object.keys(others);
  if (other !== undefined) throw bad(file, `a stick sets the network alone, not "${other}"`);
  if (network === undefined) throw bad(file, 'it has no "network"');
  return network;
}

function settingsOf(given: unknown, file: string, most: number): string[] {
  if (!isObject(given)) throw bad(file, 'it has to be one object, { "hospital": "dhcp" }');
  const entries = Object.entries(given);
  if (entries.length === 0) throw bad(file, 'it sets nothing');
  if (entries.length > most) throw bad(file, `it has more than ${most} entries`);
  return entries.map(([key, value]) => `${key}=${wordOf(key, value, file)}`);
}

/** A list or a switch as one would write it after `filmroom network set`. */
function wordOf(key: string, value: unknown, file: string): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value) && value.every(isWord)) return value.length === 0 ? 'none' : value.join(',');
  if (isWord(value)) return String(value);
  throw bad(file, `"${key}" has to be a text, e.g. "10.1.2.3/24"`);
}

const isWord = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function bad(file: string, why: string, cause?: unknown): StickError {
  return new StickError('STICK_BAD_FILE', `${file} cannot be used: ${why}.`, { cause });
}
