import * as z from 'zod/mini';
import { RemoteAeSchema } from '../config/config.ts';
import { BackupSchema } from '../settings/settings.ts';
import { BoxFacts, ResetBody, UploadedUpdate } from './box-schema.ts';
import { CaptureBody } from './capture-routes.ts';
import { RequestBody, UploadBody } from './certificate-routes.ts';
import { CommitmentFailures, CommitmentRequest, CommitmentShown, CommitmentsShown, CommittedElsewhere } from './commitment-schema.ts';
import { Hl7ReplayBody, Hl7Shown, Hl7View } from './hl7-schema.ts';
import { AdoptBody } from './knock-routes.ts';
import { NetworkBody } from './network-routes.ts';
import { OhifFacts } from './ohif-schema.ts';
import type { Described } from './openapi-described.ts';
import { DICOMWEB_DESCRIPTIONS } from './openapi-dicomweb.ts';
import { ReachBody } from './reach-routes.ts';
import { AcceptBody, DecideBody, EditBody, InboxDetail, InboxOrders, InboxView } from './reconcile-schema.ts';
import { SettingsChanges, SettingsDifferences, SettingsView, Status, Studies, WhoIs } from './schema.ts';
import { ClaimBody, PasswordsBody, SignInBody } from './session-routes.ts';
import { ChangeBody, CompareBody, RestoreBody, UndoBody } from './settings-routes.ts';
import { SetupAtBody, SetupClockBody, SetupFinishBody, SetupStepBody } from './setup-routes.ts';
import { EndStepBody, StepDetail, StepsOfDay } from './steps-schema.ts';
import { Deleted, DeleteReason, Instances, SendRequest, Sends, Uploaded } from './studies-schema.ts';
import { TestImageBody, TestQueryBody } from './test-routes.ts';
import { AccountChangeBody, NewAccountBody, NewTokenBody } from './users-routes.ts';
import { Imported, importBody, KnownPatients } from './worklist-import-schema.ts';
import {
  NewWorklistItemBody,
  WORKLIST_QUERY,
  WorklistCompletion,
  WorklistItemChangeBody,
  WorklistItemView,
  WorklistTaken,
  WorklistView,
} from './worklist-schema.ts';

const json = (schema: z.ZodMiniType) => ({ schema });
const object = z.looseObject({});
const optionalText = z.optional(z.string());
const HTML = { type: 'text/html' } as const;
const FORM = { schema: z.record(z.string(), z.string()), type: 'application/x-www-form-urlencoded' };
const RemoteAe = RemoteAeSchema;
const Account = z.object({ name: z.string(), role: z.string(), madeAt: z.number() });
const Token = z.object({ id: z.string(), name: z.string(), role: z.string(), madeAt: z.number(), madeBy: z.string() });

