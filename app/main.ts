/** Filmroom: each command, and where it is. What a command needs is loaded when it is asked for: a box starts several at each power-on. No logic here. */
import { jsonText } from './base/base.ts';
import { type Actions, licenseWords, processIo, runCli, versionFacts, versionWords } from './cli/cli.ts';

const actions: Actions = {
  serve: async (flags, io) => (await import('./serve.ts')).serve(flags, io),
  reindex: async (flags, io) => (await import('./archive-commands.ts')).reindexCommand(flags, io),
  verify: async (flags, io) => (await import('./archive-commands.ts')).verifyCommand(flags, io),
  async version({ json, licenses }, io) {
    if (licenses) io.print(licenseWords());
    else io.print(json ? jsonText(versionFacts()) : `${versionWords(versionFacts())}\n`);
  },
  echo: async (...asked) => (await import('./remote-commands.ts')).echoCommand(...asked),
  reach: async (...asked) => (await import('./reach-command.ts')).reachCommand(...asked),
  find: async (...asked) => (await import('./remote-commands.ts')).findCommand(...asked),
  move: async (...asked) => (await import('./remote-commands.ts')).moveCommand(...asked),
  get: async (...asked) => (await import('./remote-commands.ts')).getCommand(...asked),
  send: async (...asked) => (await import('./remote-commands.ts')).sendCommand(...asked),
  commit: async (...asked) => (await import('./commit-command.ts')).commitCommand(...asked),
  leds: async (flags, io) => (await import('./leds-command.ts')).ledsCommand(flags, io),
  panel: async (flags, io) => (await import('./panel-command.ts')).panelCommand(flags, io),
  discover: async (flags, io) => (await import('./discover-command.ts')).discoverCommand(flags, io),
  stick: async (...asked) => (await import('./stick-command.ts')).stickCommand(...asked),
  identity: async (flags, io) => (await import('./identity-command.ts')).identityCommand(flags, io),
  'claim-code': async (flags, io) => (await import('./claim-command.ts')).claimCommand(flags, io),
  certificate: async (...asked) => (await import('./certificate-command.ts')).certificateCommand(...asked),
  hands: async (flags, io) => (await import('./hands-command.ts')).handsCommand(flags, io),
  'self-test': async (flags, io) => (await import('./self-test-command.ts')).selfTestCommand(flags, io),
  update: async (...asked) => (await import('./update-command.ts')).updateCommand(...asked),
  ladder: async (...asked) => (await import('./ladder-command.ts')).ladderCommand(...asked),
  rescue: async (flags, io) => (await import('./ladder-command.ts')).rescueCommand(flags, io),
  network: async (...asked) => (await import('./network-command.ts')).networkCommand(...asked),
  reset: async (flags, io) => (await import('./reset-command.ts')).resetCommand(flags, io),
  settings: async () => (await import('./config/config.ts')).settingsInWords(),
};

const io = processIo();
runCli(process.argv.slice(2), actions, io).then((code) => {
  process.exitCode = code || process.exitCode; // an output that could not be written has set it
});
