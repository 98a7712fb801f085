import { DicomwebError } from './errors.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const MAX_DEPTH = 400; // of 64 sequences
const MAX_ELEMENTS = 1_000_000;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const COMPONENTS = ['FamilyName', 'GivenName', 'MiddleName', 'NamePrefix', 'NameSuffix'];

/**
 * A Native DICOM Model (PS3.19 §A.1) as an object of the DICOM JSON model, which holds the same (PS3.18 §F.3).
 *
 * @throws DicomwebError DICOMWEB_BAD_METADATA
 */
export function parseNativeModel(xml: string): unknown {
  const root = parseXml(xml);
  if (root.name !== 'NativeDicomModel') throw bad('its root is not NativeDicomModel');
  return objectOf(root);
}

function objectOf({ children }: Element): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  const blocks = new Map<string, number>();
  for (const attribute of children.filter(({ name }) => name === 'DicomAttribute')) {
    const { tag, privateCreator } = attribute.attributes;
    const name = (tag ?? '').toUpperCase();
    if (!/^[\dA-F]{8}$/.test(name)) throw bad('a DicomAttribute has no tag of eight hexadecimal digits');
    if (privateCreator === undefined) object[name] = attributeOf(attribute);
    else object[inBlock(name, privateCreator, blocks, object)] = attributeOf(attribute);
  }
  return object;
}

/** PS3.19 §A.1.5: a private tag is gggg00ee, its creator beside it; in the data set the creator gets a block (PS3.5 §7.8.1). */
function inBlock(tag: string, creator: string, blocks: Map<string, number>, object: Record<string, unknown>): string {
  const group = tag.slice(0, 4);
  const key = `${group} ${creator}`;
  let block = blocks.get(key);
  if (block === undefined) {
    block = 0x10 + [...blocks.keys()].filter((one) => one.startsWith(`${group} `)).length;
    if (block > 0xff) throw bad('a private group has too many creators');
    blocks.set(key, block);
    object[`${group}00${block.toString(16).toUpperCase()}`] = { vr: 'LO', Value: [creator] };
  }
  return `${group}${block.toString(16).toUpperCase().padStart(2, '0')}${tag.slice(6)}`;
}

function attributeOf({ attributes, children }: Element): unknown {
  const { vr } = attributes;
  const numbered = (name: string): Element[] => {
    const inOrder: Element[] = [];
    for (const child of children.filter((one) => one.name === name)) {
      const number = Number(child.attributes.number ?? inOrder.length + 1);
      if (!Number.isInteger(number) || number < 1 || number > MAX_ELEMENTS) throw bad('a value has no number');
      inOrder.push(child);
    }
    return inOrder.toSorted((a, b) => Number(a.attributes.number ?? 0) - Number(b.attributes.number ?? 0));
  };
  const items = numbered('Item');
  if (items.length > 0) return { vr: 'SQ', Value: items.map(objectOf) };
  const names = numbered('PersonName');
  if (names.length > 0) return { vr: 'PN', Value: names.map(nameOf) };
  const inline = children.find(({ name }) => name === 'InlineBinary');
  if (inline) return { vr, InlineBinary: inline.text.replaceAll(/\s/g, '') };
  const bulk = children.find(({ name }) => name === 'BulkData');
  if (bulk) return { vr, BulkDataURI: bulk.attributes.uri ?? bulk.attributes.uuid ?? '' };
  return { vr, Value: numbered('Value').map(({ text }) => text) };
}

function nameOf({ children }: Element): Record<string, string> {
  return Object.fromEntries(
    children.map((group) => {
      const components = COMPONENTS.map((name) => group.children.find((one) => one.name === name)?.text ?? '');
      return [group.name, components.join('^').replace(/\^+$/, '')];
    }),
  );
}

/** As much of XML 1.0 as a Native DICOM Model has. A document type is refused: with it come entities of any size, and files of ours. */
function parseXml(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open: Element[] = [root];
  const token =
    /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
  for (let count = 0; token.lastIndex < xml.length; count++) {
    const match = token.exec(xml);
    if (!match) throw bad('it is not well formed');
    if (count > MAX_ELEMENTS) throw bad(`it has more than ${MAX_ELEMENTS} elements`);
    const [, cdata, closed, opened, attributes, isEmpty, text] = match;
    const innermost = open.at(-1)!;
    if (cdata !== undefined) innermost.text += cdata;
    else if (text !== undefined) innermost.text += unescaped(text);
    else if (closed !== undefined) {
      if (open.length < 2 || innermost.name !== localName(closed)) throw bad('it is not well formed');
      open.pop();
    } else if (opened !== undefined) {
      const element: Element = { name: localName(opened), attributes: attributesOf(attributes ?? ''), children: [], text: '' };
      innermost.children.push(element);
      if (isEmpty === '/') continue;
      open.push(element);
      if (open.length > MAX_DEPTH) throw bad('its elements are nested too deep');
    }
  }
  const [only, another] = root.children;
  if (open.length !== 1 || !only || another || root.text.trim() !== '') throw bad('it is not well formed');
  return only;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name, a, b]) => [localName(name!), unescaped(a ?? b ?? '')]),
  );
}

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(#x[\da-fA-F]{1,6}|#\d{1,7}|\w+);?/g, (_, entity: string) => {
    const code = entity.startsWith('#x')
      ? Number.parseInt(entity.slice(2), 16)
      : entity.startsWith('#')
        ? Number(entity.slice(1))
        : undefined;
    const sign = code === undefined ? ENTITIES[entity] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
    if (sign === undefined) throw bad('it has an entity that XML does not know');
    return sign;
  });
}

function bad(words: string): DicomwebError {
  return new DicomwebError('DICOMWEB_BAD_METADATA', `The metadata are no Native DICOM Model: ${words}.`);
}
