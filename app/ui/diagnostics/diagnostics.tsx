import { useSignal } from '@preact/signals';
import { match, may, place } from '../shell/shell.ts';
import { Associations } from './associations.tsx';
import { Capture } from './capture.tsx';
import { Clocks, Disk } from './disk-and-clocks.tsx';
import { Log } from './log.tsx';
import { TestModality } from './test-modality.tsx';
import { Timeline } from './timeline.tsx';

/** What went over the wire, for whoever has to find out why it does not work. */
export function Page() {
  const tried = useSignal(0);
  const id = match('/diagnostics/:id', place.value.path)?.id;
  return id === undefined ? (
    <div class="timeline">
      <TestModality onDone={() => tried.value++} />
      <Associations tried={tried.value} />
      {may('wire.capture') && <Capture />}
      <Clocks />
      <Disk />
      <Log />
    </div>
  ) : (
    <Timeline key={id} id={id} />
  );
}
