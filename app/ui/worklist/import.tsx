import { useSignal } from '@preact/signals';
import type { Imported, ImportOutcome } from '../../web/schema.ts';
import { type Column, Empty, Field, Form, SelectField, Table, toast } from '../parts/parts.ts';
import { ask, format, go, LANGUAGE } from '../shell/shell.ts';
import { type CsvLine, type CsvTable, readTable } from './csv.ts';
import { toDay, toTime } from './days.ts';
import { shownName } from './person.ts';
import { texts as T } from './texts/en.ts';

const MOST_LINES = 1000;
const MOST_BYTES = 1024 * 1024;
/** What a file is read as that is no UTF-8, the likeliest of the language first. */
const READ_AS = ['windows-1252', 'windows-1251', 'shift_jis', 'utf-16le'] as const;
const LIKELIEST = { en: 'windows-1252', ru: 'windows-1251', ja: 'shift_jis' } as const;

/** Orders from a table: pasted, or out of a file; what will happen to each line is shown before anything does. */
export function Import() {
  const text = useSignal('');
  const bytes = useSignal<ArrayBuffer | undefined>(undefined);
  const readAs = useSignal<string>('');
  const problem = useSignal('');
  const shown = useSignal<{ readonly table: CsvTable; readonly outcomes: ReadonlyMap<CsvLine, ImportOutcome> } | undefined>(undefined);

  async function take(file: File | undefined): Promise<void> {
    if (!file) return;
    shown.value = undefined;
    problem.value = file.size > MOST_BYTES ? T.fileTooLarge(format.bytes(MOST_BYTES)) : '';
    if (problem.value) return;
    bytes.value = await file.arrayBuffer();
    const utf8 = decoded(bytes.value, 'utf-8', true);
    readAs.value = utf8 === undefined ? LIKELIEST[LANGUAGE] : '';
    text.value = utf8 ?? decoded(bytes.value, readAs.value, false) ?? '';
  }

  async function preview(): Promise<void> {
    const table = readTable(text.value);
    if (table.kind === 'lines' && table.lines.length > MOST_LINES) {
      problem.value = T.tooManyLines(format.number(MOST_LINES));
      return;
    }
    problem.value = '';
    shown.value = { table, outcomes: table.kind === 'lines' ? await send(table.lines, true) : new Map() };
  }

  async function run(lines: readonly CsvLine[]): Promise<void> {
    const outcomes = await send(lines, false);
    const count = (outcome: string) => [...outcomes.values()].filter((each) => each.outcome === outcome).length;
    toast(T.imported(count('added'), count('changed')), { action: { words: T.showList, run: () => go('/worklist') } });
    const refused = lines.filter((line) => outcomes.get(line)?.outcome === 'refused');
    if (refused.length > 0) shown.value = { table: shown.value!.table, outcomes };
    else {
      shown.value = undefined;
      text.value = '';
      bytes.value = undefined;
      readAs.value = '';
    }
  }

  return (
    <section class="card import" aria-labelledby="import-title">
      <h2 id="import-title">{T.parts.import}</h2>
      <p class="help">{T.importAbout}</p>
      <Form button={T.preview} onSubmit={preview}>
        <Field label={T.paste} help={T.pasteHelp} error={problem.value || undefined}>
          {(wiring) => (
            <textarea
              {...wiring}
              class="code"
              rows={6}
              spellcheck={false}
              placeholder={T.pasteExample}
              value={text.value}
              onInput={(event) => {
                text.value = event.currentTarget.value;
                shown.value = undefined;
                bytes.value = undefined;
                readAs.value = '';
              }}
            />
          )}
        </Field>
        <Field label={T.file}>
          {(wiring) => (
            <input
              {...wiring}
              type="file"
              accept=".csv,.tsv,.txt,text/csv,text/plain"
              onChange={(event) => void take(event.currentTarget.files?.[0])}
            />
          )}
        </Field>
        {readAs.value !== '' && (
          <SelectField
            label={T.readAs}
            help={T.readAsHelp}
            value={readAs}
            options={READ_AS.map((each) => [each as string, T.encodings[each]] as const)}
            onInput={() => {
              shown.value = undefined;
              text.value = decoded(bytes.value!, readAs.value, false) ?? text.value;
            }}
          />
        )}
      </Form>
      {shown.value?.table.kind === 'no-headings' && (
        <div class="import-faults" role="alert">
          <p class="banner bad">{T.noHeadings(format.list(shown.value.table.missing.map((each) => T.columns[each])))}</p>
          <p class="help">{T.headingsRead(format.list(shown.value.table.headings.filter(Boolean)) || '–')}</p>
        </div>
      )}
      {shown.value?.table.kind === 'lines' && <Preview lines={shown.value.table.lines} outcomes={shown.value.outcomes} onRun={run} />}
    </section>
  );
}

