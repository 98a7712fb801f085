import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { FoundStudy } from '../../web/schema.ts';
import { format, go, hasOhif, Icon } from '../shell/shell.ts';
import { Name } from './name.tsx';
import { listPlace, loadMore } from './search.ts';
import { texts as T } from './texts/en.ts';
import { ohifOf, viewerOf } from './which.ts';

/** Rows beyond those that are seen: a quick scroll shows no gap. */
const SPARE = 8;
/** So many rows before the end the next page is asked for. */
const NEAR_END = 40;
/** Pages that are asked for to come back to a row; the list is at the last of them then. */
const MOST_RETURNS = 20;

export const pathTo = (studyInstanceUid: string) => `/studies/${encodeURIComponent(studyInstanceUid)}`;

/** Thousands of studies as a list box: a few dozen of them are in the page, whatever it is scrolled to. */
export function StudyList({ studies, selected }: { studies: readonly FoundStudy[]; selected: string | undefined }) {
  const box = useRef<HTMLDivElement>(null); // it scrolls; the list box in it is as long as its rows
  const first = useSignal(0);
  const shown = useSignal(30);
  const rowHeight = useSignal(72);
  const active = useSignal(-1);
  const returns = useRef(0);

  function look(): void {
    const { current } = box;
    if (!current) return;
    const row = current.querySelector<HTMLElement>('[role=option]')?.offsetHeight;
    if (row) rowHeight.value = row;
    listPlace.row = Math.floor(current.scrollTop / rowHeight.value);
    first.value = Math.max(0, listPlace.row - SPARE);
    shown.value = Math.ceil(current.clientHeight / rowHeight.value) + 2 * SPARE;
    if (first.value + shown.value > studies.length - NEAR_END) void loadMore();
  }
  useLayoutEffect(() => {
    look();
    returnToRow();
  }, [studies]);
  useEffect(() => {
    const observer = new ResizeObserver(look);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, [studies]);
  useEffect(() => {
    if (active.value >= studies.length) active.value = studies.length - 1;
  }, [studies]);

  /** Who comes back finds the list where they left it; page after page is asked for until it is there. */
  function returnToRow(): void {
    const { current } = box;
    const { wanted } = listPlace;
    if (!current || wanted === undefined) return;
    current.scrollTop = wanted * rowHeight.value;
    const isThere = current.scrollTop > (wanted - 1) * rowHeight.value;
    const isAsOften = ++returns.current > MOST_RETURNS;
    if (isThere || isAsOften) listPlace.wanted = undefined;
    look();
  }

  function move(to: number): void {
    const { current } = box;
    if (!current || studies.length === 0) return;
    const at = Math.max(0, Math.min(to, studies.length - 1));
    active.value = at;
    const top = at * rowHeight.value;
    if (top < current.scrollTop) current.scrollTop = top;
    else if (top + rowHeight.value > current.scrollTop + current.clientHeight)
      current.scrollTop = top + rowHeight.value - current.clientHeight;
    look();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(1, shown.value - 2 * SPARE - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: active.value + 1,
      ArrowUp: active.value - 1,
      PageDown: active.value + page,
      PageUp: active.value - page,
      Home: 0,
      End: studies.length - 1,
    };
    const to = moves[event.key];
    const study = studies[active.value];
    if (to !== undefined) move(to);
    else if (event.key === 'Enter' && event.shiftKey && study) location.assign(viewerOf(study.studyInstanceUid));
    else if (event.key === 'Enter' && study) void go(pathTo(study.studyInstanceUid));
    else return;
    event.preventDefault();
  }

  const rows = studies.slice(first.value, first.value + shown.value);
  return (
    <div ref={box} id="study-list" class={`study-list${hasOhif() ? ' has-ohif' : ''}`} onScroll={look}>
      <div
        id="study-rows"
        class="study-rows"
        role="listbox"
        tabIndex={0}
        aria-label={T.list}
        aria-activedescendant={active.value >= 0 ? `study-${active.value}` : undefined}
        style={{ blockSize: `${studies.length * rowHeight.value}px` }}
        onKeyDown={onKeyDown}
        onFocus={() =>
          active.value < 0 &&
          move(
            Math.max(
              0,
              studies.findIndex((study) => study.studyInstanceUid === selected),
            ),
          )
        }
      >
        {rows.map((study, n) => (
          <Row
            key={study.studyInstanceUid}
            study={study}
            at={first.value + n}
            of={studies.length}
            top={(first.value + n) * rowHeight.value}
            isActive={first.value + n === active.value}
            isSelected={study.studyInstanceUid === selected}
            onChoose={() => {
              active.value = first.value + n;
              void go(pathTo(study.studyInstanceUid));
            }}
          />
        ))}
      </div>
      {/* beside the list box, as an option may not hold a link; by the keyboard it is Shift+Enter */}
      {rows.map((study, n) => (
        <a
          key={study.studyInstanceUid}
          class="study-view"
          href={viewerOf(study.studyInstanceUid)}
          tabIndex={-1}
          aria-label={T.viewOf(study.patientName.alphabetic || study.patientName.ideographic || T.noName)}
          style={{ insetBlockStart: `${(first.value + n) * rowHeight.value}px` }}
        >
          <Icon name="view" />
        </a>
      ))}
      {hasOhif() &&
        rows.map((study, n) => (
          <a
            key={`ohif-${study.studyInstanceUid}`}
            class="study-view study-ohif"
            href={ohifOf(study.studyInstanceUid)}
            tabIndex={-1}
            aria-label={T.ohifOf(study.patientName.alphabetic || study.patientName.ideographic || T.noName)}
            style={{ insetBlockStart: `${(first.value + n) * rowHeight.value}px` }}
          >
            OHIF
          </a>
        ))}
    </div>
  );
}

function Row(props: {
  study: FoundStudy;
  at: number;
  of: number;
  top: number;
  isActive: boolean;
  isSelected: boolean;
  onChoose: () => void;
}) {
  const { study, at, isActive, isSelected } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list box takes the keys (aria-activedescendant)
    <div
      id={`study-${at}`}
      role="option"
      tabIndex={-1}
      aria-selected={isSelected}
      aria-posinset={at + 1}
      aria-setsize={props.of}
      class={`study-row${isActive ? ' active' : ''}`}
      style={{ insetBlockStart: `${props.top}px` }}
      onClick={props.onChoose}
    >
      <Name name={study.patientName} />
      <span class="study-date">{study.studyDate ? <time dateTime={study.studyDate}>{format.date(study.studyDate)}</time> : T.noDate}</span>
      <span class="study-about">
        <bdi>{study.patientId || T.noId}</bdi>
        {study.accessionNumber && <bdi>{study.accessionNumber}</bdi>}
        {study.description && <bdi>{study.description}</bdi>}
      </span>
      <span class="study-facts">
        <bdi>{study.modalities.slice(0, 3).join(' ')}</bdi> <span>{T.imagesOf(study.instances)}</span>
      </span>
    </div>
  );
}
