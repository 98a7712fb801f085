import * as z from 'zod/mini';
import { isTimeZone } from './time-zone.ts';

/** An AE title (PS3.5 §6.2, VR AE): 1 to 16 characters of the default repertoire, no backslash, no control character; spaces around it do not count. */
const aeTitle = () =>
  z
    .string()
    .check(
      z.regex(
        /^(?! )[\x20-\x5b\x5d-\x7e]{1,16}(?<! )$/,
        'is no AE title: 1 to 16 letters, digits or signs, no backslash, no space at the ends (PS3.5 §6.2)',
      ),
    );
const host = () => z.string().check(z.regex(/^[\w.:%-]{1,253}$/, 'is no IP address or host name'));
const port = () => z.int().check(z.gte(0), z.lte(65535));
const uid = () => z.string().check(z.regex(/^(?=.{1,64}$)(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/, 'is no UID (PS3.5 §9.1)'));
const milliseconds = (least: number, most: number) => z.int().check(z.gte(least), z.lte(most));

const service = () => z.enum(['verification', 'storage', 'query', 'retrieve', 'worklist', 'commitment', 'mpps']);
const days = (most: number) => z.int().check(z.gte(0), z.lte(most));
/** Keywords of PS3.6, in sequences with those above before them. */
const keyPaths = () =>
  z
    .array(z.string().check(z.regex(/^[A-Z][A-Za-z0-9]{1,63}(\.[A-Z][A-Za-z0-9]{1,63}){0,3}$/, 'is no keyword of PS3.6')))
    .check(z.maxLength(64));

const CallingAe = z.strictObject({
  aeTitle: aeTitle().check(z.describe('Calling AE title, compared exactly.')),
  addresses: z.optional(
    z
      .array(z.string().check(z.regex(/^[\da-fA-F.:]{2,45}$/, 'is no IP address')))
      .check(z.describe('IP addresses that it may call from; checked with the policy list+ip.')),
  ),
});

/** One DICOM port (PS3.8). */
export const ListenerSchema = z.strictObject({
  name: z
    ._default(z.string().check(z.regex(/^[\w-]{1,32}$/, 'is no name: letters, digits, - and _')), 'main')
    .check(z.describe('What logs and the page call this listener.')),
  host: z._default(host(), '127.0.0.1').check(z.describe('Address to listen on; 0.0.0.0 is every address of the machine.')),
  port: z._default(port(), 4242).check(z.describe('TCP port; 0 takes a free one.')),
  aeTitles: z
    .optional(z.array(aeTitle()).check(z.minLength(1), z.maxLength(64)))
    .check(z.describe('AE titles it answers to; without this, ownAeTitle.')),
  calledAePolicy: z
    ._default(z.enum(['exact', 'any']), 'exact')
    .check(z.describe('exact refuses a called AE title that is none of aeTitles (1/1/7).')),
  callingAePolicy: z
    ._default(z.enum(['any', 'list', 'list+ip']), 'any')
    .check(z.describe('Who may call: anybody, callingAeTitles, or callingAeTitles from their addresses (1/1/3).')),
  callingAeTitles: z
    ._default(z.array(CallingAe).check(z.maxLength(1024)), [])
    .check(z.describe('The calling AE titles that the policies list and list+ip admit.')),
  services: z
    ._default(z.array(service()).check(z.minLength(1)), ['verification', 'storage', 'query', 'retrieve', 'worklist', 'commitment', 'mpps'])
    .check(z.describe('Services offered here.')),
  maxPduLength: z
    ._default(z.union([z.literal(0), z.int().check(z.gte(4096), z.lte(1_048_576))]), 65_536)
    .check(z.describe('Longest P-DATA-TF PDU that we announce to take, in bytes (PS3.8 Annex D.1); 0 = no limit.')),
  maxAssociations: z
    ._default(z.int().check(z.gte(1), z.lte(1000)), 50)
    .check(z.describe('Associations open at once; one more is refused (2/3/2).')),
  maxPerRemoteAe: z
    ._default(z.int().check(z.gte(0), z.lte(1000)), 0)
    .check(z.describe('Associations open at once with one calling AE title; 0 = no limit of its own.')),
  artimMs: z
    ._default(milliseconds(100, 600_000), 30_000)
    .check(z.describe('ARTIM (PS3.8 §9.1.5): how long a connection may wait for its A-ASSOCIATE-RQ, in ms.')),
  inactivityMs: z
    ._default(milliseconds(0, 86_400_000), 300_000)
    .check(z.describe('How long an association may be silent, in ms; 0 = for ever.')),
  onInactivity: z._default(z.enum(['release', 'abort']), 'abort').check(z.describe('How a silent association is ended.')),
});

/** One entry of the AE table. */
export const RemoteAeSchema = z.strictObject({
  title: aeTitle().check(z.describe('Its AE title, compared exactly.')),
  host: host().check(z.describe('Its address or host name.')),
  port: z.int().check(z.gte(1), z.lte(65535), z.describe('The DICOM port that it listens on.')),
  transferSyntaxes: z
    .optional(z.array(uid()).check(z.minLength(1), z.maxLength(64)))
    .check(z.describe('Transfer syntaxes that are proposed to it, by UID; without this, all that are needed.')),
  allowedServices: z
    .optional(z.array(service()))
    .check(z.describe('Services that it may use when it calls; without this, all that the listener offers.')),
  maxAssociations: z
    .optional(z.int().check(z.gte(1), z.lte(100)))
    .check(z.describe('Associations that we have open with it at once; without this, only requestor.maxAssociations holds.')),
  characterSet: z
    .optional(z.enum(['utf-8', 'own']))
    .check(
      z.describe('utf-8: answers to its queries may come in UTF-8; own: in the character set of its request where that can hold them.'),
    ),
  commitmentReport: z
    .optional(z.enum(['lingering', 'same-association', 'new-association']))
    .check(
      z.describe(
        'How it is told what is committed: lingering, on its own association where it still holds that open a second later, else on a new one; same-association, on its own at once while that is open, else on a new one; new-association, always on a new one.',
      ),
    ),
  commitmentAfterSending: z
    .optional(z.enum(['ask', 'do-not-ask']))
    .check(
      z.describe(
        'What follows when a person has sent images to it: ask, it is asked whether they are safe there (storage commitment), and the study shows its answer; do-not-ask, nothing, as without this.',
      ),
    ),
  worklistStations: z
    .optional(z.enum(['as-asked', 'own', 'any']))
    .check(
      z.describe(
        'Which stations its worklist has: as-asked, those that it asks for; own, its own AE title and steps without a station, whatever it asks for; any, all.',
      ),
    ),
  worklistPastDays: z.optional(days(3650)).check(z.describe('Its worklist begins so many days before today; 0 = today.')),
  worklistFutureDays: z.optional(days(3650)).check(z.describe('Its worklist ends so many days after today; 0 = today.')),
  worklistExtraKeys: z
    .optional(keyPaths())
    .check(
      z.describe(
        'Attributes that its worklist has though it does not ask for them, by keyword; within the step as ScheduledProcedureStepSequence.ScheduledStationName.',
      ),
    ),
  worklistOmittedKeys: z.optional(keyPaths()).check(z.describe('Attributes that its worklist never has, by keyword.')),
  worklistCharacterSet: z
    .optional(z.string().check(z.regex(/^[A-Z0-9_ \\]{1,160}$/, 'is no Specific Character Set (PS3.3 C.12.1.1.2)')))
    .check(z.describe('Specific Character Set of its worklist, e.g. ISO_IR 100, where that can hold the text.')),
  worklistMaxItems: z
    .optional(z.int().check(z.gte(1), z.lte(20_000)))
    .check(z.describe('Its worklist ends after so many items; those that begin first come first.')),
});

/** An upstream worklist SCP that we ask. */
const UpstreamSchema = z.strictObject({
  aeTitle: aeTitle().check(z.describe('Its AE title; where it is, the AE table says.')),
  everyMs: z._default(milliseconds(5000, 86_400_000), 60_000).check(z.describe('How often it is asked, in ms.')),
  pastDays: z._default(days(365), 1).check(z.describe('Steps from so many days before today are asked for.')),
  futureDays: z._default(days(365), 7).check(z.describe('Steps to so many days after today are asked for.')),
});

const WorklistSchema = z.strictObject({
  folder: z
    .optional(z.string().check(z.minLength(1)))
    .check(
      z.describe(
        'Folder with worklist files (.wl, as wlmscpfs of DCMTK has them), also in folders below it; a relative path counts from the data folder. Without this, none is read.',
      ),
    ),
  upstreams: z
    ._default(z.array(UpstreamSchema).check(z.maxLength(16)), [])
    .check(z.describe('Worklists of others, such as a RIS: what they answer is kept, so that it is there while they are not.')),
  keepDays: z
    ._default(z.int().check(z.gte(1), z.lte(36_500)), 400)
    .check(z.describe('Steps are forgotten so many days after the day on which they were to begin.')),
  inbox: z
    ._default(z.enum(['auto', 'on', 'off']), 'auto')
    .check(
      z.describe(
        'Whether studies that contradict the worklist, or are not in it, wait for a person: auto, while there are orders. Nothing is corrected without one.',
      ),
    ),
});

const CommitmentSchema = z.strictObject({
  timeoutMs: z
    ._default(milliseconds(1000, 86_400_000), 600_000)
    .check(z.describe('How long we may take to judge a request of storage commitment, and a peer to report on one of ours, in ms.')),
  retryMs: z
    ._default(milliseconds(1000, 86_400_000), 600_000)
    .check(z.describe('The longest wait between two attempts to report or to ask, in ms; the first wait is 5 seconds.')),
  giveUpMs: z
    ._default(milliseconds(60_000, 31_536_000_000), 604_800_000)
    .check(z.describe('A report or request that could not be delivered in this time, in ms, is given up; the page has it still.')),
});

/** What we do as requestor of associations. */
const RequestorSchema = z.strictObject({
  maxAssociations: z
    ._default(z.int().check(z.gte(1), z.lte(100)), 10)
    .check(z.describe('Associations that we have asked for open at once, over all remote AEs; one more waits.')),
  connectTimeoutMs: z
    ._default(milliseconds(100, 600_000), 15_000)
    .check(z.describe('How long a remote AE may take to answer our A-ASSOCIATE-RQ, connection included, in ms.')),
  responseTimeoutMs: z
    ._default(milliseconds(100, 3_600_000), 60_000)
    .check(z.describe('A remote AE that owes an answer, or takes no data, for so long is given up, in ms.')),
});

const StorageSchema = z.strictObject({
  transferSyntaxPolicy: z
    ._default(z.enum(['first-acceptable', 'prefer-explicit']), 'first-acceptable')
    .check(z.describe('Which of the proposed transfer syntaxes is accepted.')),
  duplicatePolicy: z
    ._default(z.enum(['overwrite', 'keep-first', 'reject', 'keep-both']), 'overwrite')
    .check(z.describe('When a SOP Instance UID comes again with other content; keep-both puts the newer in quarantine.')),
  catalogueValidation: z
    ._default(z.enum(['lenient', 'iod', 'strict']), 'lenient')
    .check(
      z.describe(
        'What an image must have to be stored: lenient, its four UIDs; iod, also what its SOP class makes mandatory of rows, columns, position and the like; strict, also Modality.',
      ),
    ),
  privateSopClasses: z
    ._default(z.array(uid()).check(z.maxLength(1000)), ['1.3.12.2.1107.5.9.1'])
    .check(z.describe('Private SOP classes that are stored like the standard ones.')),
  acceptRetired: z
    ._default(z.boolean(), true)
    .check(z.describe('Whether retired SOP classes are accepted: storage classes, and the Patient/Study Only model of queries.')),
  reserveBytes: z
    ._default(z.int().check(z.gte(0)), 536_870_912)
    .check(z.describe('Disk space kept free, in bytes: below it images are refused with A700H.')),
});

const WebSchema = z.strictObject({
  host: z._default(host(), '127.0.0.1').check(z.describe('Address of the page; 0.0.0.0 is every address of the machine.')),
  port: z._default(port(), 8042).check(z.describe('TCP port of the page; 0 takes a free one.')),
  tls: z
    ._default(z.enum(['auto', 'on', 'off']), 'auto')
    .check(z.describe('HTTPS: auto, unless only programs of this machine can reach the page. Who comes by HTTP is sent to HTTPS.')),
  morePorts: z
    ._default(z.array(z.int().check(z.gte(1), z.lte(65535))).check(z.maxLength(8)), [])
    .check(z.describe('Further TCP ports of the page, e.g. 80 and 443; on each HTTPS and HTTP are told apart.')),
  hostNames: z
    ._default(z.array(z.string().check(z.regex(/^[\w.-]{1,253}$/, 'is no host name'))).check(z.maxLength(64)), [])
    .check(z.describe('Further names under which the page is opened, e.g. a proxy’s.')),
  corsOrigins: z
    ._default(
      z
        .array(
          z
            .string()
            .check(z.regex(/^https?:\/\/(\[[\da-f:]+\]|[a-z\d.-]{1,253})(:\d{1,5})?$/, 'is no origin, e.g. https://viewer.example:3000')),
        )
        .check(z.maxLength(64)),
      [],
    )
    .check(
      z.describe('Web applications elsewhere that may use DICOMweb from a browser, by their origin, e.g. https://viewer.example (CORS).'),
    ),
});

const PanelSchema = z.strictObject({
  leds: z
    ._default(z.enum(['auto', 'ledclass', 'console', 'none']), 'auto')
    .check(
      z.describe(
        'How the front panel is shown: ledclass, by LEDs of the kernel; console, as lines on standard output; auto, by LEDs where ledsFile is there.',
      ),
    ),
  ledsFile: z
    ._default(z.string().check(z.minLength(1)), '/usr/share/filmroom/leds.conf')
    .check(z.describe('Which LED of the machine plays which LED of the panel, and the name of the button.')),
  ledsFolder: z._default(z.string().check(z.minLength(1)), '/sys/class/leds').check(z.describe('Where the kernel has its LEDs.')),
  modalityInterface: z
    ._default(z.string().check(z.regex(/^[\w.-]{1,15}$/, 'is no interface name')), 'modality')
    .check(z.describe('Network interface whose cable MODALITY shows; one that is not there counts as the other.')),
  hospitalInterface: z
    ._default(z.string().check(z.regex(/^[\w.-]{1,15}$/, 'is no interface name')), 'hospital')
    .check(z.describe('Network interface whose cable and address HOSPITAL shows; one that is not there counts as the other.')),
});

const StepsSchema = z.strictObject({
  validation: z
    ._default(z.enum(['standard', 'lenient']), 'standard')
    .check(
      z.describe(
        'What a performed procedure step must have: standard, all that PS3.4 Table F.7.2-1 demands; lenient, its status alone, for devices that leave things out.',
      ),
    ),
  completeAfterMs: z
    ._default(milliseconds(10_000, 86_400_000), 600_000)
    .check(
      z.describe(
        'A study is complete when nothing new came of it for so long, in ms; sooner, when its performed steps are over and all that they name is here.',
      ),
    ),
  forwardTo: z
    ._default(z.array(aeTitle()).check(z.maxLength(16)), [])
    .check(
      z.describe('AE titles, such as a RIS, to which performed procedure steps go on as they come; where they are, the AE table says.'),
    ),
  notify: z
    ._default(z.array(aeTitle()).check(z.maxLength(64)), [])
    .check(z.describe('AE titles that are told by N-EVENT-REPORT when a performed procedure step begins, changes or ends.')),
});

const MdnsSchema = z.strictObject({
  announce: z
    ._default(z.boolean(), true)
    .check(z.describe('Whether the network is told our DICOM ports and the page, by avahi-daemon (PS3.15 H.2), where it is installed.')),
});

const Hl7MappingRule = z.strictObject({
  field: z
    .string()
    .check(
      z.regex(/^[A-Z][A-Z\d]{2}-\d{1,3}(\.\d{1,3})?$/, 'is no field of HL7, as OBR-24 or OBR-4.1'),
      z.describe('Which field of the message is looked at, e.g. OBR-24 or PV1-3.1.'),
    ),
  value: z.string().check(z.minLength(1), z.maxLength(200), z.describe('What has to stand there; upper and lower case are alike.')),
  modality: z
    .optional(z.string().check(z.regex(/^[A-Z\d_ ]{1,16}$/, 'is no modality, as CT or DX (PS3.3 C.7.3.1.1.1)')))
    .check(z.describe('The modality that such an order gets, as DICOM names it.')),
  stationAeTitle: z.optional(aeTitle()).check(z.describe('The AE title of the device that such an order is for.')),
});

const Hl7Schema = z.strictObject({
  listen: z._default(z.boolean(), false).check(z.describe('Whether orders are taken by HL7 v2 over MLLP.')),
  host: z._default(host(), '0.0.0.0').check(z.describe('Address to listen on; 0.0.0.0 is every address of the machine.')),
  port: z._default(port(), 2575).check(z.describe('TCP port for HL7; 0 takes a free one.')),
  tls: z._default(z.boolean(), false).check(z.describe('Whether that port speaks TLS, with the certificate of the page.')),
  inactivityMs: z
    ._default(milliseconds(0, 604_800_000), 3_600_000)
    .check(z.describe('How long a sender may be silent between messages before its connection is closed, in ms; 0 = for ever.')),
  applicationName: z
    ._default(z.string().check(z.regex(/^[ -~]{1,64}$/, 'is no name: up to 64 ASCII characters')), 'FILMROOM')
    .check(z.describe('What we are called in answers to messages that name no receiver (MSH-3).')),
  characterSet: z
    ._default(
      z.enum([
        ...(['auto', 'UNICODE UTF-8'] as const),
        ...(['8859/1', '8859/2', '8859/3', '8859/4', '8859/5', '8859/6', '8859/7', '8859/8', '8859/9', '8859/15'] as const),
        ...(['windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254', 'windows-1257', 'koi8-r'] as const),
        ...(['ISO IR87', 'shift_jis', 'GB 18030-2000', 'KS X 1001'] as const),
      ]),
      'auto',
    )
    .check(z.describe('How messages are read that name no character set, or ASCII, and have other letters; auto reads UTF-8 alone.')),
  assigningAuthority: z
    .optional(z.string().check(z.minLength(1), z.maxLength(64)))
    .check(z.describe('Whose patient ID counts where PID-3 has several: its component 4. Without this, the medical record number.')),
  otherMessages: z
    ._default(z.enum(['reject', 'ignore']), 'reject')
    .check(z.describe('Messages that are neither orders nor corrections: reject answers AR, ignore answers AA and does nothing.')),
  mapping: z
    ._default(z.array(Hl7MappingRule).check(z.maxLength(500)), [])
    .check(z.describe('Rules that give orders their modality and device by what stands in a field; the first that fits counts.')),
});

/** Words for people, on one line. */
const line = () => z.string().check(z.regex(/^[ -~\u00a0-\u2027\u2030-\uffff]{1,120}$/, 'is no line of words: 1 to 120 characters'));

const SupportSchema = z.strictObject({
  name: z.optional(line()).check(z.describe('Who helps with this Filmroom, e.g. a company or a person.')),
  phone: z.optional(line()).check(z.describe('Their telephone number.')),
  mail: z
    .optional(z.string().check(z.regex(/^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}$/, 'is no mail address')))
    .check(z.describe('Their mail address.')),
  hours: z.optional(line()).check(z.describe('When they can be reached, e.g. Monday to Friday, 8 to 17.')),
});

