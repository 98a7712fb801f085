import { changesTo, type Mutation } from './mutation.ts';

const DISK = 'test/conformance/disk.test.ts';
const COMMAND_LINE = 'test/conformance/command-line.test.ts';

/** The program around the protocol: configuration, start, health, signals. */
export const PROGRAM_MUTATIONS: readonly Mutation[] = [
  ...changesTo('app/config/faults.ts', [
    {
      find: 'return issue.keys.map((key) => unknownKey(key, issue.path));',
      replace: "return ['a key is unknown'];",
      breaks: 'an unknown key in the configuration is named',
      test: 'an unknown key in the configuration is named',
      file: DISK,
    },
  ]),
  ...changesTo('app/ul/listen.ts', [
    {
      find: "'UL_LISTEN_FAILED', `listener",
      replace: "'UL_LISTEN_FAILED', 'cannot listen' || `listener",
      breaks: 'a port that is taken is named',
      test: 'a port that is taken',
      file: DISK,
    },
  ]),
  ...changesTo('app/web/app.ts', [
    {
      find: "if (!options.accepting()) return c.json({ status: 'failing', words: health.notAccepting }, 503",
      replace: "if (!options.accepting()) return c.json({ status: 'failing', words: health.notAccepting }, 200",
      breaks: 'health is red while nothing can be stored',
      test: 'refuses each image in words',
      file: DISK,
    },
  ]),
  ...changesTo('app/cli/terminal.ts', [
    {
      find: "if (errnoOf(error) === 'EPIPE') return;",
      replace: '',
      breaks: 'a reader that goes away is no error',
      test: 'a reader that goes away (filmroom help | head -1) is no error',
      file: COMMAND_LINE,
    },
  ]),
  ...changesTo('app/cli/run.ts', [
    {
      find: 'if (!(error instanceof CodedError))',
      replace: "if ((error as { code?: string }).code !== '')",
      breaks: 'a stack is shown for faults of ours alone',
      test: 'no stack for what is not our fault',
      file: COMMAND_LINE,
    },
  ]),
  ...changesTo('app/cli/signals.ts', [
    {
      find: 'io.exit(128 + number);',
      replace: '',
      breaks: 'a second signal ends the program at once',
      test: 'a second one ends it at once',
      file: COMMAND_LINE,
    },
  ]),
  ...changesTo('app/program/program.ts', [
    {
      find: 'listeners.close(LIMITS.program.stopGraceMs)',
      replace: 'listeners.close(0)',
      breaks: 'an open association may finish after SIGTERM',
      test: 'SIGTERM: takes no new associations, lets the open one finish, ends with 0',
      file: COMMAND_LINE,
    },
  ]),
];
