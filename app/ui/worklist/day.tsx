import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { WorklistView } from '../../web/schema.ts';
import { type Column, confirm, Empty, Loading, Table, toast } from '../parts/parts.ts';
import { AskError, dayHere, format, go, Icon, may, useAsked } from '../shell/shell.ts';
import { dayAfter, fromDay, toDay, toTime } from './days.ts';
import { ItemDialog } from './item-dialog.tsx';
import { type Attributes, type Item, ofStep, STEP, type Status, setStatus, stationsOf, textAt } from './orders.ts';
import { shownName } from './person.ts';
import { isOpen, StatusChip } from './status.tsx';
import { texts as T } from './texts/en.ts';

const LOOK_EVERY_MS = 10_000;

/** The steps of one day, and what is done with them. */
export function Day() {
  const day = useSignal(dayHere.value);
  const before = useRef(dayHere.value);
  useEffect(() => {
    if (day.value === before.current) day.value = dayHere.value; // who looks at today goes on looking at it after midnight
    before.current = dayHere.value;
  }, [dayHere.value]);
  const station = useSignal('');
  const text = useSignal('');
  /** Undefined: no dialog; without an item: a new one. */
  const edited = useSignal<{ readonly item?: Item; readonly attributes: Attributes } | undefined>(undefined);
  const list = useAsked<WorklistView>(`/api/worklist?from=${day.value}&to=${day.value}&limit=1000`);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible' && edited.value === undefined) void list.reload();
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [list.reload]);

  const items = list.data.value?.items;
  const stations = stationsOf(items ?? []);
  const shown = items?.filter((item) => matches(item, station.value, text.value));

  async function change(item: Item, to: Status, said: string): Promise<void> {
    try {
      await setStatus(item.id, to);
      toast(said, { action: { words: T.undo, run: () => void change(item, item.status, T.undone) } });
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      toast(error.message, { kind: 'failed' });
    }
    await list.reload();
  }
  async function cancel(item: Item): Promise<void> {
    const name = shownName(textAt(item.attributes, 'PatientName')).filter(Boolean).join(' ');
    if (await confirm({ title: T.cancelTitle(name), words: T.cancelWords, button: T.cancelStep, isGrave: true }))
      await change(item, 'CANCELED', T.cancelled);
  }
  const add = () => {
    edited.value = {
      attributes: { [STEP]: [{ ScheduledProcedureStepStartDate: fromDay(day.value), ScheduledStationAETitle: station.value }] },
    };
  };

  return (
    <section class="card worklist-day" aria-labelledby="day-title">
      <div class="card-head">
        <h2 id="day-title">{format.date(day.value)}</h2>
        {may('worklist.change') && (
          <button type="button" class="button main" onClick={add}>
            <Icon name="add" />
            {T.add}
          </button>
        )}
      </div>
      <DayFilters day={day} station={station} text={text} stations={stations} />
      <p class="unseen" role="status">
        {shown ? T.count(shown.length) : ''}
      </p>
      {!items && <Loading of={list} />}
      {items && list.problem.value && (
        <p class="banner bad" role="alert">
          {list.problem.value}
        </p>
      )}
      {shown && shown.length > 0 && (
        <Steps
          items={shown}
          onEdit={(item) => (edited.value = { item, attributes: item.attributes })}
          onCancel={cancel}
          onChange={change}
        />
      )}
      {shown?.length === 0 && (
        <Nothing
          isFiltered={(items?.length ?? 0) > 0}
          onAdd={add}
          onAll={() => {
            station.value = '';
            text.value = '';
          }}
        />
      )}
      {edited.value && (
        <ItemDialog
          item={edited.value.item}
          attributes={edited.value.attributes}
          stations={stations}
          onDone={async (kept) => {
            const was = edited.value?.item;
            edited.value = undefined;
            if (!kept) return;
            const at = toDay(ofStep(kept.attributes, 'ScheduledProcedureStepStartDate'));
            const name = shownName(textAt(kept.attributes, 'PatientName')).filter(Boolean).join(' ');
            if (at && at !== day.value)
              toast(T.keptOn(name, format.date(at)), { action: { words: T.showDay, run: () => (day.value = at) } });
            else toast(was ? T.kept(name) : T.added(name));
            await list.reload();
          }}
        />
      )}
    </section>
  );
}

