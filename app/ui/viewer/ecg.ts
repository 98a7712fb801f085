import { attribute, type Dataset, itemsOf, meaningOf, numberOf, textOf } from './dicom-json.ts';

/** One lead of a multiplex group (PS3.3 §C.10.9). */
export interface Lead {
  readonly name: string;
  /** In millivolts where `isVoltage`, else in what the device writes. */
  readonly samples: Float32Array;
  readonly isVoltage: boolean;
}

/** Leads that were taken together. */
export interface LeadGroup {
  readonly label: string;
  /** Samples a second. */
  readonly frequency: number;
  readonly leads: readonly Lead[];
}

/** Of WaveformSampleInterpretation (PS3.3 §C.10.9.1.5); others, of companding, are not drawn. */
const READERS: Readonly<Record<string, { readonly bytes: number; readonly read: (view: DataView, at: number) => number }>> = {
  SS: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  US: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  SB: { bytes: 1, read: (view, at) => view.getInt8(at) },
  UB: { bytes: 1, read: (view, at) => view.getUint8(at) },
  SL: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  UL: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
};
/** UCUM, in millivolts. */
const MILLIVOLTS: Readonly<Record<string, number>> = { uV: 0.001, mV: 1, V: 1000, nV: 0.000_001 };
const MOST_SAMPLES = 5_000_000;

/** Where the samples of each group are: bulk data or in the data set. */
export const waveformsOf = (dataset: Dataset) =>
  itemsOf(dataset, 'WaveformSequence').map((group) => ({ group, data: attribute(group, 'WaveformData') }));

/** The samples of a multiplex group, channel by channel; undefined where they cannot be read. */
export function leadsOf(group: Dataset, data: Uint8Array): LeadGroup | undefined {
  const reader = READERS[textOf(group, 'WaveformSampleInterpretation')];
  const channels = numberOf(group, 'NumberOfWaveformChannels') ?? 0;
  const frequency = numberOf(group, 'SamplingFrequency') ?? 0;
  const definitions = itemsOf(group, 'ChannelDefinitionSequence');
  if (!reader || channels < 1 || frequency <= 0) return undefined;
  const count = Math.min(
    numberOf(group, 'NumberOfWaveformSamples') ?? 0,
    Math.floor(data.byteLength / (reader.bytes * channels)),
    MOST_SAMPLES,
  );
  if (count < 1) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const leads = Array.from({ length: channels }, (_, channel): Lead => {
    const definition = definitions[channel] ?? {};
    const { factor, baseline, isVoltage } = scaleOf(definition);
    const samples = new Float32Array(count);
    for (let n = 0; n < count; n++) samples[n] = reader.read(view, (n * channels + channel) * reader.bytes) * factor + baseline;
    return { name: nameOf(definition, channel), samples, isVoltage };
  });
  return { label: textOf(group, 'MultiplexGroupLabel'), frequency, leads };
}

/** Channel Sensitivity and Baseline (PS3.3 §C.10.9.1.4.2). */
function scaleOf(definition: Dataset): { factor: number; baseline: number; isVoltage: boolean } {
  const [unit] = itemsOf(definition, 'ChannelSensitivityUnitsSequence');
  const millivolts = MILLIVOLTS[unit ? textOf(unit, 'CodeValue') : ''];
  const own = (numberOf(definition, 'ChannelSensitivity') ?? 1) * (numberOf(definition, 'ChannelSensitivityCorrectionFactor') ?? 1);
  const scale = millivolts ?? 1;
  return { factor: own * scale, baseline: (numberOf(definition, 'ChannelBaseline') ?? 0) * scale, isVoltage: millivolts !== undefined };
}

/** `Lead II` of a code (PS3.16 CID 3001) is II on paper. */
function nameOf(definition: Dataset, channel: number): string {
  const name = textOf(definition, 'ChannelLabel') || meaningOf(definition, 'ChannelSourceSequence');
  return name.replace(/^Lead\s+/i, '').replace(/\s*\(.*\)$/, '') || String(channel + 1);
}

export const PAPER_SPEED = 25; // mm/s, as on paper
const MOST_POINTS = 6000;

/**
 * A lead as an SVG path in millimetres of paper: 25 mm a second from `x`, `gain` mm a millivolt up from `y`. Of more samples than can be seen the
 * extremes are kept, so that no peak is lost.
 */
export function pathOf(
  lead: Lead,
  frequency: number,
  { x, y, gain, seconds }: { x: number; y: number; gain: number; seconds: number },
): string {
  const count = Math.min(lead.samples.length, Math.ceil(seconds * frequency));
  const step = Math.max(1, Math.ceil(count / (MOST_POINTS / 2)));
  const points: string[] = [];
  const middle = lead.isVoltage ? 0 : middleOf(lead.samples);
  const scale = lead.isVoltage ? gain : gain / (spreadOf(lead.samples) || 1);
  const put = (n: number, value: number) =>
    points.push(`${round(x + (n / frequency) * PAPER_SPEED)} ${round(y - (value - middle) * scale)}`);
  for (let from = 0; from < count; from += step) {
    const slice = lead.samples.subarray(from, Math.min(count, from + step));
    if (step === 1) put(from, slice[0]!);
    else {
      put(
        from,
        slice.reduce((a, b) => Math.min(a, b)),
      );
      put(
        from,
        slice.reduce((a, b) => Math.max(a, b)),
      );
    }
  }
  return points.length > 0 ? `M${points.join('L')}` : '';
}

const round = (n: number) => Math.round(n * 100) / 100;
const middleOf = (samples: Float32Array) => samples.reduce((sum, each) => sum + each, 0) / samples.length;
const spreadOf = (samples: Float32Array) => (samples.reduce((a, b) => Math.max(a, b)) - samples.reduce((a, b) => Math.min(a, b))) / 2;