function decoded(bytes: ArrayBuffer, label: string, fatal: boolean): string | undefined {
  try {
    return new TextDecoder(label, { fatal }).decode(bytes);
  } catch {
    return undefined; // all that a fatal decoder says
  }
}

async function send(lines: readonly CsvLine[], dryRun: boolean): Promise<Map<CsvLine, ImportOutcome>> {
  const good = lines.filter(({ order }) => order !== undefined);
  if (good.length === 0) return new Map();
  const answer = await ask<Imported>('/api/worklist/import', { method: 'POST', body: { lines: good.map(({ order }) => order), dryRun } });
  return new Map(good.map((line, at) => [line, answer.lines[at]!]));
}

function Preview(props: {
  readonly lines: readonly CsvLine[];
  readonly outcomes: ReadonlyMap<CsvLine, ImportOutcome>;
  readonly onRun: (lines: readonly CsvLine[]) => Promise<void>;
}) {
  const { lines, outcomes, onRun } = props;
  if (lines.length === 0)
    return (
      <Empty title={T.noLines}>
        <p>{T.noLinesHelp}</p>
      </Empty>
    );
  const happening = lines.filter((line) => ['added', 'changed'].includes(outcomes.get(line)?.outcome ?? ''));
  const left = lines.filter((line) => line.mistakes.length > 0 || outcomes.get(line)?.outcome === 'refused').length;
  const columns: readonly Column<CsvLine>[] = [
    { title: T.line, cell: ({ line }) => line, isNumber: false },
    { title: T.patient, cell: (line) => <Patient line={line} /> },
    {
      title: T.procedure,
      cell: ({ order }) => order && `${order.procedure ?? ''} ${order.modality} ${order.stationAeTitle ?? ''}`,
    },
    { title: T.day, cell: ({ order }) => order && `${format.date(toDay(order.startDate))} ${toTime(order.startTime ?? '')}` },
    { title: T.willHappen, cell: (line) => <Fate line={line} outcome={outcomes.get(line)} /> },
  ];
  return (
    <div class="import-preview">
      <h3>{T.previewTitle(lines.length)}</h3>
      <p role="status">
        {T.willAdd(happening.filter((line) => outcomes.get(line)?.outcome === 'added').length)}{' '}
        {T.willChange(happening.filter((line) => outcomes.get(line)?.outcome === 'changed').length)} {left > 0 && T.willLeave(left)}
      </p>
      <Table caption={T.previewCaption} columns={columns} rows={lines} keyOf={({ line }) => line} />
      {happening.length > 0 ? (
        <Form button={T.importNow(happening.length)} onSubmit={() => onRun(happening)}>
          {left > 0 && <p class="help">{T.leftHelp}</p>}
        </Form>
      ) : (
        <p class="help">{T.nothingToImport}</p>
      )}
    </div>
  );
}

function Patient({ line: { order, cells } }: { line: CsvLine }) {
  if (!order) return <bdi class="quiet">{cells.filter(Boolean).slice(0, 3).join(' · ')}</bdi>;
  return (
    <>
      <bdi>{shownName(order.patientName)[0]}</bdi>{' '}
      <span class="quiet">
        <bdi>{order.patientId}</bdi>
      </span>
    </>
  );
}

function Fate({ line, outcome }: { line: CsvLine; outcome: ImportOutcome | undefined }) {
  if (line.mistakes.length > 0)
    return (
      <ul class="fate bad">
        {line.mistakes.map(({ column, what, value }) => (
          <li key={column + what}>{T.mistakes[what](T.columns[column], value)}</li>
        ))}
      </ul>
    );
  if (outcome === undefined) return null;
  const words = outcome.outcome === 'refused' ? T.refused[outcome.why ?? 'VALUE'](outcome.words ?? '') : T.outcomes[outcome.outcome];
  return <span class={`fate ${outcome.outcome === 'refused' ? 'bad' : outcome.outcome}`}>{words}</span>;
}
