import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { AskError } from '../shell/ask.ts';
import { LOCALE } from '../shell/shell.ts';
import { bytesOf } from './dicom-web.ts';
import type { DisplaySet } from './display-sets.ts';
import { type Lead, type LeadGroup, leadsOf, PAPER_SPEED, pathOf, waveformsOf } from './ecg.ts';
import { texts as T } from './texts/en.ts';

const GAINS = [5, 10, 20];
/** Millimetres of paper. */
const MARGIN = 5;
const ROW = 22;
const COLUMNS = 4;
const COLUMN_SECONDS = 2.5;
const PIXELS_PER_MM = 3.4;

const oneDigit = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });

/** Waveforms on millimetre paper: twelve leads as on a page from the cart, others one below another. */
export function Ecg({ set }: { set: DisplaySet }) {
  const groups = useSignal<readonly LeadGroup[] | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  const gain = useSignal(10);
  useEffect(() => {
    let isGone = false;
    readGroups(set).then(
      (found) => {
        if (isGone) return;
        groups.value = found;
        if (found.length === 0) problem.value = T.ecg.empty;
      },
      (error: unknown) => {
        if (!(error instanceof AskError)) throw error;
        problem.value = error.message;
      },
    );
    return () => {
      isGone = true;
    };
  }, [set]);
  return (
    <section class="viewer-sheet ecg-sheet" aria-label={T.ecg.drawing}>
      <div class="ecg-head">
        <p>{T.ecg.paper(PAPER_SPEED, gain.value)}</p>
        <label>
          <span>{T.ecg.gain}</span>
          <select
            value={String(gain.value)}
            onChange={(event) => {
              gain.value = Number(event.currentTarget.value);
            }}
          >
            {GAINS.map((each) => (
              <option key={each} value={String(each)}>
                {T.ecg.gainOf(each)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {problem.value && <p role="alert">{problem.value}</p>}
      {!problem.value && !groups.value && (
        <p class="quiet" role="status">
          {T.loading}
        </p>
      )}
      {groups.value?.map((group, n) => (
        <Paper key={n} group={group} gain={gain.value} />
      ))}
    </section>
  );
}

async function readGroups(set: DisplaySet): Promise<LeadGroup[]> {
  const read = waveformsOf(set.dataset).map(async ({ group, data }) => leadsOf(group, await bytesOf(data)));
  return (await Promise.all(read)).filter((group) => group !== undefined);
}

interface Trace {
  readonly lead: Lead;
  readonly x: number;
  readonly y: number;
  readonly seconds: number;
}

function Paper({ group, gain }: { group: LeadGroup; gain: number }) {
  const id = useId();
  const { traces, width, height } = laidOut(group);
  const title = T.ecg.group(group.label, group.leads.length);
  return (
    <figure class="paper">
      <figcaption>
        <bdi>{title}</bdi>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard (WCAG 2.1.1) */}
      <section class="paper-scroll" tabIndex={0} aria-label={title}>
        <svg viewBox={`0 0 ${width} ${height}`} style={{ inlineSize: `${width * PIXELS_PER_MM}px` }} role="img" aria-label={title}>
          <defs>
            <pattern id={`${id}-small`} width="1" height="1" patternUnits="userSpaceOnUse">
              <path class="grid-small" d="M1 0H0V1" />
            </pattern>
            <pattern id={`${id}-large`} width="5" height="5" patternUnits="userSpaceOnUse">
              <rect width="5" height="5" fill={`url(#${id}-small)`} />
              <path class="grid-large" d="M5 0H0V5" />
            </pattern>
          </defs>
          <rect width={width} height={height} class="paper-sheet" />
          <rect width={width} height={height} fill={`url(#${id}-large)`} />
          {traces.map(({ lead, x, y, seconds }, n) => (
            <g key={n}>
              <path class="trace" d={pathOf(lead, group.frequency, { x, y, gain, seconds })}>
                <title>{T.ecg.lead(lead.name, oneDigit.format(seconds))}</title>
              </path>
              <text x={x + 1} y={y - ROW / 2 + 4.5}>
                {lead.name}
              </text>
            </g>
          ))}
        </svg>
      </section>
    </figure>
  );
}

/** Three rows of four leads with the rhythm of II below, as carts print it; the rest of each lead is not shown there. */
function laidOut({ leads, frequency }: LeadGroup): { traces: Trace[]; width: number; height: number } {
  const seconds = Math.max(...leads.map(({ samples }) => samples.length)) / frequency;
  const isPage = leads.length === 12 && seconds >= COLUMNS * COLUMN_SECONDS - 0.5;
  const rowAt = (row: number) => MARGIN + ROW * (row + 0.5);
  if (!isPage) {
    const traces = leads.map((lead, row) => ({ lead, x: MARGIN, y: rowAt(row), seconds }));
    return { traces, width: Math.ceil(seconds * PAPER_SPEED) + 2 * MARGIN, height: leads.length * ROW + 2 * MARGIN };
  }
  const traces: Trace[] = leads.map((lead, n) => {
    const column = Math.floor(n / 3);
    const from = Math.floor(column * COLUMN_SECONDS * frequency); // each column goes on where the one before it ends, as on paper
    const part = { ...lead, samples: lead.samples.subarray(from) };
    return { lead: part, x: MARGIN + column * COLUMN_SECONDS * PAPER_SPEED, y: rowAt(n % 3), seconds: COLUMN_SECONDS };
  });
  const rhythm = leads.find(({ name }) => name === 'II') ?? leads[1]!;
  traces.push({ lead: rhythm, x: MARGIN, y: rowAt(3), seconds: COLUMNS * COLUMN_SECONDS });
  return { traces, width: COLUMNS * COLUMN_SECONDS * PAPER_SPEED + 2 * MARGIN, height: 4 * ROW + 2 * MARGIN };
}
