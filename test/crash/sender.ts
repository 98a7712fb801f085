/**
 * A modality that keeps sending over ten associations until the other side is gone, and says what was acknowledged.
 * It is a process of its own, so that what it says outlives whatever is killed.
 *
 * usage: sender.ts <port> <seed> <first number of each association, joined by commas>
 * prints `begun <association> <number> <uid> <sha256>` before an object leaves, `acknowledged <uid> <sha256>` when 0000H has come.
 */
import { writeSync } from 'node:fs';
import { CT_IMAGE_STORAGE, EXPLICIT_LE, rawAssociate } from '../support/raw-peer.ts';
import { acceptedLength, streamStore } from '../support/stream-store.ts';
import { objectOf } from './objects.ts';

const [port = 0, seed = 0] = process.argv.slice(2, 4).map(Number);
const firsts = (process.argv[4] ?? '').split(',').map(Number);
const say = (line: string): void => void writeSync(1, `${line}\n`);
const STRIDE = 1_000_000; // numbers of one association
const AGAIN_EVERY = 9; // every ninth is sent a second time: first the same bytes, then others

async function send(association: number, first: number): Promise<void> {
  const contexts = [{ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [EXPLICIT_LE] }];
  const peer = await rawAssociate(port, { contexts, callingAeTitle: `CRASH${association}` }, { waitMs: 60_000 });
  const maxPduLength = acceptedLength(peer.ac.body);
  for (let at = first; ; at++) {
    const versions = at % AGAIN_EVERY === 0 ? [0, 0, 1, 0] : [0];
    for (const version of versions) {
      const { image, dataset, sha256 } = objectOf({ seed, number: association * STRIDE + at, version });
      say(`begun ${association} ${at} ${image.sopInstanceUid} ${sha256}`);
      const status = await streamStore(peer, { contextId: 1, ...image, messageId: (at % 0xffff) + 1, pieces: [dataset], maxPduLength });
      if (status !== 0) throw new Error(`status ${status.toString(16)} for ${image.sopInstanceUid}`);
      say(`acknowledged ${image.sopInstanceUid} ${sha256}`);
    }
  }
}

const ends = await Promise.allSettled(firsts.map((first, association) => send(association, first)));
for (const end of ends) if (end.status === 'rejected') say(`ended ${String((end.reason as Error).message).slice(0, 200)}`);
