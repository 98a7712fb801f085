import { elementText, readHead } from '../../app/dataset/dataset.ts';
import { fixtureDataset } from './fixtures.ts';
import { cStoreRq, rawAssociate, statusOf } from './raw-peer.ts';

const SOP_CLASS_UID = 0x00080016;
const SOP_INSTANCE_UID = 0x00080018;

/** Stores a fixture over an association of its own: its data set as it stands in the file, under the UIDs that it has itself. */
export async function storeFile(port: number, file: string): Promise<void> {
  const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
  const whole = (async function* () {
    yield dataset;
  })();
  const [sopClassUid = '', sopInstanceUid = ''] = (await readHead(whole, transferSyntaxUid, [SOP_CLASS_UID, SOP_INSTANCE_UID])).map(
    (element) => elementText(element, []),
  );
  const peer = await rawAssociate(port, { contexts: [{ abstractSyntax: sopClassUid, transferSyntaxes: [transferSyntaxUid] }] });
  const { command } = await peer.ask(1, cStoreRq(sopClassUid, sopInstanceUid), dataset);
  if (statusOf(command) !== 0) throw new Error(`${file} was not stored: ${statusOf(command).toString(16)}`);
  await peer.release();
}
