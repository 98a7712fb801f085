import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Archive, InstanceRef, MarkedSeries } from '../archive/archive.ts';
import { type Log, wordsOf } from '../base/base.ts';
import type { MetadataTexts } from './metadata-texts.ts';

const deflate = promisify(gzip);
const inflate = promisify(gunzip);
/** Written in one go, while the heads of the next are read. */
const BATCH = 32;
/** A series whose metadata is longer is written anew each time. */
const MOST_KEPT_CHARACTERS = 64 * 1024 * 1024;
const GZIP = { level: 6 };

/**
 * The metadata of the instances of a series, by their number: an object of the DICOM JSON model in a line each, with BASE_URL_MARK. From the note that
 * is kept with the series where there is one (`SeriesNotes` of the archive); else from the files, and then it is kept.
 */
export async function* seriesMetadata(
  series: MarkedSeries,
  {
    archive,
    texts,
    log,
    signal,
  }: {
    readonly archive: Pick<Archive, 'instancesOf' | 'notes'>;
    readonly texts: MetadataTexts;
    readonly log: Log;
    readonly signal: AbortSignal;
  },
): AsyncGenerator<readonly string[]> {
  const note = await archive.notes.read(series);
  if (note) {
    yield (await inflate(note)).toString('utf8').split('\n');
    return;
  }
  const refs: InstanceRef[] = [];
  const lines: string[] = [];
  let characters = 0;
  let isWhole = true;
  for await (const { refs: some, texts: written } of batches(series, archive, texts, signal)) {
    const page = written.map((text, at) => text ?? stubOf(some[at]!));
    isWhole &&= written.every((text) => text !== undefined);
    yield page;
    characters += page.reduce((sum, text) => sum + text.length, 0);
    refs.push(...some);
    if (characters <= MOST_KEPT_CHARACTERS) lines.push(...page);
  }
  if (!isWhole || characters > MOST_KEPT_CHARACTERS || lines.length === 0) return;
  try {
    await archive.notes.keep(series, refs, await deflate(lines.join('\n'), GZIP));
  } catch (error) {
    log.warn('dicomweb.metadata-not-kept', { seriesInstanceUid: series.seriesInstanceUid, words: wordsOf(error) });
  }
}

interface Batch {
  readonly refs: readonly InstanceRef[];
  readonly texts: readonly (string | undefined)[];
}

/** One batch is read and written while the one before is used. */
async function* batches(
  { studyInstanceUid, seriesInstanceUid }: MarkedSeries,
  archive: Pick<Archive, 'instancesOf'>,
  texts: MetadataTexts,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  const which = { level: 'SERIES', studyInstanceUids: [studyInstanceUid], seriesInstanceUids: [seriesInstanceUid] } as const;
  let ahead: Promise<Batch> | undefined;
  for await (const page of archive.instancesOf(which, signal)) {
    for (let at = 0; at < page.length; at += BATCH) {
      const refs = page.slice(at, at + BATCH);
      const next = texts.of(refs).then((written) => ({ refs, texts: written }));
      next.catch(() => undefined); // heard when it is awaited
      if (ahead) yield await ahead;
      ahead = next;
    }
  }
  if (ahead) yield await ahead;
}

/** Of an instance whose file cannot be read: that it is there. */
function stubOf({ sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid }: InstanceRef): string {
  const uid = (tag: string, value: string) => `"${tag}":{"vr":"UI","Value":[${JSON.stringify(value)}]}`;
  return `{${[uid('00080016', sopClassUid), uid('00080018', sopInstanceUid), uid('0020000D', studyInstanceUid), uid('0020000E', seriesInstanceUid)].join(',')}}`;
}
