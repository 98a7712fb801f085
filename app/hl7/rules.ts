import { fieldValue, type Message, type Segment } from './message.ts';

/** A rule of the settings: where a field has this value, the order gets these. */
export interface MappingRule {
  /** `OBR-24`, `OBR-4.1`, `PV1-3.1`. */
  readonly field: string;
  /** Compared without case. */
  readonly value: string;
  readonly modality?: string | undefined;
  readonly stationAeTitle?: string | undefined;
}

/** What a person puts in the place of what a message says, for this message alone. */
export interface Corrections {
  readonly characterSet?: string | undefined;
  readonly patientId?: string | undefined;
  readonly patientName?: string | undefined;
  readonly patientBirthDate?: string | undefined;
  readonly accessionNumber?: string | undefined;
  readonly modality?: string | undefined;
  readonly stationAeTitle?: string | undefined;
  /** YYYYMMDD */
  readonly startDate?: string | undefined;
  /** HHMM or HHMMSS */
  readonly startTime?: string | undefined;
}

/** Modality and station by the first rules that say them. */
export function mapped(
  message: Message,
  segments: readonly Segment[],
  rules: readonly MappingRule[],
): { readonly modality: string | undefined; readonly stationAeTitle: string | undefined } {
  const holding = rules.filter((rule) => holds(message, segments, rule));
  const first = (name: 'modality' | 'stationAeTitle') => holding.find((rule) => rule[name] !== undefined)?.[name];
  return { modality: first('modality'), stationAeTitle: first('stationAeTitle') };
}

function holds(message: Message, segments: readonly Segment[], { field: place, value }: MappingRule): boolean {
  const [, name, field, component = '1'] = /^(\w{3})-(\d+)(?:\.(\d+))?$/.exec(place) ?? [];
  const segment = segments.find((each) => each.name === name);
  return fieldValue(message, segment, Number(field), { component: Number(component) })?.toUpperCase() === value.trim().toUpperCase();
}

/** Defined terms of Modality (0008,0060) that a step may be scheduled for (PS3.3 C.7.3.1.1.1). */
export const MODALITIES: ReadonlySet<string> = new Set(
  'AR AU BDUS BI BMD CFM CR CT DG DMS DX ECG EEG EMG EOG EPS ES GM HC HD IO IVOCT IVUS KER LEN LS MG MR NM OAM OCT OP OPM OPR OPT OPTBSV OPTENF OPV OSS OT PA POS PT PX RF RG RTIMAGE RTINTENT SM SRF TG US VA XA XC'.split(
    ' ',
  ),
);

/** Of table 0074 (diagnostic service section) what names one modality and no other; `RAD` does not. */
const SECTIONS: Readonly<Record<string, string>> = {
  ...{
    NMR: 'MR',
    MRI: 'MR',
    NMS: 'NM',
    CUS: 'US',
    OUS: 'US',
    RUS: 'US',
    VUS: 'US',
    CTH: 'XA',
    EC: 'ECG',
    EN: 'EMG',
    EEG: 'EEG',
    PET: 'PT',
  },
};

/** @returns undefined where it is none */
export function modalityOf(text: string): string | undefined {
  const upper = text.trim().toUpperCase();
  return MODALITIES.has(upper) ? upper : SECTIONS[upper];
}
