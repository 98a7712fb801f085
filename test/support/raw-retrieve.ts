import { commandSet, element, message, parseCommandSet, type RawPeer, statusOf } from './raw-peer.ts';

export const PATIENT_ROOT_MOVE = '1.2.840.10008.5.1.4.1.2.1.2';
export const STUDY_ROOT_MOVE = '1.2.840.10008.5.1.4.1.2.2.2';
export const STUDY_ROOT_GET = '1.2.840.10008.5.1.4.1.2.2.3';
export const MR_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.4';
export const LEVEL = 0x00080052;
export const PATIENT_ID = 0x00100020;
export const STUDY = 0x0020000d;
export const SERIES = 0x0020000e;
export const SOP = 0x00080018;

/** An identifier in implicit VR little endian, elements in the order of their tags. */
export function identifier(keys: Readonly<Record<number, string>>): Buffer {
  const tags = Object.keys(keys)
    .map(Number)
    .sort((a, b) => a - b);
  return Buffer.concat(tags.map((tag) => element(tag, keys[tag]!, tag === LEVEL || tag === PATIENT_ID ? 0x20 : 0)));
}

export const request = (commandField: number, sopClassUid: string, destination?: string, messageId = 7) =>
  commandSet(
    element(0x00000002, sopClassUid),
    element(0x00000100, commandField),
    element(0x00000110, messageId),
    ...(destination === undefined ? [] : [element(0x00000600, destination, 0x20)]),
    element(0x00000700, 0),
    element(0x00000800, 1),
  );
export const moveRq = (destination: string, sopClassUid = STUDY_ROOT_MOVE) => request(0x0021, sopClassUid, destination);

export interface Response {
  readonly status: number;
  readonly remaining: number | undefined;
  readonly completed: number | undefined;
  readonly failed: number | undefined;
  readonly warning: number | undefined;
  readonly comment: string;
  readonly failedUids: readonly string[];
}

export function responseOf({ command, dataset }: { command: Map<number, Buffer>; dataset: Buffer | undefined }): Response {
  const count = (tag: number) => command.get(tag)?.readUInt16LE(0);
  const list = dataset && parseCommandSet(dataset).get(0x00080058);
  return {
    status: statusOf(command),
    remaining: count(0x00001020),
    completed: count(0x00001021),
    failed: count(0x00001022),
    warning: count(0x00001023),
    comment: command.get(0x00000902)?.toString('latin1').trim() ?? '',
    failedUids: list ? list.toString('latin1').replace(/\0$/, '').split('\\') : [],
  };
}

/** All responses up to the final one. */
export async function responses(peer: RawPeer): Promise<Response[]> {
  const all: Response[] = [];
  for (;;) {
    const response = responseOf(await peer.message());
    all.push(response);
    if (response.status !== 0xff00) return all;
  }
}

export const getRq = request(0x0010, STUDY_ROOT_GET);

/** C-STORE-RSP to a sub-operation. */
function storeRsp(command: Map<number, Buffer>, status: number): Buffer {
  return commandSet(
    element(0x00000002, command.get(0x00000002)!),
    element(0x00000100, 0x8001),
    element(0x00000120, command.get(0x00000110)!),
    element(0x00000800, 0x0101),
    element(0x00000900, status),
    element(0x00001000, command.get(0x00001000)!),
  );
}

export interface Got {
  readonly received: readonly { readonly uid: string; readonly dataset: Buffer | undefined }[];
  readonly all: readonly Response[];
}

/**
 * C-GET: takes what comes and answers `status`, up to the final response.
 *
 * @param beforeAnswer called with the number of each object, from 1, before it is answered
 */
export async function get(
  peer: RawPeer,
  contextId: number,
  keys: Readonly<Record<number, string>>,
  status = 0,
  beforeAnswer: (number: number) => void = () => undefined,
): Promise<Got> {
  const received: Got['received'][number][] = [];
  const all: Response[] = [];
  peer.send(...message(contextId, getRq, identifier(keys)));
  for (;;) {
    const next = await peer.message();
    if (next.command.get(0x00000100)?.readUInt16LE(0) !== 0x0001) {
      const response = responseOf(next);
      all.push(response);
      if (response.status !== 0xff00) return { received, all };
      continue;
    }
    received.push({ uid: next.command.get(0x00001000)!.toString('latin1').replace(/\0$/, ''), dataset: next.dataset });
    beforeAnswer(received.length);
    peer.send(...message(next.contextId, storeRsp(next.command, status)));
  }
}
