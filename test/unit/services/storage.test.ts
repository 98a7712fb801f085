import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Archive, ArchiveError, type ArchiveErrorCode } from '../../../app/archive/archive.ts';
import { type CommandSet, encodeCommandSet, serve } from '../../../app/dimse/dimse.ts';
import { SOP_CLASSES, TRANSFER_SYNTAXES } from '../../../app/registry/registry.ts';
import { handlersOf } from '../../../app/services/service.ts';
import { createStorageScp, type StorageOptions, VERIFICATION_SCP } from '../../../app/services/services.ts';
import { COMMENT_OF, STATUS_OF } from '../../../app/services/storage-status.ts';
import { bytesOf, commandPiece, createDouble, createTestLog, datasetPiece } from '../dimse/double.ts';

const CT = '1.2.840.10008.5.1.4.1.1.2';
const PRIVATE = '1.3.12.2.1107.5.9.1';
const data = Uint8Array.of(8, 0, 5, 0);
const rq: CommandSet = {
  commandField: 0x0001,
  commandDataSetType: 0x0001,
  messageId: 5,
  priority: 0,
  affectedSopClassUid: CT,
  affectedSopInstanceUid: '1.2.3.4',
};

type Ingest = Archive['ingest'];
type Ingested = Awaited<ReturnType<Ingest>>;

/** Stores one instance through the provider loop; `ingest` stands for the archive. */
async function storeOne(ingest: Ingest, command: CommandSet = rq, changes: Partial<StorageOptions> = {}) {
  const log = createTestLog();
  const counted: [number, string][] = [];
  const associations = { count: (id: number, outcome: string) => void counted.push([id, outcome]) };
  const scp = createStorageScp({ archive: { ingest }, associations, log, privateSopClasses: [PRIVATE], acceptRetired: true, ...changes });
  const double = createDouble();
  double.feed(commandPiece(3, encodeCommandSet(command)), datasetPiece(3, data, false), datasetPiece(3, data));
  double.endByRelease();
  await serve(double.association, handlersOf([VERIFICATION_SCP, scp]), { log });
  return { answer: double.sentMessages()[0]?.command, lines: log.lines, counted, aborts: double.aborts };
}

const outcomeOf =
  (outcome: Ingested['outcome']): Ingest =>
  async (dataset) => {
    await bytesOf(dataset);
    return { outcome } as Ingested;
  };
const failing =
  (error: Error): Ingest =>
  async () =>
    Promise.reject(error);

describe('PS3.4 Annex B Storage SCP: C-STORE', () => {
  it('hands the data set to the archive with its UIDs, its transfer syntax and both AEs', async () => {
    let seen: unknown;
    const { answer, counted } = await storeOne(async (dataset, about) => {
      seen = { about, bytes: [...(await bytesOf(dataset))] };
      return { outcome: 'stored' } as Ingested;
    });
    assert.equal(answer?.status, 0x0000);
    assert.deepEqual(seen, {
      about: {
        sopClassUid: CT,
        sopInstanceUid: '1.2.3.4',
        transferSyntaxUid: '1.2.840.10008.1.2',
        callingAeTitle: 'CT1',
        calledAeTitle: 'FILMROOM',
        address: '127.0.0.1',
      },
      bytes: [...data, ...data],
    });
    assert.deepEqual(counted, [[7, 'stored']]);
  });

  it('answers only when the archive has', async () => {
    const order: string[] = [];
    await storeOne(async (dataset) => {
      await bytesOf(dataset);
      await new Promise(setImmediate);
      order.push('durable');
      return { outcome: 'stored' } as Ingested;
    }).then(({ answer }) => order.push(`answered ${answer?.status}`));
    assert.deepEqual(order, ['durable', 'answered 0']);
  });

  for (const [outcome, status] of [
    ['stored', 0x0000],
    ['identical', 0x0000],
    ['overwritten', 0x0000],
    ['quarantined', 0x0000],
    ['kept-first', 0xb000],
  ] as const)
    it(`${outcome} → ${status.toString(16).padStart(4, '0')}H`, async () => {
      const { answer } = await storeOne(outcomeOf(outcome));
      assert.equal(answer?.status, status);
    });
});

