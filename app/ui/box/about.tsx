import type { BoxFacts } from '../../web/schema.ts';
import { format } from '../shell/shell.ts';
import { problemWords } from '../words/problems.ts';
import { sentence } from '../words/sentences.ts';
import { texts } from './texts/en.ts';

const T = texts.about;

export function About({ facts }: { readonly facts: BoxFacts }) {
  const { isBox, name, version, board, bootedAt, startedAt, problems, noSlots } = facts;
  return (
    <section class="card" aria-labelledby="about-title">
      <h2 id="about-title">{T.title}</h2>
      {!isBox && <p class="banner">{T.pc}</p>}
      {noSlots && <p class="banner bad">{T.noSlots(problemWords({ ...noSlots, detail: noSlots.words }))}</p>}
      <dl class="box-facts">
        <dt>{T.name}</dt>
        <dd>
          <bdi>{name}</bdi>
        </dd>
        <dt>{T.version}</dt>
        <dd>{version}</dd>
        {board && (
          <>
            <dt>{T.board}</dt>
            <dd>{board}</dd>
          </>
        )}
        <dt>{T.booted}</dt>
        <dd>{format.time(bootedAt)}</dd>
        <dt>{T.started}</dt>
        <dd>{format.time(startedAt)}</dd>
      </dl>
      {isBox && problems.length === 0 && <p class="quiet">{T.noProblems}</p>}
      {problems.length > 0 && (
        <>
          <h3>{T.problems}</h3>
          <ul class="box-list">
            {problems.map((problem) => (
              <li key={problem.code}>{sentence(problem)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
