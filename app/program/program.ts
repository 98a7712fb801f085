/** `filmroom serve`: the PACS, built in the order in which an image flows through it; README.md beside this file has the picture. No logic here. */
import { join } from 'node:path';
import { openArchive, openArchiveOrNone } from '../archive/archive.ts';
import { systemClock as clock, createLogRing, type Log, openNotify } from '../base/base.ts';
import { banner, type Flags, guardProcess, type Io, stopSignal, VERSION } from '../cli/cli.ts';
import { LIMITS, type LoadedConfig, notifySocket, useTimeZone, watchdogMs } from '../config/config.ts';
import { openContacts } from '../contacts/contacts.ts';
import { openKnocks } from '../knock-list/knock-list.ts';
import { servicesOf, startAnnouncing } from '../mdns/mdns.ts';
import type { Hl7Place, MovedPorts } from '../network/network.ts';
import { openOhif } from '../ohif/ohif.ts';
import { macOf } from '../reach/reach.ts';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../registry/registry.ts';
import { announceSelfTest, startPulse } from '../self-test/self-test.ts';
import { createAeTable, createAssociations } from '../services/services.ts';
import { openSettings, type Settings } from '../settings/settings.ts';
import { openSetup } from '../setup/setup.ts';
import { type Certificates, openCertificates as openTlsCertificates, ownNames } from '../tls/tls.ts';
import { listen } from '../ul/ul.ts';
import { openUsers } from '../users/users.ts';
import { embeddedPage, startWeb } from '../web/web.ts';
import { createRecorder } from '../wire-view/wire-view.ts';
import { begin } from './begin.ts';
import { createBoxVerify, ownProgram } from './box-verify.ts';
import { createClaimSource } from './claim-source.ts';
import { createClaimWindow } from './claim-window.ts';
import { watchClocks } from './clock-watch.ts';
import { openFrontPanel } from './front-panel.ts';
import { openHl7 } from './live-hl7.ts';
import { openListeners } from './live-listeners.ts';
import { acceptorsOf } from './live-services.ts';
import { followers, hl7PlaceOf, openOrBeneath, PAGE_PLACE, pageFollower, placeOf } from './live-settings.ts';
import { moveGuard } from './move-guard.ts';
import { tellProgramSecret } from './program-secret.ts';
import { scuAssociations } from './scu-options.ts';
import { openDay } from './serve-day.ts';
import { withInbox } from './serve-reconcile.ts';
import { webBox } from './web-box.ts';
import { openWebCapture } from './web-capture.ts';
import { webCommitments } from './web-commitment.ts';
import { webDicomweb } from './web-dicomweb.ts';
import { moveFirewallHl7, moveFirewallPorts, webNetwork } from './web-network.ts';
import { webSetup, witnessed } from './web-setup.ts';
import { doorkeeperOf, webSources } from './web-sources.ts';
import { webSteps } from './web-steps.ts';
import { webWire } from './web-wire.ts';

