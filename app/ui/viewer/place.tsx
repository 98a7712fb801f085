import { Document } from './document.tsx';
import { Ecg } from './ecg-sheet.tsx';
import { ImagePlace } from './image-place.tsx';
import { Report } from './report-sheet.tsx';
import { type Cell, series } from './state.ts';
import { texts as T } from './texts/en.ts';

/** One of the places of the viewer, with what stands in it. The tools work on the active one. */
export function Place({ cell, isActive, onActive }: { cell: Cell; isActive: boolean; onActive: () => void }) {
  const set = cell.set.value;
  return (
    <div class={isActive ? 'viewer-place active' : 'viewer-place'} onPointerDownCapture={onActive} onFocusCapture={onActive}>
      {set?.kind === 'images' && <ImagePlace key={set.id} cell={cell} set={set} />}
      {set?.kind === 'report' && <Report key={set.id} set={set} />}
      {set?.kind === 'document' && <Document key={set.id} set={set} />}
      {set?.kind === 'waveform' && <Ecg key={set.id} set={set} />}
      {!set && series.value?.some(({ sets }) => sets) && <p class="nothing">{T.chooseSeries}</p>}
      {set?.kind === 'other' && <p class="nothing">{T.nothingToSee}</p>}
    </div>
  );
}