/** By method and path, as in `access.ts`; a test holds the two together. */
export const DESCRIPTIONS: Readonly<Record<string, Described>> = {
  'GET /healthz': { summary: 'Whether images are taken; 503 in words where not. For monitors, under any host name.', answer: object },
  'GET /login': { summary: 'The page to sign in, which needs no JavaScript.', ...HTML },
  'POST /login': { summary: 'Signs in by a form.', body: FORM, status: 303, ...HTML },
  'GET /claim': { summary: 'The page by which a new box gets its first administrator.', ...HTML },
  'POST /claim': { summary: 'Claims a new box by a form.', body: FORM, status: 303, ...HTML },
  'GET /api/claim': { summary: 'Whether somebody has claimed this box.', answer: object },
  'POST /api/claim': { summary: 'Makes the first administrator, with the claim code.', body: json(ClaimBody), answer: WhoIs, status: 201 },
  'POST /api/session': {
    summary: 'Signs a person in; the cookie of the answer is the session.',
    body: json(SignInBody),
    answer: WhoIs,
    status: 201,
  },
  'GET /view/:study': {
    summary: 'The viewer: the images of a study, for looking and not for diagnosis. It reads them over DICOMweb.',
    ...HTML,
  },
  'GET /plain': { summary: 'State and latest studies as a page without JavaScript.', ...HTML },
  'GET /api/status': { summary: 'Addresses, disk, panel, open associations, those turned away.', answer: Status },
  'GET /api/studies': {
    summary: 'The studies that received an image last, newest first.',
    query: { limit: z.optional(z.int().check(z.gte(1))) },
    answer: Studies,
  },
  'GET /api/events': {
    summary: 'Server-sent events: `snapshot`, then `patch` whenever something changes, and `beat`.',
    type: 'text/event-stream',
  },
  'POST /api/identify': { summary: 'Makes the LEDs of the box blink for half a minute.', status: 204 },
  'GET /api/ae-table': { summary: 'The AE table.', answer: z.object({ remoteAes: z.array(RemoteAe) }) },
  'GET /api/ae-table/:title': { summary: 'One entry of the AE table.', answer: RemoteAe },
  'PUT /api/ae-table/:title': {
    summary: 'Adds an entry of the AE table, or replaces it.',
    body: json(z.partial(RemoteAe)),
    answer: RemoteAe,
  },
  'DELETE /api/ae-table/:title': { summary: 'Removes an entry of the AE table.', status: 204 },
  'GET /api/certificate/ca.crt': { summary: 'The certificate of the box’s own CA, DER.', type: 'application/x-x509-ca-cert' },
  'GET /api/certificate/ca.pem': { summary: 'The certificate of the box’s own CA, PEM.', type: 'application/x-pem-file' },
  'GET /api/certificate': { summary: 'The certificate of the page: whose, until when, for which names.', answer: object },
  'PUT /api/certificate': { summary: 'Puts in a certificate of another CA.', body: json(UploadBody), answer: object },
  'DELETE /api/certificate': { summary: 'Goes back to the certificate of the box’s own CA.', answer: object },
  'POST /api/certificate/request': {
    summary: 'Makes a key and a request for a certificate (PKCS #10).',
    body: json(RequestBody),
    answer: object,
  },
  'GET /api/settings': {
    summary: 'Every setting: value, default, range, whence it comes, when a change takes effect.',
    answer: SettingsView,
  },
  'POST /api/settings': {
    summary: 'Changes settings, all of those named or none; in force when the answer comes. 409 where somebody else was faster.',
    body: json(ChangeBody),
    answer: SettingsView,
  },
  'GET /api/settings/changes': { summary: 'Who changed what and when, newest first.', answer: SettingsChanges },
  'POST /api/settings/undo': { summary: 'Takes one of the last ten changes back.', body: json(UndoBody), answer: SettingsView },
  'GET /api/settings/backup': { summary: 'What the page has set, as one file; no account, no password, no key.', answer: BackupSchema },
  'POST /api/settings/compare': {
    summary: 'What restoring this backup would change.',
    body: json(CompareBody),
    answer: SettingsDifferences,
  },
  'POST /api/settings/restore': { summary: 'Restores a backup, as one change.', body: json(RestoreBody), answer: SettingsView },
  'GET /api/network': {
    summary: 'Both sides of the box: settings, state, a change that waits. Elsewhere: that this machine is no box.',
    answer: object,
  },
  'PUT /api/network': {
    summary: 'Changes the network of the box; taken back after 90 s unless confirmed.',
    body: json(NetworkBody),
    answer: object,
  },
  'POST /api/network/confirm': { summary: 'Keeps the change of the network that waits.', answer: object },
  'POST /api/network/revert': { summary: 'Takes the change of the network back that waits.', answer: object },
  'GET /api/box': { summary: 'What this machine is, its slots, an update on its way, the last verification.', answer: BoxFacts },
  'POST /api/box/restart': { summary: 'Restarts the box.', status: 202 },
  'POST /api/box/off': { summary: 'Switches the box off.', status: 202 },
  'POST /api/box/previous': { summary: 'Restarts into the slot that ran before, where that has worked.', status: 202 },
  'POST /api/box/reset': { summary: 'Factory reset, and a restart as a new box.', body: json(ResetBody), status: 202, by: 'person' },
  'PUT /api/box/update': {
    summary: 'Uploads a signed update (.raucb). What this box does not believe is refused, and nothing of it kept.',
    body: { schema: z.string().check(z.describe('The bytes of the file; Content-Length is needed.')), type: 'application/octet-stream' },
    answer: UploadedUpdate,
    status: 201,
  },
  'DELETE /api/box/update': { summary: 'Removes the update that was uploaded.', status: 204 },
  'POST /api/box/update/install': {
    summary: 'Writes the uploaded update into the other slot; GET /api/box says how far it is. It starts with the next restart.',
    answer: object,
    status: 202,
  },
  'GET /api/ohif': { summary: 'The pack of OHIF that is used, why one is not, and the room for another.', answer: OhifFacts },
  'PUT /api/ohif': {
    summary: 'Takes a pack of OHIF in place of the one before. One that this version does not know is refused, and nothing of it kept.',
    body: { schema: z.string().check(z.describe('The bytes of the file.')), type: 'application/octet-stream' },
    answer: OhifFacts,
    status: 201,
  },
  'DELETE /api/ohif': { summary: 'Removes the pack of OHIF.', status: 204 },
  'POST /api/box/verify': { summary: 'Begins to read all images again; GET /api/box says how far it is.', status: 202 },
  'DELETE /api/box/verify': { summary: 'Ends the reading of the images.', status: 204 },
  'GET /api/setup': { summary: 'How far the first set-up has come: its steps, what was tested, the clock.', answer: object },
  'PUT /api/setup/at': { summary: 'Looks at another step of the set-up.', body: json(SetupAtBody), answer: object },
  'PUT /api/setup/steps/:step': {
    summary: 'A step of the set-up is done, or skipped. 409 where what it is for does not hold yet.',
    body: json(SetupStepBody),
    answer: object,
  },
  'POST /api/setup/finish': { summary: 'Ends the set-up, with the name of who did it.', body: json(SetupFinishBody), answer: object },
  'DELETE /api/setup': { summary: 'Begins the set-up anew; no setting is changed.', answer: object },
  'POST /api/setup/discover': { summary: 'Who announces DICOM on the networks of this machine (mDNS).', answer: object },
  'POST /api/setup/clock': { summary: 'Sets the clock of the box.', body: json(SetupClockBody), answer: object },
  'GET /api/openapi.json': { summary: 'This document.', answer: object },
  'GET /api/knocks': { summary: 'Who was turned away, and what lets them in.', answer: object },
  'POST /api/knocks/:id/adopt': { summary: 'Puts one who was turned away into the AE table.', body: json(AdoptBody), answer: object },
  'DELETE /api/knocks/:id': { summary: 'Forgets one who was turned away.', status: 204 },
  'GET /api/worklist': {
    summary: 'The worklist, by start date and time, and how old what files and other worklists brought is.',
    query: WORKLIST_QUERY,
    answer: WorklistView,
  },
  'POST /api/worklist': {
    summary:
      'Takes in an order: attributes by PS3.6 keyword, as a C-FIND answer of the worklist has them. Accession number, requested procedure ID and step ID together name an item that is there already; what is missing of them is made up.',
    body: json(NewWorklistItemBody),
    answer: WorklistTaken,
    status: 201,
  },
  'POST /api/worklist/import': {
    summary: 'Takes orders in by the table; `dryRun`: says what would become of each line, and changes nothing.',
    body: json(importBody(1000)),
    answer: Imported,
  },
  'GET /api/known-patients': {
    summary: 'Patients of the worklist and the archive with words that begin so, to complete an order.',
    query: { text: optionalText },
    answer: KnownPatients,
  },
  'GET /api/worklist/completion/:what': {
    summary: 'patients or procedures of past items whose words begin as text does.',
    query: { text: optionalText },
    answer: WorklistCompletion,
  },
  'GET /api/worklist/:id': { summary: 'One item, with who changed what of it.', answer: WorklistItemView },
  'PATCH /api/worklist/:id': {
    summary: 'Changes what is named of an item; the status CANCELED cancels it.',
    body: json(WorklistItemChangeBody),
    answer: WorklistTaken,
  },
  'GET /api/commitments': {
    summary: 'Requests of storage commitment, those that are not over first: what each waits for.',
    answer: CommitmentsShown,
  },
  'GET /api/commitments/of/:study': {
    summary: 'What destinations say of the images of a study, where they were asked.',
    answer: CommittedElsewhere,
  },
  'GET /api/commitments/:id/failures': { summary: 'Instances of a request that are not committed, and why.', answer: CommitmentFailures },
  'POST /api/commitments': {
    summary: 'Asks a destination to commit a study.',
    body: json(CommitmentRequest),
    answer: CommitmentsShown,
    status: 201,
  },
  'POST /api/commitments/:id/retry': { summary: 'Tries now to report, or to ask.', answer: CommitmentShown },
  'POST /api/commitments/:id/give-up': { summary: 'Ends the attempts; the request stays in the list.', answer: CommitmentShown },
  'GET /api/steps': {
    summary:
      'The work of a day: what is planned, what was performed, how many of its images are here; and what of days before needs somebody.',
    query: { day: z.string(), from: z.int(), to: z.int() },
    answer: StepsOfDay,
  },
  'GET /api/steps/:step': { summary: 'A performed step, with what it names and has not come.', answer: StepDetail },
  'POST /api/steps/:step/accept': { summary: 'Takes what is missing of a step as it is: it is no alarm any more.', status: 204 },
  'POST /api/steps/:step/end': { summary: 'Ends a step that its device left open.', body: json(EndStepBody), status: 204 },
  'GET /api/reconcile': {
    summary:
      'The reconciliation inbox: studies that contradict the worklist, or are not in it, with the orders that they may be of; and those decided on.',
    answer: InboxView,
  },
  'GET /api/reconcile/:study': { summary: 'A study of the inbox, with who decided what.', answer: InboxDetail },
  'GET /api/reconcile/:study/orders': {
    summary: 'Orders of the worklist by words, those that fit the study best first.',
    query: { text: optionalText },
    answer: InboxOrders,
  },
  'POST /api/reconcile/:study/accept': {
    summary: 'Gives the images of a study what an order says; what was received is kept.',
    body: json(AcceptBody),
    status: 204,
  },
  'POST /api/reconcile/:study/edit': {
    summary: 'Gives the images of a study these values, by keyword; what was received is kept.',
    body: json(EditBody),
    status: 204,
  },
  'POST /api/reconcile/:study/leave': {
    summary: 'Leaves a study as it is, until there is something new to decide by.',
    body: json(DecideBody),
    status: 204,
  },
  'POST /api/reconcile/:study/undo': {
    summary: 'Puts back what was received, byte for byte; or lets a study that was left wait again.',
    body: json(DecideBody),
    status: 204,
  },
  'GET /api/hl7': {
    summary: 'Whether orders are taken by HL7, what was refused last, and the messages that wait for a person.',
    answer: Hl7View,
  },
  'GET /api/hl7/messages/:id': {
    summary: 'A message that waits, taken apart; read by `characterSet` instead of the one that it names.',
    query: { characterSet: optionalText },
    answer: Hl7Shown,
  },
  'POST /api/hl7/messages/:id/replay': {
    summary: 'Does what a message says, with corrections; then it waits no longer.',
    body: json(Hl7ReplayBody),
    status: 204,
  },
  'DELETE /api/hl7/messages/:id': { summary: 'Removes a message that waits, undone.', status: 204 },
  'GET /api/find': {
    summary: 'Studies by text, modality and date, the one that changed last first; `before` of the last goes on.',
    query: {
      text: optionalText,
      modality: optionalText,
      from: optionalText,
      to: optionalText,
      before: z.optional(z.int()),
      limit: z.optional(z.int()),
    },
    answer: object,
  },
  'GET /api/studies/:study': { summary: 'One study with its series.', answer: object },
  'GET /api/studies/:study/zip': { summary: 'A study as a ZIP with a DICOMDIR (PS3.10).', type: 'application/zip' },
  'GET /api/studies/:study/series/:series': {
    summary: 'The instances of a series, by pages.',
    query: { after: z.optional(z.int()) },
    answer: Instances,
  },
  'GET /api/studies/:study/series/:series/instances/:instance': {
    summary: 'Every attribute of an instance, without its pixels.',
    answer: object,
  },
  'DELETE /api/studies/:study': { summary: 'Deletes a study for good.', query: { reason: DeleteReason }, answer: Deleted },
  'DELETE /api/studies/:study/series/:series': { summary: 'Deletes a series for good.', query: { reason: DeleteReason }, answer: Deleted },
  'DELETE /api/studies/:study/series/:series/instances/:instance': {
    summary: 'Deletes an instance for good.',
    query: { reason: DeleteReason },
    answer: Deleted,
  },
  'POST /api/uploads': {
    summary: 'Stores one DICOM file (PS3.10); 200 where it was here already.',
    body: { schema: z.string().check(z.describe('The bytes of the file.')), type: 'application/dicom' },
    answer: Uploaded,
    status: 201,
  },
  'GET /api/sends': { summary: 'What is being sent, and what was.', answer: Sends },
  'POST /api/sends': {
    summary: 'Sends a study, a series or an instance to an entry of the AE table.',
    body: json(SendRequest),
    answer: object,
    status: 202,
  },
  'POST /api/sends/:id/retry': { summary: 'Sends what failed once more.', answer: object },
  'DELETE /api/sends/:id': { summary: 'Ends what is being sent, or forgets what was.', status: 204 },
  'GET /api/capture': {
    summary: 'The capture of the network that runs, or that can be fetched; which ports there are, and why not where it cannot be.',
    answer: object,
    by: 'person',
  },
  'POST /api/capture': {
    summary: 'Begins to capture packets of the network, patients included; one capture at a time.',
    body: json(CaptureBody),
    answer: object,
    status: 201,
    by: 'person',
  },
  'POST /api/capture/stop': { summary: 'Stops the capture; its file can be fetched then.', answer: object, by: 'person' },
  'GET /api/capture/file': {
    summary: 'The packets as a file that Wireshark opens (pcap); it has patients in it.',
    type: 'application/vnd.tcpdump.pcap',
    by: 'person',
  },
  'DELETE /api/capture': { summary: 'Removes the capture.', status: 204, by: 'person' },
  'POST /api/reach': {
    summary: 'The way to a peer rung by rung: link, neighbour, ping, TCP, A-ASSOCIATE, C-ECHO; one line of JSON for each.',
    body: json(ReachBody),
    type: 'application/x-ndjson',
  },
  'POST /api/reach/back': {
    summary: 'Waits for a peer to call us; one line of JSON for each step.',
    body: json(z.extend(ReachBody, { seconds: z.int().check(z.gte(1)) })),
    type: 'application/x-ndjson',
  },
  'POST /api/test/image': {
    summary: 'Sends a marked test image, as a modality would, to ourselves or to an entry of the AE table.',
    body: json(TestImageBody),
    answer: object,
  },
  'POST /api/test/query': {
    summary: 'Searches as a modality would (C-FIND), here or at an entry of the AE table.',
    body: json(TestQueryBody),
    answer: object,
  },
  'GET /api/clocks': { summary: 'How far the clock of each device is from ours, by the times in its objects.', answer: object },
  'GET /api/disk/health': { summary: 'What the disk says of itself, and how full it is.', answer: object },
  'POST /api/disk/write-speed': { summary: 'Writes to the disk for a moment, and says how fast that was.', answer: object },
  'GET /api/log': { summary: 'The last lines of the log, newest first; level is the least, text stands in them.', answer: object },
  'GET /api/journal': { summary: 'The last lines of the journal of a box, newest first; part, level and text choose.', answer: object },
  'GET /api/support': {
    summary: 'A ZIP for who helps from afar: log, associations, knocks, clocks, disk; nothing of patients.',
    type: 'application/zip',
  },
  'GET /api/wire': { summary: 'The associations whose messages are remembered, newest first.', answer: object },
  'GET /api/wire/:id': { summary: 'One association, each PDU and message decoded; nothing of patients.', answer: object },
  'GET /api/wire/:id/text': { summary: 'The same as text, to be sent to somebody.', type: 'text/plain' },
  'GET /api/wire/:id/events': { summary: 'Server-sent events of an association while it is open.', type: 'text/event-stream' },
  ...DICOMWEB_DESCRIPTIONS,
  'GET /plain/account': { summary: 'One’s own account as a page without JavaScript.', by: 'person', ...HTML },
  'POST /plain/account': { summary: 'Changes one’s own password by a form.', body: FORM, status: 303, by: 'person', ...HTML },
  'POST /logout': { summary: 'Signs out by a form.', status: 303, by: 'person', ...HTML },
  'GET /api/session': { summary: 'Who asks, and what they may do.', answer: WhoIs },
  'DELETE /api/session': { summary: 'Signs out.', status: 204, by: 'person' },
  'PUT /api/session/password': { summary: 'Changes one’s own password.', body: json(PasswordsBody), answer: WhoIs, by: 'person' },
  'GET /api/users': { summary: 'The accounts.', answer: z.object({ users: z.array(Account) }), by: 'person' },
  'POST /api/users': { summary: 'Makes an account.', body: json(NewAccountBody), answer: Account, status: 201, by: 'person' },
  'PUT /api/users/:name': {
    summary: 'Changes role or password of an account.',
    body: json(AccountChangeBody),
    answer: Account,
    by: 'person',
  },
  'DELETE /api/users/:name': { summary: 'Removes an account; its sessions end.', status: 204, by: 'person' },
  'GET /api/tokens': {
    summary: 'The tokens of programs, without their secrets.',
    answer: z.object({ tokens: z.array(Token) }),
    by: 'person',
  },
  'POST /api/tokens': {
    summary: 'Makes a token; its secret is in this answer and nowhere else.',
    body: json(NewTokenBody),
    answer: object,
    status: 201,
    by: 'person',
  },
  'DELETE /api/tokens/:id': { summary: 'Removes a token: it is good for nothing from now on.', status: 204, by: 'person' },
};
