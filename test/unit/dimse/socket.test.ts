import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock } from '../../../app/base/base.ts';
import { type Handlers, openRequestor, type Requestor, serve } from '../../../app/dimse/dimse.ts';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../../../app/registry/registry.ts';
import { connect, listen } from '../../../app/ul/ul.ts';
import { createTestLog } from './double.ts';

const VERIFICATION = '1.2.840.10008.1.1';
const CT = '1.2.840.10008.5.1.4.1.1.2';
const IMPLICIT = '1.2.840.10008.1.2';
const identity = { implementationClassUid: IMPLEMENTATION_CLASS_UID, implementationVersionName: IMPLEMENTATION_VERSION_NAME };

/** Provider and requestor, each with the maximum length that it announces, over a loopback socket. */
async function over(handlers: Handlers, lengths: { acceptor: number; requestor: number }, use: (requestor: Requestor) => Promise<void>) {
  const log = createTestLog();
  const common = { clock: systemClock, log, identity };
  const listener = await listen({
    ...common,
    name: 'main',
    host: '127.0.0.1',
    port: 0,
    poisonReadBuffers: true,
    maxPduLength: lengths.acceptor,
    artimMs: 5000,
    inactivityMs: 5000,
    onInactivity: 'abort',
    decide: () => ({ transferSyntaxes: () => () => true, transferSyntaxPolicy: 'first-acceptable' }),
    onAssociation: (association) => serve(association, handlers, { log }),
  });
  try {
    const association = await connect({
      ...common,
      host: '127.0.0.1',
      port: listener.port,
      callingAeTitle: 'CT1',
      calledAeTitle: 'FILMROOM',
      contexts: [VERIFICATION, CT].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes: [IMPLICIT] })),
      maxPduLength: lengths.requestor,
      timeoutMs: 5000,
    });
    const requestor = openRequestor(association, { log });
    await use(requestor);
    await requestor.release();
  } finally {
    await listener.close(1000);
  }
  return log;
}

const bytes = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 31) % 251);

describe('PS3.7 over PS3.8: provider and requestor on a real socket', () => {
  for (const lengths of [
    { acceptor: 65536, requestor: 65536 },
    { acceptor: 4096, requestor: 0 },
    { acceptor: 0, requestor: 64 },
  ])
    it(`echo, store and echo again, maximum lengths ${lengths.acceptor} and ${lengths.requestor}`, async () => {
      const sent = bytes(300_000);
      const received: Uint8Array[] = [];
      const handlers: Handlers = {
        for: (abstractSyntax) => async (request) => {
          for await (const view of request.dataset ?? []) received.push(Uint8Array.from(view));
          return { status: abstractSyntax === CT ? 0xb000 : 0x0000, errorComment: 'some words that are longer than one tiny PDU' };
        },
      };
      await over(handlers, lengths, async (requestor) => {
        assert.equal(await requestor.echo(), 0x0000);
        async function* pieces() {
          for (let at = 0; at < sent.byteLength; at += 70_001) yield sent.subarray(at, at + 70_001);
        }
        const response = await requestor.store({ sopClassUid: CT, sopInstanceUid: '1.2.3', dataset: pieces() });
        assert.equal(response.status, 0xb000);
        assert.equal(response.affectedSopInstanceUid, '1.2.3');
        assert.equal(await requestor.echo(), 0x0000);
      });
      assert.equal(Buffer.compare(Buffer.concat(received), sent), 0);
    });

  it('drops a data set that the handler does not read, and the association lives', async () => {
    await over({ for: () => async () => ({ status: 0xa700 }) }, { acceptor: 16384, requestor: 16384 }, async (requestor) => {
      for (let count = 0; count < 3; count++) {
        const { status } = await requestor.store({ sopClassUid: CT, sopInstanceUid: '1.2.3', dataset: bytes(2_000_000) });
        assert.equal(status, 0xa700);
      }
    });
  });

  it('aborts the operation when the peer cannot send its data set to the end, and therefore aborts', async () => {
    const begun = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<boolean>();
    const handlers: Handlers = {
      for: () => async (request) => {
        const { signal } = request;
        try {
          for await (const _ of request.dataset ?? []) begun.resolve();
        } finally {
          ended.resolve(signal.aborted);
        }
        return { status: 0 };
      },
    };
    async function* half() {
      yield bytes(100_000);
      await begun.promise;
      throw new Error('the file cannot be read');
    }
    await assert.rejects(
      over(handlers, { acceptor: 16384, requestor: 16384 }, async (requestor) => {
        const stored = requestor.store({ sopClassUid: CT, sopInstanceUid: '1.2.3', dataset: half() });
        await assert.rejects(stored, /the file cannot be read/);
        assert.equal(await ended.promise, true);
      }),
      { name: 'UlError' },
    );
  });
});
