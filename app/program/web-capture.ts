/** A capture of the network as the page asks for it: which ports that is, and who. */
import { lookup } from 'node:dns/promises';
import { join } from 'node:path';
import { type Clock, type Log, wordsOf } from '../base/base.ts';
import { aboutBox, askHands } from '../box/box.ts';
import { CaptureError, type CaptureTool, captureByHands, captureHere, openCapture, type Traffic } from '../capture/capture.ts';
import { LIMITS, type LoadedConfig } from '../config/config.ts';
import { isIpAddress } from '../reach/reach.ts';
import type { AeTable } from '../services/services.ts';
import type { WebCapture, WebCaptureAsked } from '../web/web.ts';

export interface WebCaptureParts {
  /** Undefined where nothing may be written. */
  readonly dataFolder: string | undefined;
  readonly freeBytes: () => number;
  readonly aeTable: Pick<AeTable, 'get' | 'list'>;
  /** TCP ports that we listen on for DICOM now. */
  readonly dicomPorts: () => readonly number[];
  /** TCP ports of the page now. */
  readonly pagePorts: () => readonly number[];
  readonly configNow: () => LoadedConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly tool?: CaptureTool;
  readonly isBox?: boolean;
}

/** Of the data folder. The service of a box knows it too, `filmroom-capture.service`. */
export const CAPTURE_FOLDER = 'capture';

export type OpenedWebCapture = WebCapture & { close(): Promise<void> };

export async function openWebCapture(parts: WebCaptureParts): Promise<OpenedWebCapture> {
  const { dataFolder, freeBytes, configNow, clock, log, isBox = aboutBox() !== undefined } = parts;
  const { tool = isBox ? captureByHands({ ask: askHands }) : captureHere() } = parts;
  const limits = LIMITS.capture;
  const capture = await openCapture({
    folder: dataFolder === undefined ? undefined : join(dataFolder, CAPTURE_FOLDER),
    ...{ tool, freeBytes, clock, log, limits },
  });
  const hl7Port = () => {
    const { listen, port } = configNow().hl7;
    return listen && port > 0 ? port : undefined;
  };

  async function whyNot() {
    const why =
      dataFolder === undefined ? new CaptureError('CAPTURE_NO_FOLDER', 'The data folder cannot be written.') : await tool.whyNot();
    return why && { code: why.code, values: why.values, words: why.message };
  }

  return {
    maxMinutes: limits.maxMinutes,
    maxMegabytes: limits.maxMegabytes,
    async facts() {
      const now = capture.state();
      const why = now?.state === 'running' || now?.state === 'stopping' ? undefined : await whyNot();
      const port = hl7Port();
      return {
        ...{ isBox, ports: tool.ports(), maxMinutes: limits.maxMinutes, maxMegabytes: limits.maxMegabytes, keepMs: limits.keepMs },
        ...(port !== undefined && { hl7Port: port }),
        ...(why && { whyNot: why }),
        ...(now && { capture: now }),
      };
    },
    async start({ port, host: given = '', traffic, minutes, megabytes }, by) {
      const host = given.trim();
      const bounds = { seconds: minutes * 60, bytes: megabytes * 1_000_000 };
      const wanted = await trafficOf(host, traffic, parts, hl7Port());
      await capture.start({ port, traffic: wanted, ...bounds, ...(host !== '' && { host }) }, by);
    },
    stop: capture.stop,
    fetch: capture.fetch,
    remove: capture.remove,
    close: capture.close,
  };
}

/** @throws CaptureError CAPTURE_NO_HOST */
async function trafficOf(host: string, kind: WebCaptureAsked['traffic'], parts: WebCaptureParts, hl7Port?: number): Promise<Traffic> {
  const { aeTable, dicomPorts, pagePorts } = parts;
  const hosts = host === '' ? [] : await addressesOf(aeTable.get(host)?.host ?? host, host, aeTable.get(host) !== undefined);
  const never = [...new Set(pagePorts())].slice(0, LIMITS.capture.maxPorts);
  if (kind === 'all') return { hosts, ports: undefined, never };
  const theirs = host !== '' && aeTable.get(host) ? [aeTable.get(host)!.port] : aeTable.list().map(({ port }) => port);
  const ours = [...dicomPorts(), ...(kind === 'dicom-hl7' && hl7Port !== undefined ? [hl7Port] : [])];
  const ports = [...new Set([...ours, ...theirs])].filter((port) => !never.includes(port)).slice(0, LIMITS.capture.maxPorts);
  return { hosts, ports, never };
}

/** @param isKnown it is of the AE table, where names of hosts are too; what somebody typed is an address */
async function addressesOf(address: string, typed: string, isKnown: boolean): Promise<readonly string[]> {
  const noHost = (why: string) =>
    new CaptureError('CAPTURE_NO_HOST', `${typed} is neither in the AE table nor an address. ${why}`, { values: { host: typed } });
  if (!isKnown && !isIpAddress(address)) throw noHost('');
  try {
    const found = await lookup(address.replace(/%.*$/, ''), { all: true }); // an address is answered as it is, where it is one
    return [...new Set(found.map((each) => each.address))].slice(0, LIMITS.capture.maxHosts);
  } catch (error) {
    throw noHost(wordsOf(error));
  }
}
