/**
 * The way of an image through the program without its page, so that the archive can be asked where the time went.
 * usage: timed-scp.ts <data folder>; prints its port, and on SIGTERM the milliseconds of each stage as JSON.
 */
import { openArchive } from '../../../app/archive/archive.ts';
import { systemClock as clock, createLog } from '../../../app/base/base.ts';
import { LIMITS, loadConfig } from '../../../app/config/config.ts';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../../../app/registry/registry.ts';
import { createAcceptor, createAssociations, createStorageScp, VERIFICATION_SCP } from '../../../app/services/services.ts';
import { listen } from '../../../app/ul/ul.ts';

const config = loadConfig({ dataFolder: process.argv[2] ?? '', port: 0 });
const [settings] = config.listeners;
if (!settings) throw new Error('the default configuration has a listener');
const log = createLog({ level: 'error', style: 'console', write: (line) => process.stderr.write(line) });
const { duplicatePolicy, reserveBytes, privateSopClasses, acceptRetired, transferSyntaxPolicy } = config.storage;
const archive = await openArchive({ folder: config.dataFolder, log, clock, duplicatePolicy, reserveBytes, limits: LIMITS.dataset });
const associations = createAssociations({ clock, log });
const services = [VERIFICATION_SCP, createStorageScp({ archive, associations, log, privateSopClasses, acceptRetired })];
const rules = { ...settings, aeTitles: [config.ownAeTitle], calledAePolicy: 'any' as const, transferSyntaxPolicy };
const { name, host, port, maxPduLength, artimMs, inactivityMs, onInactivity } = settings;
const listener = await listen({
  ...{ name, host, port, maxPduLength, artimMs, inactivityMs, onInactivity },
  ...{ clock, log, limits: LIMITS.ul },
  identity: { implementationClassUid: IMPLEMENTATION_CLASS_UID, implementationVersionName: IMPLEMENTATION_VERSION_NAME },
  ...createAcceptor(rules, { services, associations, log, limits: LIMITS.dimse }),
});
process.stdout.write(`listening ${listener.port}\n`);
process.once('SIGTERM', async () => {
  await listener.close(1000);
  await archive.close();
  process.stdout.write(`${JSON.stringify(archive.timings())}\n`);
});
