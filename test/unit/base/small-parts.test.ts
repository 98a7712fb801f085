import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ByteReader,
  ByteWriter,
  CodedError,
  createLog,
  errnoOf,
  jsonText,
  type LogLevel,
  nearest,
  systemClock,
} from '../../../app/base/base.ts';

describe('ByteReader', () => {
  const bytes = Uint8Array.of(0x01, /* 16 */ 0x02, 0x03, /* 32 */ 0xff, 0xfe, 0xfd, 0xfc, /* text */ 0x41, 0xe4, 0x80);

  it('reads big endian, little endian where said, and text byte by byte', () => {
    const reader = new ByteReader(bytes);
    assert.deepEqual([reader.uint8('a'), reader.uint16('b'), reader.uint32('c')], [1, 0x0203, 0xfffefdfc]);
    assert.equal(reader.text(3, 'd'), 'A\u00e4\u0080'); // ISO 8859-1, not windows-1252
    assert.deepEqual([reader.offset, reader.remaining], [10, 0]);
    assert.equal(new ByteReader(bytes, 1).uint16('b', true), 0x0302);
    assert.equal(new ByteReader(bytes, 3).uint32('c', true), 0xfcfdfeff);
  });

  it('reads within a view of a larger buffer', () => {
    const reader = new ByteReader(bytes.subarray(1, 4));
    assert.equal(reader.uint16('b'), 0x0203);
    assert.throws(() => reader.uint16('c'), { code: 'BYTES_TOO_SHORT' });
    assert.equal(reader.text(1, 'd'), '\u00ff');
  });

  for (const [words, read] of [
    ['uint8', (reader: ByteReader) => reader.uint8('Length')],
    ['uint16', (reader: ByteReader) => reader.uint16('Length')],
    ['uint32', (reader: ByteReader) => reader.uint32('Length')],
    ['take', (reader: ByteReader) => reader.take(4_294_967_295, 'Length')],
    ['text', (reader: ByteReader) => reader.text(1, 'Length')],
  ] as const) {
    it(`${words} past the end names the field and does not move`, () => {
      const reader = new ByteReader(bytes, 10);
      assert.throws(() => read(reader), { code: 'BYTES_TOO_SHORT', message: /^Length: \d+ bytes wanted, 0 left$/ });
      assert.equal(reader.offset, 10);
    });
  }
});

describe('ByteWriter', () => {
  it('writes what ByteReader reads, however often it has to grow', () => {
    const writer = new ByteWriter(1);
    for (let n = 0; n < 100; n++)
      writer
        .uint8(n)
        .uint16(n * 7)
        .uint32(n * 65_537)
        .uint16(n, true)
        .uint32(n, true);
    writer.put(Uint8Array.of(9, 8));
    const reader = new ByteReader(writer.bytes());
    for (let n = 0; n < 100; n++) {
      const read = [reader.uint8(''), reader.uint16(''), reader.uint32(''), reader.uint16('', true), reader.uint32('', true)];
      assert.deepEqual(read, [n, n * 7, n * 65_537, n, n]);
    }
    assert.deepEqual([...reader.take(2, '')], [9, 8]);
    assert.equal(reader.remaining, 0);
  });

  it('pads text to its length, cuts what is longer, and writes nothing else', () => {
    assert.equal(new ByteWriter(2).text('AB', 4).text('CDEFG', 3).text('x', 2, 0).bytes().toString('latin1'), 'AB  CDEx\0');
  });

  it('changes a length that was not known then', () => {
    const writer = new ByteWriter(4).uint32(0).uint16(0).uint8(7);
    writer.patchUint32(0, 0x01020304);
    writer.patchUint16(4, 0x0506);
    assert.deepEqual([...writer.bytes()], [1, 2, 3, 4, 5, 6, 7]);
    writer.patchUint32(0, 0x01020304, true);
    assert.deepEqual([...writer.bytes().subarray(0, 4)], [4, 3, 2, 1]);
  });
});

