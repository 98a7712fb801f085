import { keywordOf } from '../dataset/dataset.ts';

/** An attribute of the DICOM JSON model (PS3.18 §F.2.2) as it is parsed here: numbers as the text that they were. */
interface Attribute {
  readonly vr: string;
  readonly Value?: readonly (string | null | PersonName | Item)[];
  readonly InlineBinary?: string;
  readonly BulkDataURI?: string;
}
type Item = Readonly<Record<string, Attribute>>;
type PersonName = Readonly<Partial<Record<(typeof GROUPS)[number], string>>>;

const GROUPS = ['Alphabetic', 'Ideographic', 'Phonetic'] as const;
/** PS3.19 Table A.1.5-2, in the order of PS3.5 §6.2.1. */
const COMPONENTS = ['FamilyName', 'GivenName', 'MiddleName', 'NamePrefix', 'NameSuffix'] as const;

/**
 * An object of the DICOM JSON model as Native DICOM Model (PS3.19 §A.1), which holds the same (PS3.18 §F.3).
 *
 * @param json the text of one object
 */
export function xmlOf(json: string): string {
  const item = JSON.parse(json, asWritten) as Item;
  return `<?xml version="1.0" encoding="UTF-8"?>
<NativeDicomModel xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM" xml:space="preserve">${attributesOf(item)}</NativeDicomModel>`;
}

/** 1.50 stays 1.50. */
function asWritten(_: string, value: unknown, { source }: { source?: string } = {}): unknown {
  return typeof value === 'number' ? source : value;
}

function attributesOf(item: Item): string {
  let xml = '';
  for (const [tag, attribute] of Object.entries(item)) {
    const creator = privateCreatorOf(tag, item);
    if (creator !== 'is one') xml += attributeXml(tag, attribute, creator);
  }
  return xml;
}

/** Who a private attribute is of (PS3.5 §7.8.1); the elements that say so are no attributes of their own here. */
function privateCreatorOf(tag: string, item: Item): string | undefined {
  if ((Number.parseInt(tag.slice(0, 4), 16) & 1) === 0) return undefined;
  if (tag.startsWith('00', 4)) return 'is one';
  const value = item[`${tag.slice(0, 4)}00${tag.slice(4, 6)}`]?.Value?.[0];
  return typeof value === 'string' ? value : '';
}

/** A private tag is written gggg00ee: the block is the creator's, whose name is beside it. */
function attributeXml(tag: string, { vr, Value, InlineBinary, BulkDataURI }: Attribute, creator: string | undefined): string {
  const name = creator === undefined ? keywordOf(Number.parseInt(tag, 16)) : undefined;
  const shownTag = creator ? `${tag.slice(0, 4)}00${tag.slice(6)}` : tag;
  const begin = `<DicomAttribute${attributeOf('tag', shownTag)}${attributeOf('vr', vr)}${attributeOf('keyword', name)}${attributeOf('privateCreator', creator)}>`;
  return `${begin}${contentOf(vr, Value ?? [])}${InlineBinary === undefined ? '' : `<InlineBinary>${InlineBinary}</InlineBinary>`}${
    BulkDataURI === undefined ? '' : `<BulkData${attributeOf('uri', BulkDataURI)}/>`
  }</DicomAttribute>`;
}

function contentOf(vr: string, values: NonNullable<Attribute['Value']>): string {
  return values
    .map((value, at) => {
      const number = ` number="${at + 1}"`;
      if (vr === 'SQ') return `<Item${number}>${attributesOf((value ?? {}) as Item)}</Item>`;
      if (vr === 'PN') return `<PersonName${number}>${nameXml((value ?? {}) as PersonName)}</PersonName>`;
      return value === null ? `<Value${number}/>` : `<Value${number}>${escaped(String(value))}</Value>`;
    })
    .join('');
}

function nameXml(name: PersonName): string {
  return GROUPS.map((group) => {
    const text = name[group];
    if (text === undefined) return '';
    const components = text.split('^', COMPONENTS.length).map((component, at) => {
      const element = COMPONENTS[at];
      return component === '' ? '' : `<${element}>${escaped(component)}</${element}>`;
    });
    return `<${group}>${components.join('')}</${group}>`;
  }).join('');
}

function attributeOf(name: string, value: string | undefined): string {
  return value === undefined || value === '' ? '' : ` ${name}="${escaped(value)}"`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' };
/** What XML 1.0 has no place for, not even as a reference (§2.2). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is sought
const NO_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

function escaped(text: string): string {
  return text.replaceAll(NO_XML, '\ufffd').replaceAll(/[&<>"\r]/g, (sign) => ENTITIES[sign]!);
}
