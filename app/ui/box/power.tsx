import type { BoxFacts } from '../../web/schema.ts';
import { confirm } from '../parts/parts.ts';
import { may } from '../shell/shell.ts';
import { goAway } from './away.tsx';
import { done } from './do.ts';
import { texts } from './texts/en.ts';

const T = texts.power;

export function Power({ facts }: { readonly facts: BoxFacts }) {
  const restart = async () => {
    if (!(await confirm({ title: T.restartTitle, words: T.restartWords, button: T.restart }))) return;
    if (await done('/api/box/restart')) goAway('restarting', facts);
  };
  const off = async () => {
    if (!(await confirm({ title: T.offTitle, words: T.offWords, button: T.off, isGrave: true }))) return;
    if (await done('/api/box/off')) goAway('off', facts);
  };
  return (
    <section class="card" aria-labelledby="power-title">
      <h2 id="power-title">{T.title}</h2>
      <p class="quiet">{T.words}</p>
      {facts.slots?.installing && <p class="banner bad">{T.installing}</p>}
      <div class="buttons">
        <button type="button" class="button" onClick={() => void restart()}>
          {T.restart}
        </button>
        {may('box.change') && (
          <button type="button" class="button" onClick={() => void off()}>
            {T.off}
          </button>
        )}
      </div>
    </section>
  );
}