describe('log', () => {
  function lines(level: LogLevel, style: 'journald' | 'console', say: (log: ReturnType<typeof createLog>) => void): string[] {
    const written: string[] = [];
    say(createLog({ level, style, write: (line) => written.push(line) }));
    return written;
  }

  for (const value of [
    'a\nb',
    'a\r\n<3>forged',
    '\u001b[2J',
    'a\u0000b',
    '"',
    '\\',
    'a b',
    '',
    'x=y',
    '\u2028',
    '\u0085',
    '\u009b2J',
    '\u007f',
    'ü',
  ]) {
    it(`${JSON.stringify(value)} of a peer stays within its line and its field`, () => {
      const [line, ...others] = lines('info', 'journald', (log) => log.info('ul.rejected', { callingAeTitle: value, result: 1 }));
      assert.deepEqual(others, []);
      const [, quoted] = /^<6>ul\.rejected callingAeTitle=("(?:[^"\\]|\\.)*") result=1\n$/.exec(line!)!;
      assert.equal(JSON.parse(quoted!), value);
      assert.doesNotMatch(line!.slice(0, -1), /[\p{Cc}\p{Zl}\p{Zp}]/u);
    });
  }

  it('one word, a UID, an address and numbers need no quotes; what is undefined is left out', () => {
    const fields = { uid: '1.2.840', address: '[::1]:104'.replaceAll(/[[\]]/g, ''), count: -1.5, isOpen: true, none: undefined };
    assert.deepEqual(
      lines('info', 'journald', (log) => log.info('event', fields)),
      ['<6>event uid=1.2.840 address=::1:104 count=-1.5 isOpen=true\n'],
    );
  });

  it('has the levels of sd-daemon(3), and leaves out those below its own', () => {
    const all = (log: ReturnType<typeof createLog>) => {
      log.debug('a');
      log.info('a');
      log.warn('a');
      log.error('a');
    };
    assert.deepEqual(lines('debug', 'journald', all), ['<7>a\n', '<6>a\n', '<4>a\n', '<3>a\n']);
    assert.deepEqual(lines('warn', 'journald', all), ['<4>a\n', '<3>a\n']);
    assert.match(lines('error', 'console', all).join(''), /^\d{4}-\d\d-\d\dT[\d:.]+Z error a\n$/);
  });
});

describe('systemClock', () => {
  it('calls once, and not at all what was cancelled; cancel may come twice or too late', async () => {
    const called: string[] = [];
    const cancelled = systemClock.after(1, () => called.push('cancelled'));
    cancelled.cancel();
    cancelled.cancel();
    const { promise, resolve } = Promise.withResolvers<void>();
    const alive = setInterval(() => {}, 1000); // its timers keep no process alive
    const late = systemClock.after(5, () => {
      called.push('called');
      resolve();
    });
    await promise;
    late.cancel();
    clearInterval(alive);
    assert.deepEqual(called, ['called']);
  });

  it('tells the time of day, and a time that never goes back', () => {
    assert.ok(Math.abs(systemClock.now() - Date.now()) < 1000);
    const before = systemClock.monotonicMs();
    assert.ok(systemClock.monotonicMs() >= before);
  });
});

describe('errors', () => {
  it('errnoOf finds the errno along the causes, and takes no code of ours for one', () => {
    const errno = Object.assign(new Error('full'), { code: 'ENOSPC' });
    assert.equal(errnoOf(new CodedError('ARCHIVE_FULL', 'x', { cause: new Error('y', { cause: errno }) })), 'ENOSPC');
    assert.equal(errnoOf(Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR' })), undefined);
    assert.equal(errnoOf('ENOSPC'), undefined);
    const circle = new Error('x');
    circle.cause = circle;
    assert.equal(errnoOf(circle), undefined);
  });

  it('an error has the name of its class', () => {
    class TestError extends CodedError<'TEST'> {}
    assert.equal(String(new TestError('TEST', 'words')), 'TestError: words');
  });
});

describe('nearest', () => {
  const known = ['serve', 'reindex', 'verify', 'version'];
  for (const [typed, meant] of [
    ['sevre', 'serve'],
    ['REINDEX', 'reindex'],
    ['verfy', 'verify'],
    ['versoin', 'version'],
    ['delete', undefined],
    ['', undefined],
  ] as const) {
    it(`${JSON.stringify(typed)} means ${meant ?? 'none of them'}`, () => assert.equal(nearest(typed, known), meant));
  }
});

describe('jsonText', () => {
  it('escapes what steers a terminal or turns text around; the value stays the same', () => {
    const value = { 'name\u202e': ['\u001b[2J', '\u009b2J', 'é王\u{e0001}', 'a\nb'] };
    const text = jsonText(value);
    assert.doesNotMatch(text, /(?!\n)[\p{C}\p{Zl}\p{Zp}]/u);
    assert.ok(text.includes('é王') && text.endsWith('\n}\n'), text);
    assert.deepEqual(JSON.parse(text), value);
  });
});
