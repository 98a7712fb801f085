/** Storage commitment as the page asks for it. */
import type { Archive } from '../archive/archive.ts';
import { COMMITTED, type Commitments, type InstanceOutcome, type Reference } from '../commitment/commitment.ts';
import { sopClassName } from '../registry/registry.ts';
import type { WebCommitments } from '../web/web.ts';

/** Images of a study whose outcomes are looked up. */
const MOST_LOOKED_UP = 50_000;

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
    async ofStudy(studyInstanceUid) {
      const uids: string[] = [];
      for await (const page of archive.instancesOf({ level: 'STUDY', studyInstanceUids: [studyInstanceUid] })) {
        uids.push(...page.map(({ sopInstanceUid }) => sopInstanceUid));
        if (uids.length >= MOST_LOOKED_UP) break;
      }
      return byPeer(await commitments.outcomesOf(uids));
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

/** Of each destination the last word on each image. */
function byPeer(outcomes: readonly InstanceOutcome[]): Awaited<ReturnType<WebCommitments['ofStudy']>> {
  return [...Map.groupBy(outcomes, ({ peer }) => peer)].map(([peer, said]) => {
    const last = new Map<string, number | null>();
    for (const { sopInstanceUid, outcome } of said) if (!last.has(sopInstanceUid)) last.set(sopInstanceUid, outcome); // the newest come first
    const all = [...last.values()];
    const waiting = all.filter((outcome) => outcome === null).length;
    const committed = all.filter((outcome) => outcome === COMMITTED).length;
    return {
      peer,
      committed,
      waiting,
      failed: all.length - waiting - committed,
      at: said.reduce((latest, { at }) => Math.max(latest, at), 0),
    };
  });
}
