/** Filmroom: each command, and where it is. What a command needs is loaded when it is asked for: a box starts several at each power-on. No logic here. */
import { jsonText } from './base/base.ts';
import { type Actions, licenseWords, processIo, runCli, versionFacts, versionWords } from './cli/cli.ts';

const actions: Actions = {
  serve: async (flags, io) => (await import('./program/program.ts')).serve(flags, io),
  reindex: async (flags, io) => (await import('./commands/archive.ts')).reindexCommand(flags, io),
  verify: async (flags, io) => (await import('./commands/archive.ts')).verifyCommand(flags, io),
  async version({ json, licenses }, io) {
    if (licenses) io.print(licenseWords());
    else io.print(json ? jsonText(versionFacts()) : `${versionWords(versionFacts())}\n`);
  },
  echo: async (...asked) => (await import('./commands/remote.ts')).echoCommand(...asked),
  reach: async (...asked) => (await import('./commands/reach.ts')).reachCommand(...asked),
  find: async (...asked) => (await import('./commands/remote.ts')).findCommand(...asked),
  move: async (...asked) => (await import('./commands/remote.ts')).moveCommand(...asked),
  get: async (...asked) => (await import('./commands/remote.ts')).getCommand(...asked),
  send: async (...asked) => (await import('./commands/remote.ts')).sendCommand(...asked),
  commit: async (...asked) => (await import('./commands/commit.ts')).commitCommand(...asked),
  leds: async (flags, io) => (await import('./commands/leds.ts')).ledsCommand(flags, io),
  panel: async (flags, io) => (await import('./commands/panel.ts')).panelCommand(flags, io),
  discover: async (flags, io) => (await import('./commands/discover.ts')).discoverCommand(flags, io),
  stick: async (...asked) => (await import('./commands/stick.ts')).stickCommand(...asked),
  identity: async (flags, io) => (await import('./commands/identity.ts')).identityCommand(flags, io),
  'claim-code': async (flags, io) => (await import('./commands/claim.ts')).claimCommand(flags, io),
  certificate: async (...asked) => (await import('./commands/certificate.ts')).certificateCommand(...asked),
  hands: async (flags, io) => (await import('./commands/hands.ts')).handsCommand(flags, io),
  'self-test': async (flags, io) => (await import('./commands/self-test.ts')).selfTestCommand(flags, io),
  update: async (...asked) => (await import('./commands/update.ts')).updateCommand(...asked),
  ladder: async (...asked) => (await import('./commands/ladder.ts')).ladderCommand(...asked),
  rescue: async (flags, io) => (await import('./commands/ladder.ts')).rescueCommand(flags, io),
  network: async (...asked) => (await import('./commands/network.ts')).networkCommand(...asked),
  reset: async (flags, io) => (await import('./commands/reset.ts')).resetCommand(flags, io),
  settings: async () => (await import('./config/config.ts')).settingsInWords(),
};

const io = processIo();
runCli(process.argv.slice(2), actions, io).then((code) => {
  process.exitCode = code || process.exitCode; // an output that could not be written has set it
});
