import { textOf } from './dicom-json.ts';
import type { DisplaySet } from './display-sets.ts';
import { type Content, contentOf } from './report.ts';
import { texts as T } from './texts/en.ts';

/** A structured report as a document: its content tree (PS3.3 §C.17.3) with headings for what contains something. */
export function Report({ set }: { set: DisplaySet }) {
  const report = contentOf(set.dataset);
  const states = [
    T.report.completion[textOf(set.dataset, 'CompletionFlag')],
    T.report.verification[textOf(set.dataset, 'VerificationFlag')],
  ].filter(Boolean);
  const title = report.name || T.kinds.report;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard (WCAG 2.1.1)
    <section class="viewer-sheet report-sheet" tabIndex={0} aria-label={title}>
      <h2>
        <bdi>{title}</bdi>
      </h2>
      {states.length > 0 && <p class="quiet">{states.join(', ')}</p>}
      {report.parts.length === 0 && <p>{T.report.empty}</p>}
      {report.parts.map((each, n) => (
        <Part key={n} content={each} level={3} />
      ))}
    </section>
  );
}

function Part({ content, level }: { content: Content; level: number }) {
  const { name, value, refersTo, parts } = content;
  const Heading = `h${Math.min(level, 6)}` as 'h3';
  const isSection = parts.length > 0 && value === '' && name !== '';
  return (
    <div class="part">
      {isSection ? (
        <Heading>
          <bdi>{name}</bdi>
        </Heading>
      ) : (
        <p>
          {name && <bdi class="part-name">{name}</bdi>}
          {refersTo ? (
            <span class="quiet">
              {T.report[refersTo]} <code>{value}</code>
            </span>
          ) : (
            <bdi class="part-value">{value}</bdi>
          )}
        </p>
      )}
      {parts.map((each, n) => (
        <Part key={n} content={each} level={isSection ? level + 1 : level} />
      ))}
    </div>
  );
}