const LogSchema = z.strictObject({
  level: z._default(z.enum(['debug', 'info', 'warn', 'error']), 'info').check(z.describe('Least level that is logged.')),
});

/** Everything that can be set. Defaults, ranges and the sentence of each setting are here and nowhere else. */
export const ConfigSchema = z.strictObject({
  ownAeTitle: z._default(aeTitle(), 'FILMROOM').check(z.describe('Our own AE title.')),
  timeZone: z
    .optional(z.string().check(z.refine(isTimeZone, 'is no time zone, e.g. Europe/Berlin or Asia/Tokyo')))
    .check(
      z.describe(
        'The time zone of the clinic, e.g. Europe/Berlin: by it orders have their times, worklists their days, and clocks of devices are compared. Without this, that of the machine; a box has UTC.',
      ),
    ),
  dataFolder: z
    .optional(z.string().check(z.minLength(1)))
    .check(
      z.describe('Where images and index live; a relative path counts from the folder of the configuration file. Without this, ./data.'),
    ),
  listeners: z.prefault(z.array(ListenerSchema).check(z.minLength(1), z.maxLength(16)), [{}]).check(z.describe('The DICOM ports.')),
  storage: z.prefault(StorageSchema, {}).check(z.describe('What is stored, and how.')),
  remoteAes: z
    ._default(z.array(RemoteAeSchema).check(z.maxLength(1024)), [])
    .check(
      z.describe('AE table: whom we know, for C-MOVE, access and our own requests. Entries made on the page are kept beside the images.'),
    ),
  worklist: z.prefault(WorklistSchema, {}).check(z.describe('Where the worklist comes from.')),
  commitment: z.prefault(CommitmentSchema, {}).check(z.describe('Storage commitment: telling others what is safe here, and asking them.')),
  steps: z.prefault(StepsSchema, {}).check(z.describe('Performed procedure steps (MPPS), and when a study is complete.')),
  requestor: z.prefault(RequestorSchema, {}).check(z.describe('What we do as requestor of associations.')),
  web: z.prefault(WebSchema, {}).check(z.describe('The page.')),
  panel: z.prefault(PanelSchema, {}).check(z.describe('The front panel: LEDs and button.')),
  mdns: z.prefault(MdnsSchema, {}).check(z.describe('Being found on the network.')),
  hl7: z.prefault(Hl7Schema, {}).check(z.describe('Orders by HL7 v2.')),
  support: z
    .prefault(SupportSchema, {})
    .check(z.describe('Whom people here ask for help: on the foot of every page, and where one signs in.')),
  log: z.prefault(LogSchema, {}).check(z.describe('The log, on standard error.')),
});

export type Config = z.infer<typeof ConfigSchema>;
export type SupportContact = Config['support'];
export type ListenerConfig = z.infer<typeof ListenerSchema>;
