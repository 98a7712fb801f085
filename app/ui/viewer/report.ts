import { type Dataset, itemsOf, meaningOf, personOf, textOf, textsOf } from './dicom-json.ts';

/** One content item of a report as it is read (PS3.3 §C.17.3): its name, its value, and what it contains. */
export interface Content {
  readonly name: string;
  readonly value: string;
  /** What it points at: PS3.3 §C.17.3.2.1. */
  readonly refersTo?: 'image' | 'object' | 'coordinates';
  readonly parts: readonly Content[];
}

/** Deeper than any report is; a data set may be made to be deeper. */
const DEEPEST = 40;

/** A structured report as a tree of what it says. */
export const contentOf = (dataset: Dataset, depth = 0): Content => {
  const type = textOf(dataset, 'ValueType');
  const refersTo = REFERENCES[type];
  return {
    name: meaningOf(dataset, 'ConceptNameCodeSequence'),
    value: itemValue(dataset, type),
    ...(refersTo && { refersTo }),
    parts: depth < DEEPEST ? itemsOf(dataset, 'ContentSequence').map((each) => contentOf(each, depth + 1)) : [],
  };
};

const REFERENCES: Readonly<Record<string, Content['refersTo']>> = {
  IMAGE: 'image',
  COMPOSITE: 'object',
  WAVEFORM: 'object',
  SCOORD: 'coordinates',
  SCOORD3D: 'coordinates',
  TCOORD: 'coordinates',
};

function itemValue(dataset: Dataset, type: string): string {
  switch (type) {
    case 'TEXT':
      return textOf(dataset, 'TextValue');
    case 'CODE':
      return meaningOf(dataset, 'ConceptCodeSequence');
    case 'NUM':
      return measured(dataset);
    case 'PNAME': {
      const { alphabetic, ideographic = '', phonetic = '' } = personOf(dataset, 'PersonName');
      return [alphabetic, ideographic, phonetic].filter(Boolean).join(' ');
    }
    case 'DATE':
      return dated(textOf(dataset, 'Date'));
    case 'TIME':
      return timed(textOf(dataset, 'Time'));
    case 'DATETIME': {
      const text = textOf(dataset, 'DateTime');
      return [dated(text.slice(0, 8)), timed(text.slice(8))].filter(Boolean).join(' ');
    }
    case 'UIDREF':
      return textOf(dataset, 'UID');
    case 'IMAGE':
    case 'COMPOSITE':
    case 'WAVEFORM': {
      const [reference] = itemsOf(dataset, 'ReferencedSOPSequence');
      const frames = reference ? textsOf(reference, 'ReferencedFrameNumber').join(', ') : '';
      return reference ? [textOf(reference, 'ReferencedSOPInstanceUID'), frames && `(${frames})`].filter(Boolean).join(' ') : '';
    }
    default:
      return '';
  }
}

function measured(dataset: Dataset): string {
  const [measure] = itemsOf(dataset, 'MeasuredValueSequence');
  if (!measure) return '';
  const [unit] = itemsOf(measure, 'MeasurementUnitsCodeSequence');
  const symbol = unit ? textOf(unit, 'CodeValue') : '';
  const words = /^[[{]/.test(symbol) && unit ? textOf(unit, 'CodeMeaning') : symbol; // UCUM: `mm` says more than `millimeter`, `[hnsf'U]` less
  return `${textOf(measure, 'NumericValue')} ${symbol === '1' ? '' : words}`.trim();
}

const dated = (text: string) => text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
const timed = (text: string) =>
  text.replace(/^(\d{2})(\d{2})(\d{2})?.*$/, (_, hour, minute, second) => [hour, minute, second].filter(Boolean).join(':'));
