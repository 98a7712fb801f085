import type { Archive, InstanceRef } from '../archive/archive.ts';
import { type DataElement, elementText, parseDate, parseSpecificCharacterSet, readHead } from '../dataset/dataset.ts';
import { type Annotation, isDrawn } from '../pixels/pixels.ts';
import type { AnnotationKind } from './rendered-parameters.ts';

const TAGS = {
  characterSet: 0x00080005,
  studyDate: 0x00080020,
  acquisitionDate: 0x00080022,
  studyTime: 0x00080030,
  acquisitionTime: 0x00080032,
  modality: 0x00080060,
  seriesDescription: 0x0008103e,
  name: 0x00100010,
  id: 0x00100020,
  birthDate: 0x00100030,
  sex: 0x00100040,
  age: 0x00101010,
  bodyPart: 0x00180015,
  thickness: 0x00180050,
  kvp: 0x00180060,
  repetition: 0x00180080,
  echo: 0x00180081,
  current: 0x00181151,
  exposure: 0x00181152,
  series: 0x00200011,
  number: 0x00200013,
  laterality: 0x00200060,
  location: 0x00201041,
} as const;

type Texts = Readonly<Record<keyof typeof TAGS, string>>;

const OTHER_LETTERS = '(in letters that are not drawn here)';

/** What of an instance is written on pictures of it. */
export interface AnnotationTexts {
  /** @param frame of how many, where there are several */
  of(ref: InstanceRef, kinds: readonly AnnotationKind[], frame?: { readonly number: number; readonly of: number }): Promise<Annotation>;
}

/** Of each retrieval one: the texts of the instance that was asked for last are kept, for its next frame. */
export function createAnnotationTexts(archive: Pick<Archive, 'read'>): AnnotationTexts {
  let last: { readonly ref: InstanceRef; readonly texts: Promise<Texts> } | undefined;
  return {
    async of(ref, kinds, frame) {
      if (last?.ref !== ref) last = { ref, texts: read(archive, ref) };
      const texts = await last.texts;
      return {
        topLeft: kinds.includes('patient') ? patientLines(texts) : [],
        bottomLeft: kinds.includes('technique') ? techniqueLines(texts, frame) : [],
      };
    },
  };
}

async function read(archive: Pick<Archive, 'read'>, ref: InstanceRef): Promise<Texts> {
  const elements = new Map<number, DataElement>();
  for (const element of await readHead(archive.read(ref), ref.transferSyntaxUid, Object.values(TAGS))) elements.set(element.tag, element);
  const textOf = (tag: number, characterSets: readonly string[]): string => {
    const element = elements.get(tag);
    return element ? elementText(element, characterSets) : '';
  };
  const characterSets = parseSpecificCharacterSet(textOf(TAGS.characterSet, []));
  return Object.fromEntries(Object.entries(TAGS).map(([name, tag]) => [name, textOf(tag, characterSets)])) as Texts;
}

function patientLines(texts: Texts): readonly string[] {
  return linesOf([[nameOf(texts.name)], [texts.id], [dateOf(texts.birthDate), texts.sex, texts.age]]);
}

function techniqueLines(texts: Texts, frame: { readonly number: number; readonly of: number } | undefined): readonly string[] {
  const withUnit = (label: string, value: string, unit: string) => (value === '' ? '' : `${label}${value.split('\\')[0]} ${unit}`);
  return linesOf([
    [texts.modality, texts.bodyPart, texts.laterality],
    [texts.seriesDescription],
    [dateOf(texts.acquisitionDate || texts.studyDate), timeOf(texts.acquisitionTime || texts.studyTime)],
    [texts.series && `S ${texts.series}`, texts.number && `I ${texts.number}`, frame ? `F ${frame.number}/${frame.of}` : ''],
    [withUnit('', texts.kvp, 'kV'), withUnit('', texts.current, 'mA'), withUnit('', texts.exposure, 'mAs')],
    [withUnit('TR ', texts.repetition, 'ms'), withUnit('TE ', texts.echo, 'ms')],
    [withUnit('', texts.thickness, 'mm'), withUnit('at ', texts.location, 'mm')],
  ]);
}

function linesOf(lines: readonly (readonly string[])[]): readonly string[] {
  return lines
    .map((parts) => parts.filter((part) => part !== '').map(drawable))
    .filter((parts) => parts.length > 0)
    .map((parts) => parts.join('  '));
}

/** The first of its forms (PS3.5 §6.2.1.1: alphabetic, ideographic, phonetic) whose letters are all there. */
function nameOf(name: string): string {
  const forms = (name.split('\\')[0] ?? '')
    .split('=')
    .map((form) =>
      form
        .split('^')
        .filter((part) => part !== '')
        .join(' '),
    )
    .filter((form) => form !== '');
  return forms.find(isDrawn) ?? forms[0] ?? '';
}

function drawable(text: string): string {
  const line = text.replaceAll(/\p{Cc}+/gu, ' ').trim();
  return isDrawn(line) ? line : OTHER_LETTERS;
}

function dateOf(text: string): string {
  const date = parseDate(text);
  return date === undefined ? text : `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`;
}

function timeOf(text: string): string {
  const [, hours, minutes, seconds] = /^(\d\d)(\d\d)(\d\d)?/.exec(text) ?? [];
  return hours === undefined ? text : [hours, minutes, seconds].filter((part) => part !== undefined).join(':');
}