describe('PS3.4 Table B.2-1, PS3.7 §9.1.1.1.9: C-STORE statuses', () => {
  for (const [code, status, comment] of [
    ['ARCHIVE_FULL', 0xa700, /disk is full/],
    ['ARCHIVE_READ_ONLY', 0xa700, /read-only/],
    ['ARCHIVE_UID_MISMATCH', 0xa900, /the words of the archive/],
    ['ARCHIVE_MISSING_UID', 0xc000, /the words of the archive/],
    ['ARCHIVE_UNREADABLE_DATASET', 0xc000, /the words of the archive/],
    ['ARCHIVE_DUPLICATE_REFUSED', 0x0111, /stored already/],
    ['ARCHIVE_DISK_FAILED', 0x0110, /disk has failed/],
    ['ARCHIVE_CLOSED', 0x0110, /shutting down/],
  ] as const)
    it(`${code} → ${status.toString(16).padStart(4, '0')}H in words`, async () => {
      const { answer, counted, aborts } = await storeOne(failing(new ArchiveError(code, 'the words of the archive')));
      assert.equal(answer?.status, status);
      assert.match(answer?.errorComment ?? '', comment);
      assert.equal(answer?.affectedSopInstanceUid, '1.2.3.4');
      assert.deepEqual(counted, [[7, 'failed']]);
      assert.deepEqual(aborts, []);
    });

  it('has a status of a failure for every code, and comments that are LO (64 characters)', () => {
    for (const code of Object.keys(STATUS_OF) as ArchiveErrorCode[]) {
      assert.ok([0xa, 0xc, 0x0].includes(STATUS_OF[code] >> 12) && (STATUS_OF[code] as number) !== 0, code);
      assert.ok((COMMENT_OF[code] ?? '').length <= 64, code);
    }
  });

  it('writes one warning with UIDs, AE titles, status and reason', async () => {
    const { lines } = await storeOne(failing(new ArchiveError('ARCHIVE_FULL', 'no space on /data')));
    assert.deepEqual(lines, [
      {
        level: 'warn',
        event: 'C-STORE failed',
        fields: {
          association: 7,
          callingAeTitle: 'CT1',
          calledAeTitle: 'FILMROOM',
          address: '127.0.0.1',
          sopClassUid: CT,
          sopInstanceUid: '1.2.3.4',
          status: 'A700H refused: out of resources',
          code: 'ARCHIVE_FULL',
          reason: 'no space on /data',
        },
      },
    ]);
  });

  it('an error that is not the archive’s is ours: 0110H by the provider', async () => {
    const { answer, lines } = await storeOne(failing(new TypeError('a bug')));
    assert.equal(answer?.status, 0x0110);
    assert.deepEqual(
      lines.map(({ level }) => level),
      ['error'],
    );
  });

  it('a SOP class that is not the context’s → 0122H, and the archive is not asked', async () => {
    const { answer, counted } = await storeOne(failing(new Error('asked')), { ...rq, affectedSopClassUid: '1.2.840.10008.5.1.4.1.1.4' });
    assert.equal(answer?.status, 0x0122);
    assert.equal(answer?.errorComment, 'MR Image Storage on a context of CT Image Storage');
    assert.deepEqual(counted, [[7, 'failed']]);
  });

  for (const [words, uid] of [
    ['a path', '../../etc/passwd'],
    ['dots', '..'],
    ['65 characters', `1.${'2'.repeat(63)}`],
    ['letters', '1.2.x'],
  ] as const)
    it(`an AffectedSOPInstanceUID of ${words} → 0117H`, async () => {
      const { answer } = await storeOne(failing(new Error('asked')), { ...rq, affectedSopInstanceUid: uid });
      assert.equal(answer?.status, 0x0117);
      assert.deepEqual(answer?.offendingElement, [0x00001000]);
    });

  it('a UID with needless zeros is kept as it is', async () => {
    const { answer } = await storeOne(outcomeOf('stored'), { ...rq, affectedSopInstanceUid: '1.2.003' });
    assert.equal(answer?.status, 0x0000);
  });
});

describe('PS3.4 §B.5 Storage SCP: what is accepted', () => {
  const scp = (changes: Partial<StorageOptions> = {}) =>
    createStorageScp({
      archive: { ingest: outcomeOf('stored') },
      associations: { count: () => undefined },
      log: createTestLog(),
      privateSopClasses: [PRIVATE],
      acceptRetired: true,
      ...changes,
    });

  it('every storage SOP class of the standard, retired ones and the configured private ones', () => {
    for (const { uid, kind, name } of SOP_CLASSES.values()) assert.equal(scp().serves(uid), kind === 'storage', `${uid} ${name}`);
  });
  it('retired ones not, where so configured', () => {
    for (const { uid, kind, retired } of SOP_CLASSES.values())
      if (uid !== PRIVATE) assert.equal(scp({ acceptRetired: false }).serves(uid), kind === 'storage' && !retired, uid);
  });
  it('private ones only from the list', () => {
    assert.equal(scp().serves('1.2.3.4'), false);
    assert.equal(scp({ privateSopClasses: ['1.2.3.4'] }).serves('1.2.3.4'), true);
    assert.equal(scp({ privateSopClasses: [] }).serves(PRIVATE), false);
  });
  it('no other service’s', () => {
    for (const uid of ['1.2.840.10008.1.1', '1.2.840.10008.5.1.4.1.2.2.1', '1.2.840.10008.1.20.1']) assert.equal(scp().serves(uid), false);
  });
  it('every transfer syntax of the standard, decodable or not', () => {
    for (const uid of TRANSFER_SYNTAXES.keys()) assert.equal(scp().takes(uid), true, uid);
  });
  it('an unknown transfer syntax only where so configured, and only a UID', () => {
    assert.equal(scp().takes('1.2.3.4'), false);
    assert.equal(scp({ acceptUnknownTransferSyntaxes: true }).takes('1.2.3.4'), true);
    assert.equal(scp({ acceptUnknownTransferSyntaxes: true }).takes('1.2.x'), false);
    assert.equal(scp({ acceptUnknownTransferSyntaxes: true }).takes(''), false);
  });
});
