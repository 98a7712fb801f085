/** `make ohif-pack`: OHIF as one file, to be added on the page. usage: node ohif/build-pack.ts */
import { relative } from 'node:path';
import { KNOWN_PACKS } from '../app/ohif/ohif.ts';
import { NoRegistry } from './fetch.ts';
import { makePack } from './make-pack.ts';

try {
  const { file, bytes, digest } = await makePack({ say: console.log });
  console.log(`${relative(process.cwd(), file)}: ${(bytes / 1e6).toFixed(1)} MB, digest ${digest}`);
  if (KNOWN_PACKS[0] === digest) console.log('Add it on the page: Settings, OHIF.');
  else {
    console.log(`This version of Filmroom does not take it. ohif/README.md says what to do, where that is wanted.`);
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof NoRegistry)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
