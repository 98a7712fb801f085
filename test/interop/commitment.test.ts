import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { readFileMeta } from '../../app/dataset/dataset.ts';
import { freePort } from '../support/child.ts';
import { missing } from '../support/dcmtk.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { fixtureBytes } from '../support/fixtures.ts';
import { startOrthanc } from '../support/orthanc.ts';
import { storeFile } from '../support/store-file.ts';

const { Client, Server, Scp, Dataset, requests, responses, constants, log } = createRequire(import.meta.url)(
  'dcmjs-dimse',
) as typeof import('dcmjs-dimse');
log.setLevel('silent');

const PUSH_MODEL = '1.2.840.10008.1.20.1';
const PUSH_MODEL_INSTANCE = '1.2.840.10008.1.20.1.1';
const MR_SMALL = 'pydicom/MR_small.dcm';
const { sopClassUid, sopInstanceUid } = readFileMeta(fixtureBytes(MR_SMALL));
const MR = { ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid };
const UNKNOWN = { ...MR, ReferencedSOPInstanceUID: '1.2.826.0.1.3680043.10.77.1' };

async function until<Value>(what: string, look: () => Promise<Value | undefined> | Value | undefined, waitMs = 30_000): Promise<Value> {
  for (const deadline = Date.now() + waitMs; Date.now() < deadline; await delay(100)) {
    const value = await look();
    if (value !== undefined) return value;
  }
  throw new Error(`not in ${waitMs} ms: ${what}`);
}

describe('Debian’s Orthanc', { skip: missing('Orthanc') }, () => {
  interface Reported {
    readonly Status: string;
    readonly Success: readonly { readonly SOPInstanceUID: string }[];
    readonly Failures: readonly { readonly SOPInstanceUID: string; readonly FailureReason: number }[];
  }

  /** Both know each other. */
  async function both(stack: AsyncDisposableStack) {
    const port = await freePort();
    const filmroom = await startFilmroom({ config: { remoteAes: [{ title: 'ORTHANC', host: '127.0.0.1', port }] } });
    stack.defer(async () => void (await filmroom.stop()));
    const orthanc = await startOrthanc({ port, modalities: { filmroom: { aeTitle: 'FILMROOM', port: filmroom.dicomPort } } });
    stack.defer(() => orthanc.stop());
    return { filmroom, orthanc };
  }

  it('as SCU asks for an image that it sent and one that we never had, and hears which is safe', async () => {
    await using stack = new AsyncDisposableStack();
    const { filmroom, orthanc } = await both(stack);
    const id = await orthanc.upload(fixtureBytes(MR_SMALL));
    await orthanc.store('filmroom', [id]);
    const named = ({ ReferencedSOPClassUID, ReferencedSOPInstanceUID }: typeof MR) => ({
      SOPClassUID: ReferencedSOPClassUID,
      SOPInstanceUID: ReferencedSOPInstanceUID,
    });
    const asked = await fetch(`${orthanc.url}/modalities/filmroom/storage-commitment`, {
      method: 'POST',
      body: JSON.stringify({ DicomInstances: [named(MR), named(UNKNOWN)] }),
    });
    assert.equal(asked.status, 200, await asked.clone().text());
    const { Path } = (await asked.json()) as { Path: string };
    const report = await until('the report', async () => {
      const found = (await (await fetch(orthanc.url + Path)).json()) as Reported;
      return found.Status === 'Pending' ? undefined : found;
    });
    assert.equal(report.Status, 'Failure'); // not all is committed
    assert.deepEqual(
      report.Success.map(({ SOPInstanceUID }) => SOPInstanceUID),
      [MR.ReferencedSOPInstanceUID],
    );
    assert.deepEqual(
      report.Failures.map(({ SOPInstanceUID, FailureReason }) => [SOPInstanceUID, FailureReason]),
      [[UNKNOWN.ReferencedSOPInstanceUID, 0x0112]],
    );
    assert.match(filmroom.log(), /commitment\.reported/);
  });

  it('as SCP is asked for what we have, and tells us', async () => {
    await using stack = new AsyncDisposableStack();
    const { filmroom, orthanc } = await both(stack);
    await orthanc.upload(fixtureBytes(MR_SMALL));
    await storeFile(filmroom.dicomPort, MR_SMALL);
    const studies = (await (await filmroom.ask('/api/studies')).json()) as { studies: { studyInstanceUid: string }[] };
    const { studyInstanceUid } = studies.studies[0]!;
    const answer = await filmroom.ask('/api/commitments', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ destination: 'ORTHANC', studyInstanceUid }),
    });
    assert.equal(answer.status, 201, await answer.clone().text());
    const done = await until('the report of Orthanc', async () => {
      const { commitments } = (await (await filmroom.ask('/api/commitments')).json()) as {
        commitments: { state: string; committed: number }[];
      };
      return commitments[0]?.state === 'answered' ? commitments[0] : undefined;
    });
    assert.equal(done.committed, 1);
  });
});

interface Heard {
  readonly eventTypeId: number;
  readonly transactionUid: unknown;
  readonly committed: readonly string[];
  readonly failed: readonly (readonly [string, number])[];
}

