import {
  associateAc,
  commandSet,
  EXPLICIT_LE,
  element,
  IMPLICIT_LE,
  message,
  parseCommandSet,
  proposedContexts,
  type RawPeer,
  rawListen,
  releaseRp,
  roleSelection,
  statusOf,
  userItemsOf,
} from './raw-peer.ts';

/** Storage Commitment (PS3.4 Annex J) in bytes, for the raw peer. */
export const PUSH_MODEL = '1.2.840.10008.1.20.1';
export const PUSH_MODEL_INSTANCE = '1.2.840.10008.1.20.1.1';

export interface Named {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

const item = (...elements: readonly Buffer[]) => element(0xfffee000, Buffer.concat(elements));
const referenceItem = ({ sopClassUid, sopInstanceUid }: Named, ...more: readonly Buffer[]) =>
  item(element(0x00081150, sopClassUid), element(0x00081155, sopInstanceUid), ...more);

/** N-ACTION-RQ (PS3.7 §10.3.4.1). */
export const actionRq = (options: { readonly messageId?: number; readonly actionTypeId?: number; readonly instance?: string } = {}) =>
  commandSet(
    element(0x00000003, PUSH_MODEL),
    element(0x00000100, 0x0130),
    element(0x00000110, options.messageId ?? 1),
    element(0x00000800, 0x0001),
    element(0x00001001, options.instance ?? PUSH_MODEL_INSTANCE),
    element(0x00001008, options.actionTypeId ?? 1),
  );

/** Action Information (PS3.4 Table J.3-1) in implicit VR. */
export const actionInformation = (transactionUid: string, references: readonly Named[]): Buffer =>
  Buffer.concat([
    element(0x00081195, transactionUid),
    element(0x00081199, Buffer.concat(references.map((reference) => referenceItem(reference)))),
  ]);

/** N-EVENT-REPORT-RQ (PS3.7 §10.3.1.1). */
export const eventReportRq = (eventTypeId: number, messageId = 1) =>
  commandSet(
    element(0x00000002, PUSH_MODEL),
    element(0x00000100, 0x0100),
    element(0x00000110, messageId),
    element(0x00000800, 0x0001),
    element(0x00001000, PUSH_MODEL_INSTANCE),
    element(0x00001002, eventTypeId),
  );

/** Event Information (PS3.4 Table J.3-2) in implicit VR. */
export function eventInformation(
  transactionUid: string,
  committed: readonly Named[],
  failed: readonly (Named & { readonly reason: number })[],
): Buffer {
  const failures = failed.map((each) => referenceItem(each, element(0x00081197, each.reason)));
  return Buffer.concat([
    element(0x00081195, transactionUid),
    ...(failures.length ? [element(0x00081198, Buffer.concat(failures))] : []),
    ...(committed.length ? [element(0x00081199, Buffer.concat(committed.map((each) => referenceItem(each))))] : []),
  ]);
}

export interface Report {
  readonly eventTypeId: number;
  readonly transactionUid: string;
  readonly committed: readonly string[];
  /** Failure Reason by SOP Instance UID. */
  readonly failed: Readonly<Record<string, number>>;
  readonly sopInstanceUid: string;
}

/** What an N-EVENT-REPORT-RQ in implicit VR says. */
export function reportOf({ command, dataset }: { readonly command: Map<number, Buffer>; readonly dataset: Buffer | undefined }): Report {
  if (command.get(0x00000100)?.readUInt16LE(0) !== 0x0100) throw new Error('N-EVENT-REPORT-RQ wanted');
  const elements = parseCommandSet(dataset ?? Buffer.alloc(0));
  const items = (tag: number) => itemsIn(elements.get(tag));
  return {
    eventTypeId: command.get(0x00001002)!.readUInt16LE(0),
    transactionUid: text(elements.get(0x00081195)),
    committed: items(0x00081199).map((each) => text(each.get(0x00081155))),
    failed: Object.fromEntries(items(0x00081198).map((each) => [text(each.get(0x00081155)), each.get(0x00081197)!.readUInt16LE(0)])),
    sopInstanceUid: text(command.get(0x00001000)),
  };
}

function itemsIn(sequence: Buffer | undefined): Map<number, Buffer>[] {
  const found: Map<number, Buffer>[] = [];
  for (let at = 0; sequence && at + 8 <= sequence.byteLength; ) {
    const length = sequence.readUInt32LE(at + 4);
    found.push(parseCommandSet(sequence.subarray(at + 8, at + 8 + length)));
    at += 8 + length;
  }
  return found;
}

const text = (bytes: Buffer | undefined): string => bytes?.toString('latin1').replace(/[\0 ]+$/, '') ?? '';

/** N-EVENT-REPORT-RSP to a request. */
export const eventReportRsp = (command: Map<number, Buffer>, status = 0) =>
  commandSet(
    element(0x00000002, PUSH_MODEL),
    element(0x00000100, 0x8100),
    element(0x00000120, command.get(0x00000110)!),
    element(0x00000800, 0x0101),
    element(0x00000900, status),
    element(0x00001000, PUSH_MODEL_INSTANCE),
  );

/** N-ACTION-RSP to a request. */
const actionRsp = (command: Map<number, Buffer>, status: number) =>
  commandSet(
    element(0x00000002, PUSH_MODEL),
    element(0x00000100, 0x8130),
    element(0x00000120, command.get(0x00000110)!),
    element(0x00000800, 0x0101),
    element(0x00000900, status),
    element(0x00001000, PUSH_MODEL_INSTANCE),
  );

/** Asks on an open association; the status of the N-ACTION-RSP. */
export async function askFor(peer: RawPeer, transactionUid: string, references: readonly Named[], contextId = 1): Promise<number> {
  const { command } = await peer.ask(contextId, actionRq(), actionInformation(transactionUid, references), 65_536);
  return statusOf(command);
}

/** The next report on an association, answered. */
export async function takeReport(peer: RawPeer, status = 0): Promise<Report> {
  const { contextId, command, dataset } = await peer.message();
  peer.send(...message(contextId, eventReportRsp(command, status)));
  return reportOf({ command, dataset });
}

export interface Called {
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  /** Of Push Model, as proposed: scu and scp. */
  readonly roles: readonly number[] | undefined;
  readonly report?: Report;
}

export interface ModalityOptions {
  /** The roles that it answers; null: says nothing of roles. */
  readonly role?: readonly [number, number] | null;
  readonly accepts?: boolean;
  /** Of the N-EVENT-REPORT-RSP. */
  readonly status?: number;
  /** Falls silent instead of answering. */
  readonly isSilent?: boolean;
}

/** A modality that listens for reports; everything that calls it is kept. What it does may change while it runs. */
export async function startModality(initial: ModalityOptions = {}) {
  const calls: Called[] = [];
  let options = initial;
  let wake = () => {};
  const serve = async (peer: RawPeer): Promise<void> => {
    const { body } = await peer.pdu();
    const { role = [0, 1], accepts = true, status = 0, isSilent } = options;
    const proposed = userItemsOf(body).find(({ type }) => type === 0x54)?.body;
    const roles = proposed && [...proposed.subarray(-2)];
    const who = { callingAeTitle: title(body, 20), calledAeTitle: title(body, 4), roles };
    const contexts = proposedContexts(body).map(({ id, transferSyntaxes }) => ({
      id,
      result: accepts ? 0 : 3,
      transferSyntax: transferSyntaxes.includes(IMPLICIT_LE) ? IMPLICIT_LE : EXPLICIT_LE,
    }));
    peer.send(associateAc({ contexts, userItems: role ? [roleSelection(PUSH_MODEL, ...role)] : [] }));
    const next = await peer.messageOrRelease();
    if (next && isSilent) return;
    if (next) {
      peer.send(...message(next.contextId, eventReportRsp(next.command, status)));
      calls.push({ ...who, report: reportOf(next) });
      wake();
      await peer.pdu(); // A-RELEASE-RQ
    } else calls.push(who);
    wake();
    peer.send(releaseRp());
  };
  const listener = await rawListen((peer) => void serve(peer).catch(() => peer.socket.destroy()));
  return {
    ...listener,
    calls,
    become: (next: ModalityOptions) => {
      options = next;
    },
    /** Waits until so many have called. */
    async until(count: number, waitMs = 15_000): Promise<readonly Called[]> {
      const deadline = Date.now() + waitMs;
      while (calls.length < count) {
        if (Date.now() > deadline) throw new Error(`${calls.length} calls within ${waitMs} ms, ${count} wanted`);
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, 200);
        });
      }
      return calls;
    },
  };
}

