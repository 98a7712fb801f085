import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readFileMeta } from '../../app/dataset/dataset.ts';
import { smallImage } from '../support/dataset-bytes.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { fixtureBytes, fixtureDataset } from '../support/fixtures.ts';
import { cEchoRq, cStoreRq, element, IMPLICIT_LE, rawAssociate, statusOf, VERIFICATION } from '../support/raw-peer.ts';

let filmroom: Filmroom;
before(async () => {
  filmroom = await startFilmroom({ config: { storage: { privateSopClasses: ['1.3.6.1.4.1.99999.5.1'] } } });
});
after(() => filmroom.stop());

interface Answer {
  readonly status: number;
  readonly comment: string;
}

/** C-STORE, then C-ECHO on the same association, which has to live. */
async function store(object: {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly dataset: Buffer;
}): Promise<Answer> {
  const { sopClassUid, sopInstanceUid, transferSyntaxUid, dataset } = object;
  const peer = await rawAssociate(filmroom.dicomPort, {
    contexts: [
      { abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT_LE] },
      { abstractSyntax: sopClassUid, transferSyntaxes: [transferSyntaxUid] },
    ],
  });
  const { command } = await peer.ask(3, cStoreRq(sopClassUid, sopInstanceUid), dataset);
  assert.equal(statusOf((await peer.ask(1, cEchoRq(2))).command), 0x0000, 'the association lives');
  await peer.release();
  return { status: statusOf(command), comment: command.get(0x00000902)?.toString('latin1').trim() ?? '' };
}

async function storeFixture(file: string): Promise<Answer & { readonly sopInstanceUid: string; readonly dataset: Buffer }> {
  const { dataset, transferSyntaxUid } = fixtureDataset(file)!;
  const { sopClassUid, sopInstanceUid } = readFileMeta(fixtureBytes(file));
  return { ...(await store({ sopClassUid, sopInstanceUid, transferSyntaxUid, dataset })), sopInstanceUid, dataset };
}

describe('legal but rare data sets are kept as they came (checklist 27, 28)', () => {
  for (const [words, file] of [
    ['group lengths', 'group_lengths'],
    ['Data Set Trailing Padding (FFFC,FFFC)', 'trailing_padding_fffc'],
    ['private elements without a creator', 'private_no_creator'],
    ['private elements and a sequence as UN', 'private_creator_un_sq'],
    ['a sequence 60 deep', 'sq_depth60'],
    ['a sequence of 5000 items', 'sq_5000_items'],
    ['UIDs of 64 characters', 'uid_64chars'],
    ['empty Type 2 elements', 'empty_type2'],
    ['a configured private SOP class', 'private_sop_class'],
  ] as const) {
    it(`keeps ${words}, byte for byte`, async () => {
      const { status, sopInstanceUid, dataset } = await storeFixture(`synthetic/odd/${file}.dcm`);
      assert.equal(status, 0x0000);
      assert.deepEqual(filmroom.storedDataset(sopInstanceUid), dataset);
    });
  }
});

describe('malformed data sets are answered, never waited for (checklist 26)', () => {
  for (const [words, file] of [
    ['an odd value length', 'odd_length_value'],
    ['tags out of order', 'out_of_order'],
    ['an invalid VR', 'invalid_vr'],
    ['the same tag twice', 'dup_tag'],
  ] as const) {
    it(`keeps what can be followed to its end, though it has ${words}`, async () => {
      const { status, sopInstanceUid, dataset } = await storeFixture(`synthetic/malformed/${file}.dcm`);
      assert.equal(status, 0x0000);
      assert.deepEqual(filmroom.storedDataset(sopInstanceUid), dataset);
    });
  }
  for (const [words, file, said] of [
    ['ends inside Pixel Data', 'trunc_in_pixeldata', /ends at byte \d+ inside/],
    ['ends inside an element header', 'trunc_in_tag', /ends inside an element/],
    ['ends inside a sequence', 'sq_no_delim', /ends at byte \d+ inside/],
    ['has bytes after its end', 'trailing_garbage', /has no VR/],
    ['declares 3 GB', 'len_3gb', /ends at byte \d+ inside/],
    ['is explicit where implicit was agreed', 'ts_label_ile_data_ele', /has the VR UI/],
  ] as const) {
    it(`Cxxx in words for one that ${words}`, async () => {
      const { dataset, transferSyntaxUid } = fixtureDataset(`synthetic/malformed/${file}.dcm`)!;
      const { sopClassUid, sopInstanceUid } = smallImage();
      const { status, comment } = await store({ sopClassUid, sopInstanceUid, transferSyntaxUid, dataset });
      assert.equal(status >> 12, 0xc, status.toString(16));
      assert.match(comment, said);
      assert.equal(filmroom.storedDataset(sopInstanceUid), undefined);
    });
  }
  it('a sequence nested without end is refused in bounded memory', async () => {
    const { sopClassUid, sopInstanceUid } = smallImage();
    const open = Buffer.from('4000600affffffff' + 'feff00e0ffffffff', 'hex'); // (0040,A060) and an item, both of undefined length
    const before = filmroom.rssBytes();
    const dataset = Buffer.concat([element(0x00080016, sopClassUid), ...Array.from({ length: 50_000 }, () => open)]);
    const { status, comment } = await store({ sopClassUid, sopInstanceUid, transferSyntaxUid: IMPLICIT_LE, dataset });
    assert.equal(status >> 12, 0xc, status.toString(16));
    assert.match(comment, /deep/);
    assert.ok(filmroom.rssBytes() - before < 50_000_000);
  });
});
