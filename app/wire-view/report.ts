import type { WireEvent, WireTimeline } from './view.ts';

/** A timeline as text for an e-mail to a maker: no value of a data set is in it. */
export function timelineText(timeline: WireTimeline): string {
  const { role, address, port, callingAeTitle, calledAeTitle, openedAt, listener, contexts, events, dropped, end } = timeline;
  return [
    `Association ${timeline.id}, we are ${role}${listener && ` (port ${listener})`}`,
    `Peer      ${address} port ${port}`,
    `Calling   ${callingAeTitle}`,
    `Called    ${calledAeTitle}`,
    `Began     ${new Date(openedAt).toISOString()}`,
    ...(end ? [`Ended     after ${end.atMs} ms: ${end.how}, ${end.words}`] : ['Open still']),
    '',
    'Presentation contexts',
    ...contexts.map(
      ({ id, name, proposed, result, transferSyntax }) =>
        `  ${String(id).padStart(3)}  ${name}: ${result ?? 'no answer'}${transferSyntax ? `, ${transferSyntax}` : ''} (proposed: ${proposed.join(', ')})`,
    ),
    '',
    'Time in ms, < received, > sent. Values of data sets are left out; in identifiers letters are x and digits are 9.',
    ...events.flatMap(eventLines),
    ...(dropped > 0 ? [`${dropped} messages in between were not kept.`] : []),
    '',
  ].join('\n');
}

function eventLines({ atMs, direction, name, fields, dataset, identifier, contextId }: WireEvent): string[] {
  const context = contextId === undefined ? '' : `  context ${contextId}`;
  return [
    `${atMs.toFixed(1).padStart(10)} ${direction === 'in' ? '<' : '>'} ${name}${context}`,
    ...fields.map(({ name: field, value, words }) => `             ${field}: ${value}${words ? ` (${words})` : ''}`),
    ...(identifier ?? []).map(({ tag, keyword, vr, masked }) => `             identifier ${tag} ${keyword ?? ''} ${vr}: ${masked}`),
    ...(dataset ? [`             data set: ${dataset.bytes} bytes, until ${dataset.untilMs} ms`] : []),
  ];
}