const title = (body: Buffer, at: number): string => body.toString('latin1', at, at + 16).trim();

/** An archive that takes N-ACTION; how and whether it reports is the test's business. */
export async function startCommitter(options: {
  readonly status?: number;
  /** Called with what was asked, on the association of the request, after its response. */
  readonly after?: (
    peer: RawPeer,
    asked: { readonly transactionUid: string; readonly references: readonly Named[]; readonly contextId: number },
  ) => void | Promise<void>;
}) {
  const asked: { readonly transactionUid: string; readonly references: readonly Named[]; readonly callingAeTitle: string }[] = [];
  const serve = async (peer: RawPeer): Promise<void> => {
    const { body } = await peer.pdu();
    const contexts = proposedContexts(body).map(({ id }) => ({ id, result: 0, transferSyntax: IMPLICIT_LE }));
    peer.send(associateAc({ contexts }));
    for (;;) {
      const next = await peer.messageOrRelease();
      if (next === undefined) return peer.send(releaseRp());
      const { contextId, command, dataset } = next;
      if (command.get(0x00000100)?.readUInt16LE(0) !== 0x0130) continue;
      const elements = parseCommandSet(dataset!);
      const transactionUid = text(elements.get(0x00081195));
      const references = itemsIn(elements.get(0x00081199)).map((each) => ({
        sopClassUid: text(each.get(0x00081150)),
        sopInstanceUid: text(each.get(0x00081155)),
      }));
      asked.push({ transactionUid, references, callingAeTitle: title(body, 20) });
      peer.send(...message(contextId, actionRsp(command, options.status ?? 0)));
      await options.after?.(peer, { transactionUid, references, contextId });
    }
  };
  const listener = await rawListen((peer) => void serve(peer).catch(() => peer.socket.destroy()));
  return { ...listener, asked };
}
