/** `filmroom serve`: the PACS, built in the order in which an image flows through it; README.md beside this file has the picture. No logic here. */
import { openArchive, openArchiveOrNone } from './archive/archive.ts';
import { systemClock as clock, type Log, openNotify } from './base/base.ts';
import { begin } from './begin.ts';
import { createClaimSource } from './claim-source.ts';
import { createClaimWindow } from './claim-window.ts';
import { banner, type Flags, guardProcess, type Io, stopSignal, VERSION } from './cli/cli.ts';
import { LIMITS, type ListenerConfig, type LoadedConfig, notifySocket, watchdogMs } from './config/config.ts';
import { openFrontPanel } from './front-panel.ts';
import { servicesOf, startAnnouncing } from './mdns/mdns.ts';
import { tellProgramSecret } from './program-secret.ts';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from './registry/registry.ts';
import { scuAssociations } from './scu-options.ts';
import { announceSelfTest, startPulse } from './self-test/self-test.ts';
import {
  createAcceptor,
  createAssociations,
  createQueryScp,
  createRetrieveScp,
  createStorageScp,
  VERIFICATION_SCP,
} from './services/services.ts';
import { type Listener, listen } from './ul/ul.ts';
import { openUsers } from './users/users.ts';
import { embeddedPage, startWeb } from './web/web.ts';
import { openAeTable, webSources } from './web-sources.ts';

