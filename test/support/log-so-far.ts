import type { Filmroom } from './filmroom.ts';
import { associateRq, rawConnect } from './raw-peer.ts';

let marks = 0;

/**
 * Everything that was logged before now. The log comes through a pipe of its own, so that a line may be here later than the PDU that it is
 * about: a connection of ours marks the place, and we read up to its mark.
 */
export async function logSoFar(filmroom: Pick<Filmroom, 'dicomPort' | 'log'>): Promise<string> {
  const mark = `MARK_${++marks}_`;
  const peer = await rawConnect(filmroom.dicomPort);
  peer.send(associateRq({ callingAeTitle: mark, calledAeTitle: mark })); // refused or accepted, it has its line
  await peer.pdu();
  peer.socket.destroy();
  const deadline = Date.now() + 5000;
  while (!filmroom.log().includes(mark)) {
    if (Date.now() > deadline) throw new Error(`no line about ${mark} in the log:\n${filmroom.log()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return filmroom.log();
}