export async function serve(flags: Flags, io: Io): Promise<void> {
  let settings: Settings | undefined;
  const ring = createLogRing({ now: clock.now, maxLines: LIMITS.program.logLines });
  const { config, log } = begin(
    flags,
    io,
    () => settings?.now().log.level,
    (line) => ring.keep(line),
  );
  const faults = guardProcess(log, io);
  for (const words of config.warnings) log.warn('config.warning', { words });
  await using closing = new AsyncDisposableStack(); // the last built is the first closed

  const claimWindow = createClaimWindow(clock);
  const panel = openFrontPanel({ config: config.panel, clock, log, print: io.print, claimWindow });
  closing.defer(() => panel.close());
  const options = archiveOptions(config, () => settings?.now() ?? config, log);
  const archiveOrNone = flags['stay-up'] ? await openArchiveOrNone(options) : { archive: await openArchive(options) };
  const { archive, absence } = archiveOrNone;
  closing.defer(() => archive.close());
  settings = openSettings({ config, clock, log, readOnlyBecause: absence?.message, limits: LIMITS.settings });
  const configNow = settings.now;
  useTimeZone(configNow().timeZone);
  const aeTable = createAeTable(config.remoteAes, { log });
  const associations = createAssociations({ clock, log, limits: LIMITS.services });
  const isOurFolder = absence === undefined || absence.code === 'ARCHIVE_NO_DISK'; // else nothing is written there
  const keptIn = (name: string) => (isOurFolder ? join(config.dataFolder, name) : undefined);
  const knocks = await openKnocks({ file: keptIn('knocks.json'), clock, log, macOf, limits: LIMITS.knocks });
  closing.defer(() => knocks.close());
  const contacts = await openContacts({ file: keptIn('contacts.json'), clock, log, limits: LIMITS.contacts });
  closing.defer(() => contacts.close());
  const setup = await openSetup({ file: keptIn('setup.json'), clock, log, limits: LIMITS.setup });
  const selfTest = announceSelfTest(config.dataFolder, log);
  closing.defer(() => selfTest.close());
  const recorder = createRecorder({ clock, log, limits: LIMITS.wireView });
  const outgoing = scuAssociations(configNow, log, recorder.tap);
  const day = await openDay({ ...archiveOrNone, keptIn, aeTable, associations: outgoing, configNow, clock, log });
  closing.defer(day.close);
  const services = acceptorsOf({
    ...{
      archive,
      aeTable,
      worklist: day.worklist,
      associations,
      clock,
      log,
      doorkeeper: doorkeeperOf(knocks, contacts, selfTest.aeTitle),
    },
    ...{ scuAssociations: outgoing, selfTestAeTitle: selfTest.aeTitle, commitments: day.commitments, steps: day.steps },
  });
  const identity = { implementationClassUid: IMPLEMENTATION_CLASS_UID, implementationVersionName: IMPLEMENTATION_VERSION_NAME };
  const listeners = await openOrBeneath(settings, ['listeners'], (now) =>
    openListeners(now, services, (bound) => listen({ ...bound, clock, log, identity, limits: LIMITS.ul, tap: recorder.tap })),
  );
  closing.defer(() => listeners.close(LIMITS.program.stopGraceMs));

  const bound = () => listeners.open().map(({ rules, ...at }) => ({ ...at, aeTitles: rules.aeTitles }));
  const announcing = startAnnouncing({ ...LIMITS.mdns, log, clock });
  closing.defer(() => announcing.close());
  const { dataFolder, file: configFile } = config;
  const claimSource = createClaimSource({ dataFolder, window: claimWindow, mayMakeCode: absence === undefined });
  const users = await openUsers({ folder: dataFolder, readOnlyBecause: absence?.message, claimSource, clock, log, limits: LIMITS.users });
  closing.defer(() => users.close());
  const claimCode = users.isClaimed() ? undefined : await claimSource.prepare(log);
  closing.defer(await tellProgramSecret(users.tokens.machineSecret, isOurFolder ? dataFolder : undefined, log));
  let certificates: Certificates | undefined;
  let opening: Promise<Certificates> | undefined;
  const openCertificates = () => {
    const names = () => ownNames([...configNow().web.hostNames, announcing.state().hostName ?? '']);
    opening ??= openTlsCertificates({ folder: keptIn('tls'), names, clock, log, limits: LIMITS.tls }).then((opened) => {
      closing.defer(() => opened.close());
      certificates = opened;
      return opened;
    });
    return opening;
  };
  const orders = day.worklist;
  const hl7 = orders && (await openHl7({ settings, orders, folder: keptIn('hl7'), openCertificates, clock, log }));
  closing.defer(async () => hl7?.close(LIMITS.program.stopGraceMs));
  day.dayWatch.follow({ steps: day.steps, hl7: hl7?.web });
  const ownAeTitle = () => configNow().ownAeTitle;
  const room = () => archive.diskSpace().freeBytes - archive.diskSpace().reserveBytes;
  const capture = await openWebCapture({
    ...{ dataFolder: absence ? undefined : dataFolder, freeBytes: room, aeTable, configNow, clock, log },
    dicomPorts: () => bound().map(({ port }) => port),
    pagePorts: () => [web.now().port, ...configNow().web.morePorts],
  });
  closing.defer(() => capture.close());
  const parts = webWire({
    capture,
    knocks,
    recorder,
    lines: ring.lines,
    skew: watchClocks(archive, clock, log),
    dataFolder: isOurFolder ? dataFolder : undefined,
    freeBytes: () => archive.diskSpace().freeBytes,
    aeTable,
    associations: outgoing,
    ownAeTitle,
    listeners: listeners.open,
    clock,
    log,
  });
  const wire = { ...parts, ...(parts.reach && { reach: witnessed(parts.reach, setup) }) };
  const embedded = embeddedPage();
  const verification = createBoxVerify({
    program: ownProgram(embedded !== undefined),
    dataFolder,
    file: keptIn('verify.json'),
    clock,
    log,
  });
  closing.defer(() => verification.close());
  const problems = () => [...panel.problems(), ...(certificates?.problems() ?? [])];
  const reserveBytes = () => archive.diskSpace().reserveBytes;
  const ofTheDay = { worklist: day.worklist, steps: day.steps?.operations, commitments: day.commitments?.byWeb };
  const dicomweb = webDicomweb({ archive, config: configNow, ...ofTheDay, clock, log });
  closing.defer(() => dicomweb.close());
  const ohif = await openOhif({ folder: absence ? undefined : keptIn('packs'), freeBytes: room, clock, log, limits: LIMITS.ohif });
  const webOptions = {
    users,
    ...{ hostNames: () => configNow().web.hostNames, openCertificates },
    ...{ log, clock, version: VERSION, limits: LIMITS.web, faults },
    sources: {
      ...withInbox(
        day.dayWatch.among({ ...webSources(archiveOrNone, associations, aeTable, panel, announcing, wire, contacts, settings), problems }),
        day.inbox,
        archive,
      ),
      box: webBox({ clock, log, version: VERSION, problems, reserveBytes, verification }),
      network: webNetwork(log),
      ohif,
      dicomweb,
      setup: webSetup(setup, clock),
      worklist: day.worklist,
      archived: { archive, sends: day.sends, ownAeTitle },
      commitments: day.commitments && webCommitments(day.commitments, archive),
      ...(hl7 && { hl7: hl7.web }),
      ...(day.steps && { steps: webSteps({ ...day, steps: day.steps, archive, clock, log }) }),
    },
    dicomAddresses: () => bound().map(({ aeTitles, ...at }) => ({ ...at, aeTitle: aeTitles[0] ?? '' })),
    page:
      embedded ??
      (await (await import('../ui/build-page.ts')).buildPage(() => io.print('Making the page: once, and that takes a while…\n\n'))),
  };
  const web = await openOrBeneath(settings, PAGE_PLACE, (now) => startWeb({ ...webOptions, ...placeOf(now) }));
  closing.defer(() => web.close());

  const webNow = () => {
    const { address: host, port, tls } = web.now();
    return { host, port, tls };
  };
  const { studies, instances } = absence ? { studies: 0, instances: 0 } : await archive.counts();
  const { freeBytes } = archive.diskSpace();
  const facts = { version: VERSION, listeners: bound(), web: webNow(), dataFolder, configFile, claimCode };
  const reachable = () => ({ listeners: bound(), web: webNow() });
  const sayWhere = async () => {
    const testedAt = bound().map(({ aeTitles: [aeTitle = ''], ...at }) => ({ ...at, aeTitle }));
    if (isOurFolder) await selfTest.say({ version: VERSION, listeners: testedAt, web: reachable().web, absence: absence?.message });
  };
  const movePorts = (moved: MovedPorts) => moveFirewallPorts(moved, log);
  const moveHl7 = (place: Hl7Place | undefined) => moveFirewallHl7(place, log);
  void moveHl7(hl7 && hl7PlaceOf(configNow()));
  const announce = ({ mdns }: LoadedConfig) => announcing.announce(mdns.announce ? servicesOf(reachable()) : undefined);
  await sayWhere();
  const stopping = stopSignal(io); // from here on: whoever reads the banner may send one
  io.print(banner({ ...facts, studies, instances, freeBytes, absence: absence?.message }));
  await announce(config);
  const guard = moveGuard(keptIn('page-move.json'));
  const page = pageFollower({ web, settings, guard, clock, log, openPageMs: LIMITS.settings.openPageMs });
  for (const part of [
    listeners,
    page,
    day.follows,
    ...(hl7 ? [hl7] : []),
    ...followers({ aeTable, panel, sayWhere, movePorts, moveHl7, announce }),
  ])
    settings.follow(part);
  const notify = openNotify(notifySocket(), log);
  notify({ READY: 1 });
  closing.defer(startPulse({ look: archive.pulse, feed: () => notify({ WATCHDOG: 1 }), watchdogMs: watchdogMs(), clock, log }));

  const isSilent = () => contacts.overdue().length > 0;
  panel.ready({ archive, absence, associations, faults, isSilent, judgedAtMs: () => day.commitments?.judgedAtMs() });
  const signal = await stopping;
  panel.stopping();
  notify({ STOPPING: 1 });
  log.info('stopping', { signal, openAssociations: associations.openAssociations().length, graceMs: LIMITS.program.stopGraceMs });
  clock.after(LIMITS.program.closeDeadlineMs, () => io.exit(1)); // what was acknowledged is safe
}

function archiveOptions(config: LoadedConfig, configNow: () => LoadedConfig, log: Log) {
  return {
    ...{ folder: config.dataFolder, log, clock, limits: LIMITS.dataset },
    get duplicatePolicy() {
      return configNow().storage.duplicatePolicy;
    },
    get catalogueValidation() {
      return configNow().storage.catalogueValidation;
    },
    get reserveBytes() {
      return configNow().storage.reserveBytes;
    },
  };
}