export async function serve(flags: Flags, io: Io): Promise<void> {
  const { config, log } = begin(flags, io);
  const faults = guardProcess(log, io);
  for (const words of config.warnings) log.warn('config.warning', { words });
  await using closing = new AsyncDisposableStack(); // the last built is the first closed

  const claimWindow = createClaimWindow(clock);
  const panel = openFrontPanel({ config: config.panel, clock, log, print: io.print, claimWindow });
  closing.defer(() => panel.close());
  const options = archiveOptions(config, log);
  const archiveOrNone = flags['stay-up'] ? await openArchiveOrNone(options) : { archive: await openArchive(options) };
  const { archive, absence } = archiveOrNone;
  closing.defer(() => archive.close());
  const aeTable = await openAeTable(config, log);
  const associations = createAssociations({ clock, log, limits: LIMITS.services });
  const { privateSopClasses, acceptRetired } = config.storage;
  const { responseTimeoutMs } = config.requestor;
  const retrieve = createRetrieveScp({
    ...{ archive, aeTable, log, clock, acceptRetired, privateSopClasses, responseTimeoutMs },
    ...{ associations: scuAssociations(config, log), limits: LIMITS.retrieve },
  });
  const takesUtf8 = (callingAeTitle: string) => aeTable.get(callingAeTitle)?.characterSet === 'utf-8';
  const query = createQueryScp({ archive, log, clock, acceptRetired, takesUtf8, limits: LIMITS.query });
  const storage = { associations, log, privateSopClasses, acceptRetired };
  const services = [VERIFICATION_SCP, createStorageScp({ archive, ...storage }), query, retrieve];
  const selfTest = announceSelfTest(config.dataFolder, log);
  closing.defer(() => selfTest.close());
  const rehearsal = createStorageScp({ archive: { ingest: archive.rehearse }, ...storage });
  const testable = { aeTitle: selfTest.aeTitle, services: [VERIFICATION_SCP, rehearsal, query] };

  const listeners: { rules: ReturnType<typeof rulesOf>; name: string; listener: Listener }[] = [];
  for (const settings of config.listeners) {
    const rules = rulesOf(settings, config);
    const { name, host, port, maxPduLength, artimMs, inactivityMs, onInactivity } = settings;
    const listener = await listen({
      ...{ name, host, port, maxPduLength, artimMs, inactivityMs, onInactivity },
      ...{ clock, log, limits: LIMITS.ul },
      identity: { implementationClassUid: IMPLEMENTATION_CLASS_UID, implementationVersionName: IMPLEMENTATION_VERSION_NAME },
      ...createAcceptor(rules, { services, associations, aeTable, log, selfTest: testable, limits: LIMITS.dimse }),
    });
    listeners.push({ rules, name, listener });
  }
  closing.defer(async () => void (await Promise.all(listeners.map(({ listener }) => listener.close(LIMITS.program.stopGraceMs)))));

  const bound = () =>
    listeners.map(({ name, listener, rules }) => ({ name, host: listener.address, port: listener.port, aeTitles: rules.aeTitles }));
  const announcing = startAnnouncing({ ...LIMITS.mdns, log, clock });
  closing.defer(() => announcing.close());
  const { dataFolder, file: configFile } = config;
  const isOurFolder = absence === undefined || absence.code === 'ARCHIVE_NO_DISK'; // else nothing is written there
  const claimSource = createClaimSource({ dataFolder, window: claimWindow, mayMakeCode: absence === undefined });
  const users = await openUsers({ folder: dataFolder, readOnlyBecause: absence?.message, claimSource, clock, log, limits: LIMITS.users });
  closing.defer(() => users.close());
  const claimCode = users.isClaimed() ? undefined : await claimSource.prepare(log);
  closing.defer(await tellProgramSecret(users.tokens.machineSecret, isOurFolder ? dataFolder : undefined, log));
  const web = await startWeb({
    users,
    ...{ host: config.web.host, port: config.web.port, hostNames: config.web.hostNames },
    ...{ log, clock, version: VERSION, limits: LIMITS.web, faults },
    sources: webSources(archiveOrNone, associations, aeTable, panel, announcing),
    dicomAddresses: () => bound().map(({ aeTitles, ...at }) => ({ ...at, aeTitle: aeTitles[0] ?? '' })),
    page: embeddedPage() ?? (await (await import('./ui/build-page.ts')).buildPage()),
  });
  closing.defer(() => web.close());

  const { studies, instances } = absence ? { studies: 0, instances: 0 } : await archive.counts();
  const { freeBytes } = archive.diskSpace();
  const facts = { version: VERSION, listeners: bound(), web: { host: web.address, port: web.port }, dataFolder, configFile, claimCode };
  const testedAt = bound().map(({ aeTitles: [aeTitle = ''], ...at }) => ({ ...at, aeTitle }));
  if (isOurFolder) await selfTest.say({ version: VERSION, listeners: testedAt, web: facts.web, absence: absence?.message });
  const stopping = stopSignal(io); // from here on: whoever reads the banner may send one
  io.print(banner({ ...facts, studies, instances, freeBytes, absence: absence?.message }));
  const reachable = { listeners: bound(), web: { host: web.address, port: web.port } };
  await announcing.announce(config.mdns.announce ? servicesOf(reachable) : undefined);
  const notify = openNotify(notifySocket(), log);
  notify({ READY: 1 });
  closing.defer(startPulse({ look: archive.pulse, feed: () => notify({ WATCHDOG: 1 }), watchdogMs: watchdogMs(), clock, log }));

  panel.ready({ archive, absence, associations, faults });
  const signal = await stopping;
  panel.stopping();
  notify({ STOPPING: 1 });
  log.info('stopping', { signal, openAssociations: associations.openAssociations().length, graceMs: LIMITS.program.stopGraceMs });
  clock.after(LIMITS.program.closeDeadlineMs, () => io.exit(1)); // what was acknowledged is safe
}

function archiveOptions(config: LoadedConfig, log: Log) {
  const { duplicatePolicy, catalogueValidation, reserveBytes } = config.storage;
  return { folder: config.dataFolder, log, clock, duplicatePolicy, catalogueValidation, reserveBytes, limits: LIMITS.dataset };
}

function rulesOf(listener: ListenerConfig, { ownAeTitle, storage: { transferSyntaxPolicy } }: LoadedConfig) {
  return { ...listener, aeTitles: listener.aeTitles ?? [ownAeTitle], transferSyntaxPolicy };
}
