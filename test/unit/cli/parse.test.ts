import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COMMANDS, parseCommandLine } from '../../../app/cli/cli.ts';

const refusal = (...argv: string[]): string => {
  try {
    parseCommandLine(argv);
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'CLI_USAGE');
    return (error as Error).message;
  }
  return assert.fail('it was accepted');
};

describe('what is understood', () => {
  it('no word at all: help', () => assert.equal(parseCommandLine([]).command, 'help'));
  it('--version and --help as commands', () => {
    assert.equal(parseCommandLine(['--version']).command, 'version');
    assert.equal(parseCommandLine(['-h']).command, 'help');
  });
  it('help serve --help and help settings --help explain that topic', () => {
    for (const topic of ['serve', 'settings'])
      assert.deepEqual(parseCommandLine(['help', topic, '--help']), { command: 'help', flags: {}, operands: [topic] });
  });
  it('--help on each command', () => {
    for (const name of ['serve', 'reindex', 'verify', 'version'])
      assert.deepEqual(parseCommandLine([name, '--help']), { command: 'help', flags: {}, operands: [name] });
  });
  it('values after a space and after =', () =>
    assert.deepEqual(parseCommandLine(['serve', '--port=104', '--data', 'x']).flags, { port: '104', data: 'x' }));
});

describe('what is refused, with a suggestion', () => {
  it('an unknown command', () => assert.match(refusal('reindx'), /no command "reindx"\. Did you mean: filmroom reindex/));
  it('one like none', () => assert.ok(refusal('frobnicate').includes(`There are: ${Object.keys(COMMANDS).join(', ')}`)));
  it('an unknown option', () => assert.match(refusal('serve', '--web-prt', '1'), /no option --web-prt\. Did you mean --web-port\?/));
  it('an option of another command', () => assert.match(refusal('verify', '--port', '1'), /verify has no option --port/));
  it('a value that was forgotten', () => assert.match(refusal('serve', '--data', '--port', '1'), /--data needs a value: --data <folder>/));
  it('a value where none belongs', () => assert.match(refusal('verify', '--json=1'), /--json takes no value/));
  it('an option twice', () => assert.match(refusal('serve', '--port', '1', '--port', '2'), /given twice/));
  it('a stray word', () => assert.match(refusal('serve', 'now'), /takes no "now"/));
  it('an option before the command', () => assert.match(refusal('--port', '1'), /The command comes first/));
  it('names of Object.prototype', () => {
    refusal('constructor');
    refusal('serve', '--constructor');
  });
});