function matches({ attributes }: Item, station: string, text: string): boolean {
  if (station !== '' && !ofStep(attributes, 'ScheduledStationAETitle').split('\\').includes(station)) return false;
  const paths = [
    'PatientName',
    'PatientID',
    'AccessionNumber',
    'RequestedProcedureDescription',
    `${STEP}.ScheduledProcedureStepDescription`,
    `${STEP}.Modality`,
  ];
  const all = paths
    .map((path) => textAt(attributes, path))
    .join(' ')
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

type Signals = { readonly day: { value: string }; readonly station: { value: string }; readonly text: { value: string } };

function DayFilters({ day, station, text, stations }: Signals & { readonly stations: readonly string[] }) {
  const step = (count: number) => () => {
    day.value = dayAfter(day.value, count);
  };
  return (
    <search class="day-filters">
      <div class="day-of">
        <button type="button" class="icon-button" aria-label={T.dayBefore} onClick={step(-1)}>
          <Icon name="before" />
        </button>
        <label>
          <span class="unseen">{T.day}</span>
          <input
            type="date"
            value={day.value}
            onInput={(event) => {
              if (event.currentTarget.value !== '') day.value = event.currentTarget.value;
            }}
          />
        </label>
        <button type="button" class="icon-button" aria-label={T.dayAfter} onClick={step(1)}>
          <Icon name="after" />
        </button>
        <button type="button" class="button" disabled={day.value === dayHere.value} onClick={() => (day.value = dayHere.value)}>
          {T.today}
        </button>
      </div>
      <label>
        <span class="unseen">{T.station}</span>
        <select value={station.value} onChange={(event) => (station.value = event.currentTarget.value)}>
          <option value="">{T.allStations}</option>
          {stations.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <label class="day-text">
        <span class="unseen">{T.searchDay}</span>
        <input
          type="search"
          autocomplete="off"
          spellcheck={false}
          maxLength={100}
          placeholder={T.searchDay}
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
      </label>
    </search>
  );
}

function Nothing({ isFiltered, onAdd, onAll }: { isFiltered: boolean; onAdd: () => void; onAll: () => void }) {
  if (isFiltered)
    return (
      <Empty title={T.noneFound}>
        <button type="button" class="button" onClick={onAll}>
          {T.showAll}
        </button>
      </Empty>
    );
  return (
    <Empty title={T.noneThatDay}>
      <p>{may('worklist.change') ? T.noneToDo : T.noneToSee}</p>
      {may('worklist.change') && (
        <div class="row-actions">
          <button type="button" class="button main" onClick={onAdd}>
            {T.add}
          </button>
          <button type="button" class="button" onClick={() => go('/worklist/import')}>
            {T.parts.import}
          </button>
        </div>
      )}
    </Empty>
  );
}

function Steps(props: {
  readonly items: readonly Item[];
  readonly onEdit: (item: Item) => void;
  readonly onCancel: (item: Item) => Promise<void>;
  readonly onChange: (item: Item, to: Status, said: string) => Promise<void>;
}) {
  const { items, onEdit, onCancel, onChange } = props;
  const columns: readonly Column<Item>[] = [
    {
      title: T.patient,
      cell: ({ attributes }) => (
        <span class="slot-patient">
          {shownName(textAt(attributes, 'PatientName'))
            .filter(Boolean)
            .map((each) => (
              <bdi key={each}>{each} </bdi>
            ))}
          <span class="quiet">
            <bdi>{textAt(attributes, 'PatientID')}</bdi>
            {textAt(attributes, 'PatientBirthDate') && ` · ${format.date(toDay(textAt(attributes, 'PatientBirthDate')))}`}
            {textAt(attributes, 'PatientSex') &&
              ` · ${T.sexes[textAt(attributes, 'PatientSex') as keyof typeof T.sexes] ?? textAt(attributes, 'PatientSex')}`}
          </span>
        </span>
      ),
    },
    {
      title: T.time,
      cell: ({ attributes }) => <span class="slot-time">{toTime(ofStep(attributes, 'ScheduledProcedureStepStartTime')) || '–'}</span>,
    },
    {
      title: T.procedure,
      cell: ({ attributes }) => (
        <>
          <bdi>{textAt(attributes, 'RequestedProcedureDescription') || ofStep(attributes, 'ScheduledProcedureStepDescription')}</bdi>{' '}
          <span class="quiet">
            {ofStep(attributes, 'Modality')} {ofStep(attributes, 'ScheduledStationAETitle').replaceAll('\\', ', ')}
            {textAt(attributes, 'AccessionNumber') && ' · '}
            <bdi>{textAt(attributes, 'AccessionNumber')}</bdi>
          </span>
        </>
      ),
    },
    {
      title: T.status,
      cell: ({ status, withdrawn }) => (
        <>
          <StatusChip status={status} />
          {withdrawn && <span class="quiet"> {T.withdrawn}</span>}
        </>
      ),
    },
    ...(may('worklist.change')
      ? [
          {
            title: T.actions,
            isActions: true,
            cell: (item: Item) => <StepActions item={item} onEdit={onEdit} onCancel={onCancel} onChange={onChange} />,
          },
        ]
      : []),
  ];
  return <Table caption={T.caption} columns={columns} rows={items} keyOf={({ id }) => id} />;
}

function StepActions({ item, onEdit, onCancel, onChange }: { item: Item } & Omit<Parameters<typeof Steps>[0], 'items'>) {
  const name = shownName(textAt(item.attributes, 'PatientName')).filter(Boolean).join(' ') || textAt(item.attributes, 'PatientID');
  return (
    <span class="row-actions">
      {item.status === 'SCHEDULED' && (
        <button
          type="button"
          class="button"
          aria-label={T.arrivedOf(name)}
          onClick={() => void onChange(item, 'ARRIVED', T.arrivedSaid(name))}
        >
          {T.arrived}
        </button>
      )}
      {item.status === 'CANCELED' && (
        <button
          type="button"
          class="button"
          aria-label={T.putBackOf(name)}
          onClick={() => void onChange(item, 'SCHEDULED', T.putBackSaid(name))}
        >
          {T.putBack}
        </button>
      )}
      {isOpen(item.status) && (
        <>
          <button type="button" class="button" aria-label={T.editOf(name)} onClick={() => onEdit(item)}>
            {T.edit}
          </button>
          <button type="button" class="icon-button" aria-label={T.cancelOf(name)} onClick={() => void onCancel(item)}>
            <Icon name="close" />
          </button>
        </>
      )}
    </span>
  );
}
