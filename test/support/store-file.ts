import { readFileMeta } from '../../app/dataset/dataset.ts';
import { fixtureBytes } from './fixtures.ts';
import { cStoreRq, rawAssociate, statusOf } from './raw-peer.ts';

/** Stores a fixture over an association of its own, its data set as it stands in the file. */
export async function storeFile(port: number, file: string): Promise<void> {
  const bytes = fixtureBytes(file);
  const { sopClassUid, sopInstanceUid, transferSyntaxUid, datasetOffset } = readFileMeta(bytes);
  const peer = await rawAssociate(port, { contexts: [{ abstractSyntax: sopClassUid, transferSyntaxes: [transferSyntaxUid] }] });
  const { command } = await peer.ask(1, cStoreRq(sopClassUid, sopInstanceUid), bytes.subarray(datasetOffset));
  if (statusOf(command) !== 0) throw new Error(`${file} was not stored: ${statusOf(command).toString(16)}`);
  await peer.release();
}
