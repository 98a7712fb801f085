import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { decodeText, parseSpecificCharacterSet } from '../../app/dataset/dataset.ts';
import { missing } from '../support/dcmtk.ts';
import { dumpFiles } from '../support/dump.ts';
import { type Filmroom, startFilmroom } from '../support/filmroom.ts';
import { findscu } from '../support/findscu.ts';
import { FIXTURES, fixturePath } from '../support/fixtures.ts';
import { identifier } from '../support/raw-query.ts';
import { storeFile } from '../support/store-file.ts';

/** Of the three files without a character set one: they are the same instance. */
const FILES = FIXTURES.filter(({ expect }) => expect === 'stored')
  .map(({ file }) => file)
  .filter((file) => /synthetic\/charset\/(?!undeclared_(?:cp1251|latin1))|\/chr\w+\.dcm$/.test(file));
/** dcmdump of Debian's DCMTK cannot convert these to UTF-8. */
const NOT_CONVERTED_BY_DCMTK = /ISO 2022 IR (13|87|159|58|149)|ISO_IR (13|203)/;
/** PatientName as pydicom has it; of 2.3 and three sets, which it does not know, as Python's own codecs have its bytes. */
const SCRIPT = `
import sys, pydicom
answer, declared = pydicom.dcmread(sys.argv[1]), sys.argv[2]
raw = answer.get_item('PatientName').value
if 'IR 58' in declared: text = raw.replace(b'\\x1b$)A', b'').decode('gb2312')
elif 'IR 159' in declared: text = raw.decode('iso2022_jp_1')
elif 'IR 203' in declared: text = raw.decode('iso8859-15')
else: text = str(answer.PatientName)
sys.stdout.buffer.write(text.encode())`;
/** Debian's: that is the one with python3-pydicom. */
const PYTHON = '/usr/bin/python3';
const NO_PYDICOM = spawnSync(PYTHON, ['-c', 'import pydicom']).status !== 0 && 'no python3-pydicom: make setup-test';

const CHARACTER_SET = 0x00080005;
const LEVEL = 0x00080052;
const NAME = 0x00100010;
const STUDY_UID = 0x0020000d;

interface Stored {
  readonly file: string;
  readonly study: string;
  readonly characterSet: string;
  readonly nameBytes: Buffer;
  readonly name: string;
}

/** Done when 2 of issue 3. */
describe('the charset files are found by name, and no letter of an answer is lost', {
  skip: missing('findscu') || missing('dcmdump') || NO_PYDICOM,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'filmroom-charsets-'));
  let filmroom: Filmroom;
  const stored = new Map<string, Stored>();
  before(async () => {
    filmroom = await startFilmroom();
    const dumps = dumpFiles(FILES.map(fixturePath), ['0008,0005', '0010,0010', '0020,000d']);
    for (const file of FILES) {
      await storeFile(filmroom.dicomPort, file);
      const dump = dumps.get(fixturePath(file))!;
      const characterSet = dump.get('0008,0005') ?? '';
      const nameBytes = Buffer.from(dump.get('0010,0010') ?? '', 'latin1');
      const name = decodeText(nameBytes, parseSpecificCharacterSet(characterSet), 'PN').text.trim();
      stored.set(file, { file, study: dump.get('0020,000d') ?? '', characterSet, nameBytes, name });
    }
  });
  after(async () => {
    await filmroom.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The answer about this file's study to a query by name, with what it says in Unicode. */
  async function ask(about: Stored, characterSet: string, name: Uint8Array) {
    const keys = { [LEVEL]: 'STUDY', [STUDY_UID]: '', [NAME]: name };
    const { answers, words } = await findscu(filmroom.dicomPort, '-S', [], {
      identifier: identifier(characterSet === '' ? keys : { ...keys, [CHARACTER_SET]: characterSet }),
    });
    const answer = answers.find(({ values }) => values.get('0020,000d') === about.study);
    assert.ok(answer, `${about.file} is not found: ${words}`);
    const declared = answer.values.get('0008,0005') ?? '';
    const bytes = Buffer.from(answer.values.get('0010,0010') ?? '', 'latin1');
    const { text, faults } = decodeText(bytes, parseSpecificCharacterSet(declared), 'PN');
    assert.deepEqual(faults, []);
    assert.equal(trimmed(text), trimmed(about.name));
    assertOthersAgree(answer.file, declared, about.name);
    return { declared, bytes };
  }

  /** dcmdump, where it knows the set, and pydicom read the same name. */
  function assertOthersAgree(file: Buffer, declared: string, name: string): void {
    const path = join(folder, 'answer.dcm');
    writeFileSync(path, file);
    if (!NOT_CONVERTED_BY_DCMTK.test(declared)) {
      const { stdout } = spawnSync('dcmdump', ['-q', '-Un', '+U8', '+L', '+P', '0010,0010', path]);
      assert.ok(stdout.toString('utf8').includes(trimmed(name)), stdout.toString('utf8'));
    }
    const { stdout } = spawnSync(PYTHON, ['-c', SCRIPT, path, declared]);
    assert.equal(trimmed(stdout.toString('utf8')), trimmed(name));
  }

  for (const file of FILES) {
    describe(file, () => {
      it('by its name in UTF-8, and the answer is UTF-8', async () => {
        const about = stored.get(file)!;
        const { declared } = await ask(about, 'ISO_IR 192', Buffer.from(about.name, 'utf8'));
        assert.equal(declared, /[^\0-\x7f]/.test(about.name) ? 'ISO_IR 192' : '');
      });
      it('by its name in its own set, and the answer is in that', async () => {
        const about = stored.get(file)!;
        const { declared } = await ask(about, about.characterSet, about.nameBytes);
        if (/[^\0-\x7f]/.test(about.name) && about.characterSet !== '') assert.equal(declared, about.characterSet);
      });
      it('by its first letters and *, and with ? for one', async () => {
        const about = stored.get(file)!;
        const letters = [...about.name];
        await ask(about, 'ISO_IR 192', Buffer.from(`${letters.slice(0, 2).join('')}*`, 'utf8'));
        const oneUnknown = letters.map((letter, at) => (at === 1 && !/[\^= ]/.test(letter) ? '?' : letter)).join('');
        await ask(about, 'ISO_IR 192', Buffer.from(oneUnknown, 'utf8'));
      });
      it('asked without a character set: the smallest that holds its letters', async () => {
        const about = stored.get(file)!;
        await ask(about, '', Buffer.alloc(0));
      });
    });
  }
});

/** Empty components and groups at the end say nothing (PS3.5 §6.2.1.1). */
function trimmed(name: string): string {
  return name.replace(/[\^= ]+$/, '').replaceAll(/\^+=/g, '=');
}