type Elements = Record<string, unknown>;
const list = (value: unknown): Elements[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]) as Elements[];

function heard(request: InstanceType<typeof requests.NEventReportRequest>): Heard {
  const elements = request.getDataset()!.getElements() as Elements;
  return {
    eventTypeId: request.getEventTypeId(),
    transactionUid: elements.TransactionUID,
    committed: list(elements.ReferencedSOPSequence).map((item) => String(item.ReferencedSOPInstanceUID)),
    failed: list(elements.FailedSOPSequence).map((item) => [String(item.ReferencedSOPInstanceUID), Number(item.FailureReason)]),
  };
}

function answered(request: InstanceType<typeof requests.NEventReportRequest>) {
  const response = responses.NEventReportResponse.fromRequest(request);
  response.setStatus(constants.Status.Success);
  return response;
}

/** N-ACTION over an association that is held open for `lingerMs` after its response: the status, and the reports that come meanwhile. */
function ask(port: number, transactionUid: string, references: readonly (typeof MR)[], lingerMs: number) {
  const { promise, resolve, reject } = Promise.withResolvers<{ readonly status: number; readonly reports: readonly Heard[] }>();
  const reports: Heard[] = [];
  let status = -1;
  const request = new requests.NActionRequest(PUSH_MODEL, PUSH_MODEL_INSTANCE, 1);
  request.setDataset(new Dataset({ TransactionUID: transactionUid, ReferencedSOPSequence: references }));
  request.on('response', (response: { getStatus(): number }) => {
    status = response.getStatus();
  });
  const client = new Client();
  client.addRequest(request);
  client.on('nEventReportRequest', (event: InstanceType<typeof requests.NEventReportRequest>, callback: (response: unknown) => void) => {
    reports.push(heard(event));
    callback(answered(event));
  });
  client.on('networkError', reject);
  client.on('associationRejected', (result: unknown) => reject(new Error(`rejected: ${JSON.stringify(result)}`)));
  client.on('closed', () => resolve({ status, reports }));
  client.send('127.0.0.1', port, 'DCMJS', 'FILMROOM', { associationLingerTimeout: lingerMs });
  return promise;
}

/** A modality that waits for reports. */
function listenFor(port: number) {
  const reports: Heard[] = [];
  class Modality extends Scp {
    override associationRequested(association: InstanceType<typeof import('dcmjs-dimse').association.Association>): void {
      for (const { id } of association.getPresentationContexts()) {
        const context = association.getPresentationContext(id);
        context.setResult(constants.PresentationContextResult.Accept, context.getTransferSyntaxUids()[0]);
      }
      this.sendAssociationAccept();
    }
    override nEventReportRequest(
      request: InstanceType<typeof requests.NEventReportRequest>,
      callback: (response: InstanceType<typeof responses.NEventReportResponse>) => void,
    ): void {
      reports.push(heard(request));
      callback(answered(request));
    }
    override associationReleaseRequested(): void {
      this.sendAssociationReleaseResponse();
    }
  }
  const server = new Server(Modality);
  server.on('networkError', () => undefined);
  server.listen(port);
  return { reports, close: () => server.close() };
}

describe('dcmjs-dimse 0.3.3, a scripted modality', () => {
  async function started(stack: AsyncDisposableStack, config: Readonly<Record<string, unknown>> = {}): Promise<Filmroom> {
    const filmroom = await startFilmroom({ config });
    stack.defer(async () => void (await filmroom.stop()));
    await storeFile(filmroom.dicomPort, MR_SMALL);
    return filmroom;
  }

  it('holds its association open, and hears on it what is safe', async () => {
    await using stack = new AsyncDisposableStack();
    const filmroom = await started(stack);
    const { status, reports } = await ask(filmroom.dicomPort, '2.25.41', [MR, UNKNOWN], 10_000);
    assert.equal(status, 0x0000);
    assert.deepEqual(reports, [
      {
        ...{ eventTypeId: 2, transactionUid: '2.25.41' },
        committed: [MR.ReferencedSOPInstanceUID],
        failed: [[UNKNOWN.ReferencedSOPInstanceUID, 0x0112]],
      },
    ]);
  });

  it('releases, is down for a while, and hears on a new association once it is up', async () => {
    await using stack = new AsyncDisposableStack();
    const port = await freePort();
    const filmroom = await started(stack, { remoteAes: [{ title: 'DCMJS', host: '127.0.0.1', port }] });
    const { status, reports } = await ask(filmroom.dicomPort, '2.25.42', [MR], 0);
    assert.deepEqual([status, reports], [0x0000, []]);
    await until('a first attempt that failed', () => (/commitment\.waits/.test(filmroom.log()) ? true : undefined));
    const modality = listenFor(port);
    stack.defer(() => modality.close());
    const report = await until('the report', () => modality.reports[0]);
    assert.deepEqual([report.eventTypeId, report.transactionUid, report.committed], [1, '2.25.42', [MR.ReferencedSOPInstanceUID]]);
    await delay(500);
    assert.equal(modality.reports.length, 1, 'it is told once');
  });
});
