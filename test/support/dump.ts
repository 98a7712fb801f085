import { spawnSync } from 'node:child_process';

/** Values by tag, as `0010,0020`; one byte a character. The first of a tag at the top level counts. */
export type Dump = ReadonlyMap<string, string>;

/** What dcmdump reads of these tags in each file; an empty map where it cannot read the file. */
export function dumpFiles(files: readonly string[], tags: readonly string[]): ReadonlyMap<string, Dump> {
  const filters = tags.flatMap((tag) => ['+P', tag]);
  const { stdout } = spawnSync('dcmdump', ['-q', '-Un', '+L', '+p', '+F', ...filters, ...files], { maxBuffer: 256 * 1024 * 1024 });
  const [, ...parts] = stdout.toString('latin1').split(/^# dcmdump \(\d+\/\d+\): (.*)$/m);
  const dumps = new Map<string, Dump>();
  for (let at = 0; at < parts.length; at += 2) dumps.set(parts[at]!, valuesOf(parts[at + 1]!));
  return dumps;
}

function valuesOf(text: string): Dump {
  const values = new Map<string, string>();
  const line = /^\((\w{4},\w{4})\) (\S\S) (?:\[([\s\S]*?)\]|\(no value available\)|(.*?)) +# +(?:\d+|u\/l), *\d+ \S+$/gm;
  for (const [, tag = '', vr, quoted, other = ''] of text.matchAll(line)) {
    const value = vr === 'UN' ? Buffer.from(other.replaceAll('\\', ''), 'hex').toString('latin1') : (quoted ?? other);
    if (!values.has(tag)) values.set(tag, value.replaceAll('\0', '').trim());
  }
  return values;
}
