import { processIo, runCli } from './cli/cli.ts';
import { settingsInWords } from './config/config.ts';
import { embeddedPage } from './web/web.ts';

const io = processIo();
const nothing = async () => io.print(`${embeddedPage()?.length}\n`);
runCli(process.argv.slice(2), { serve: nothing, reindex: nothing, verify: nothing, version: nothing, settings: settingsInWords }, io).then(
  (code) => {
    process.exitCode = code;
  },
);
