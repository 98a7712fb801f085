/** Storage commitment as the page asks for it. Beside `main.ts`, since it puts parts together. */
import type { Archive } from './archive/archive.ts';
import type { Commitments, Reference } from './commitment/commitment.ts';
import { sopClassName } from './registry/registry.ts';
import type { WebCommitments } from './web/web.ts';

export function webCommitments(commitments: Commitments, archive: Pick<Archive, 'instancesOf'>): WebCommitments {
  return {
    list: (most) => commitments.list(most),
    async failures(id, most) {
      if (!(await commitments.get(id))) return undefined;
      const references = await commitments.references(id, { after: -1, most, which: 'failed' });
      return references.map(({ sopClassUid, sopInstanceUid, outcome }) => ({
        ...{ sopClassUid, sopInstanceUid, sopClass: sopClassName(sopClassUid) },
        reason: outcome ?? 0,
      }));
    },
    retry: (id) => commitments.retry(id),
    giveUp: (id, by) => commitments.giveUp(id, by),
    async ask({ destination, studyInstanceUid, by }) {
      const references: Reference[] = [];
      for await (const page of archive.instancesOf({ level: 'STUDY', studyInstanceUids: [studyInstanceUid] }))
        for (const { sopClassUid, sopInstanceUid } of page) references.push({ sopClassUid, sopInstanceUid });
      return commitments.ask({ destination, references, by });
    },
  };
}
