import { match, place } from '../shell/shell.ts';
import { Associations } from './associations.tsx';
import { Timeline } from './timeline.tsx';

/** What went over the wire, for whoever has to find out why it does not work. */
export function Page() {
  const id = match('/diagnostics/:id', place.value.path)?.id;
  return id === undefined ? <Associations /> : <Timeline key={id} id={id} />;
}
