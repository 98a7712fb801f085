/** Exit codes, the same for every command. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  config: 3,
  data: 4,
  network: 5,
  damage: 6,
} as const;

export const EXIT_WORDS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done; serve: stopped as asked',
  failed: 'failed for a reason that none of the following names',
  usage: 'the command line has a mistake',
  config: 'the configuration has a mistake',
  data: 'the data folder cannot be used: in use, no permission, full, read-only',
  network: 'a port cannot be opened, or a remote AE cannot be reached or gave up the association',
  damage: 'verify or reindex found files that are damaged or missing',
};

export interface Option {
  readonly type: 'string' | 'boolean';
  /** What stands for the value in help. */
  readonly value?: string;
  readonly words: string;
}

const HELP: Option = { type: 'boolean', words: 'Show this help.' };
const CONFIG: Option = {
  type: 'string',
  value: 'file',
  words: 'Configuration, JSON. Without it: config.json in the data folder, where there is one.',
};
const WEB_PORT: Option = { type: 'string', value: 'port', words: 'Port of the page.' };
const DATA: Option = {
  type: 'string',
  value: 'folder',
  words: 'Where images and index live. Without it: what the configuration says, else ./data.',
};
const LOG_LEVEL: Option = { type: 'string', value: 'level', words: 'debug, info, warn or error.' };
const JSON_OUT: Option = { type: 'boolean', words: 'Print the result as JSON.' };

export interface Command {
  readonly summary: string;
  readonly text: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly examples: readonly string[];
  /** The words after the command, for help. */
  readonly operand?: string;
  /** How many words there may be: one where there is `operand`, unless said. */
  readonly operands?: { readonly least: number; readonly most: number };
}

const OWN_TITLE: Option = { type: 'string', value: 'title', words: 'What we call ourselves. Without it: our own AE title.' };
const ROOT: Option = { type: 'string', value: 'model', words: 'study (default) or patient: the root of the query.' };
const LEVEL: Option = {
  type: 'string',
  value: 'level',
  words: 'patient, study, series or image. Without it: the level of the lowest UID given, else study.',
};
const REMOTE = { config: CONFIG, data: DATA, 'ae-title': OWN_TITLE, 'log-level': LOG_LEVEL, json: JSON_OUT, help: HELP } as const;
const AE_WORDS = 'AE is a title of the AE table, or TITLE@host:port for one that is not in it.';
const MANY = 10_000;

export const COMMANDS = {
  serve: {
    summary: 'Receive and keep images, and show the page.',
    text: 'Runs until it gets SIGINT (Ctrl-C), SIGTERM or SIGHUP; then it takes no new associations, lets open ones finish for some seconds, and ends. A second signal ends it at once: what was acknowledged is safe even then.',
    options: {
      config: CONFIG,
      data: DATA,
      host: {
        type: 'string',
        value: 'address',
        words: 'Address to listen on, for DICOM and for the page. 0.0.0.0: every address of this machine.',
      },
      port: { type: 'string', value: 'port', words: 'DICOM port of the first listener.' },
      'web-port': WEB_PORT,
      'ae-title': { type: 'string', value: 'title', words: 'Our own AE title.' },
      'stay-up': {
        type: 'boolean',
        words: 'Where the data folder cannot be used: stay up all the same, refuse images with A700H, and say why on page and panel.',
      },
      'log-level': LOG_LEVEL,
      help: HELP,
    },
    examples: ['filmroom serve', 'filmroom serve --host 0.0.0.0 --port 104 --ae-title RADIOLOGY'],
  },
  reindex: {
    summary: 'Build the index anew from the image files.',
    text: 'Reads every file below images/ and quarantine/ and writes a new index; the old one is replaced only when the new one is complete. Where the old one can be read, files that changed since they were received, and files that are gone, are named; it brings neither back. Symbolic links are skipped. Stop filmroom serve before.',
    options: { config: CONFIG, data: DATA, 'log-level': LOG_LEVEL, json: JSON_OUT, help: HELP },
    examples: ['filmroom reindex --data /srv/images'],
  },
  verify: {
    summary: 'Read every image again and compare it with what was received.',
    text: 'Compares the SHA-256 and the File Meta Information of each file with what the index keeps, and names each file that is damaged, missing or not in the index. Symbolic links are skipped. Changes nothing. May run beside filmroom serve; objects that come or go meanwhile are no faults. Alone, it keeps the data folder until it ends: serve starts after that.',
    options: {
      config: CONFIG,
      data: DATA,
      'log-level': LOG_LEVEL,
      json: JSON_OUT,
      progress: { type: 'boolean', words: 'Say how far it is as lines of JSON, {"done":1,"total":2}, on standard error.' },
      help: HELP,
    },
    examples: ['filmroom verify', 'filmroom verify --json > report.json'],
  },
  echo: {
    summary: 'Ask a remote AE whether it is there (C-ECHO).',
    text: `Opens an association, asks, and says how long the answer took. ${AE_WORDS}`,
    options: REMOTE,
    operand: 'AE [options]',
    operands: { least: 1, most: 1 },
    examples: ['filmroom echo ARCHIVE', 'filmroom echo ARCHIVE@192.0.2.7:104'],
  },
  reach: {
    summary: 'Find out why a remote AE cannot be reached.',
    text: `Tries cable, neighbour, ping, TCP, A-ASSOCIATE and C-ECHO in turn, and names the first that fails, with what to do. ${AE_WORDS} With host:port alone the AE title is ANY-SCP.`,
    options: REMOTE,
    operand: 'AE|host:port [options]',
    operands: { least: 1, most: 1 },
    examples: ['filmroom reach ARCHIVE', 'filmroom reach ARCHIVE@192.0.2.7:104', 'filmroom reach 192.0.2.7:104'],
  },
  find: {
    summary: 'Search a remote archive (C-FIND).',
    text: `KEY=value searches by an attribute, KEY alone asks for it, both by the keyword of the standard. ${AE_WORDS}`,
    options: { root: ROOT, level: LEVEL, ...REMOTE },
    operand: 'AE [KEY=value | KEY ...] [options]',
    operands: { least: 1, most: MANY },
    examples: [
      "filmroom find ARCHIVE 'PatientName=MILLER*' StudyDate=20260101-",
      'filmroom find ARCHIVE --level series StudyInstanceUID=1.2.3',
    ],
  },
  move: {
    summary: 'Have a remote archive send images to an AE (C-MOVE).',
    text: `The destination is a title that the remote archive knows. Ctrl-C cancels. ${AE_WORDS}`,
    options: {
      to: { type: 'string', value: 'title', words: 'AE title of the destination. Without it: our own.' },
      root: ROOT,
      level: LEVEL,
      ...REMOTE,
    },
    operand: 'AE KEY=value ... [options]',
    operands: { least: 2, most: MANY },
    examples: ['filmroom move ARCHIVE --to WORKSTATION StudyInstanceUID=1.2.3'],
  },
  get: {
    summary: 'Fetch images of a remote archive into a folder (C-GET).',
    text: `Each image becomes a file <SOP Instance UID>.dcm. Ctrl-C cancels. ${AE_WORDS}`,
    options: {
      out: { type: 'string', value: 'folder', words: 'Where the files go. Without it: here.' },
      root: ROOT,
      level: LEVEL,
      ...REMOTE,
    },
    operand: 'AE KEY=value ... [options]',
    operands: { least: 2, most: MANY },
    examples: ['filmroom get ARCHIVE StudyInstanceUID=1.2.3 --out study'],
  },
  send: {
    summary: 'Send files to a remote AE (C-STORE).',
    text: `Sends DICOM files, and those in folders, as they are; uncompressed ones are re-encoded where the remote AE takes them only so. Ctrl-C cancels. ${AE_WORDS}`,
    options: REMOTE,
    operand: 'AE file|folder ... [options]',
    operands: { least: 2, most: MANY },
    examples: ['filmroom send ARCHIVE image.dcm study/'],
  },
  commit: {
    summary: 'Ask a remote AE whether images are safe there (storage commitment).',
    text: `Names the images of DICOM files, and of those in folders, to the remote AE, and waits for its report. It reports on the same association, or calls back: --listen opens a port for that, which the remote AE must know. ${AE_WORDS}`,
    options: {
      listen: { type: 'string', value: 'port', words: 'Take the report on this port too.' },
      wait: { type: 'string', value: 'seconds', words: 'How long to wait for the report. Without it: 600.' },
      ...REMOTE,
    },
    operand: 'AE file|folder ... [options]',
    operands: { least: 2, most: MANY },
    examples: ['filmroom commit ARCHIVE study/', 'filmroom commit ARCHIVE study/ --listen 11112 --wait 60'],
  },
  discover: {
    summary: 'Find DICOM peers on the network.',
    text: 'Asks the networks of this machine who announces a DICOM service (DNS-SD, PS3.15 Annex H.2), and says what to type next. Needs avahi-daemon and avahi-browse. Who does not announce itself, or is in another network, is not seen.',
    options: {
      seconds: { type: 'string', value: 'number', words: 'How long to ask, 1 to 60. Without it: 3.' },
      json: JSON_OUT,
      help: HELP,
    },
    examples: ['filmroom discover', 'filmroom discover --seconds 10 --json'],
  },
  update: {
    summary: 'Install an update on a box, or go back to the version before.',
    text: 'status shows both slots. install puts an update into the slot that does not run, and restarts the box; the new version stays if its self-test passes, else the box comes back by itself. FILE is a path, or the name of a file in /var/lib/filmroom/updates. back returns to the version before. settle is for the box itself.',
    options: {
      config: CONFIG,
      data: DATA,
      'no-restart': { type: 'boolean', words: 'Do not restart the box now.' },
      json: JSON_OUT,
      help: HELP,
    },
    operand: '[status | install FILE | back] [options]',
    operands: { least: 0, most: 2 },
    examples: ['filmroom update status', 'filmroom update install filmroom-nuc-0.2.0.raucb', 'filmroom update back'],
  },
  ladder: {
    summary: 'What a box does by itself when Filmroom has given up.',
    text: 'Restarts it, takes the other slot, or shows the rescue page. systemd starts this when Filmroom has failed too often, or the self-test of a new slot has not passed. Each step is counted in /var/lib/filmroom-box/ladder.json: look there for what was done. Typed on a box it takes the next step at once; on another machine it does nothing.',
    options: { help: HELP },
    operand: '[unit]',
    examples: ['cat /var/lib/filmroom-box/ladder.json'],
  },
  rescue: {
    summary: 'Say what is wrong, in place of the page: a box starts this.',
    text: 'Listens where the page does when Filmroom runs in neither slot.',
    options: { config: CONFIG, data: DATA, 'web-port': WEB_PORT, help: HELP },
    examples: ['filmroom rescue'],
  },
  leds: {
    summary: 'Show the front panel, and say what each LED means.',
    text: 'Asks the filmroom serve of this configuration, on this machine: how each LED looks, what that means, and what to do.',
    options: {
      config: CONFIG,
      data: DATA,
      'web-port': WEB_PORT,
      identify: { type: 'boolean', words: 'Make the LEDs of the box blink for half a minute.' },
      json: JSON_OUT,
      help: HELP,
    },
    examples: ['filmroom leds', 'filmroom leds --identify'],
  },
  panel: {
    summary: 'Show who this box is, where it can be reached, and how it fares.',
    text: 'Name, addresses, AE titles, LEDs, what went wrong last, and the address of the page as a QR code. Also says what it can where filmroom serve does not run. On a box it is what the screen shows.',
    options: {
      config: CONFIG,
      data: DATA,
      'web-port': WEB_PORT,
      watch: { type: 'boolean', words: 'Stay, and show what changes. Ctrl-C ends it.' },
      serial: { type: 'boolean', words: 'Short, without colours and QR code: for a serial console.' },
      json: JSON_OUT,
      help: HELP,
    },
    examples: ['filmroom panel', 'filmroom panel --watch'],
  },
  network: {
    summary: 'Show the two networks of a box, or change them.',
    text: 'show says how each side is: cable, address, what to do. set changes what is named, at once; unless it is confirmed within 90 seconds the settings before it return, so that nobody locks himself out. Keys: hospital=dhcp or address/prefix, gateway=, dns=, ntp=, modality=address/prefix, dhcp-server=on, off or first-last, ntp-server=on or off, hospital-dicom= and modality-dicom=port,port. start is for the box itself.',
    options: { json: JSON_OUT, help: HELP },
    operand: '[show | set KEY=value ... | confirm | revert] [options]',
    operands: { least: 0, most: MANY },
    examples: [
      'filmroom network show',
      'filmroom network set hospital=10.1.2.3/24 gateway=10.1.2.1 dns=10.1.2.2',
      'filmroom network set dhcp-server=192.168.104.100-192.168.104.199',
      'filmroom network confirm',
    ],
  },
  identity: {
    summary: 'Say which box this is: its name, its key, and whether somebody has claimed it.',
    text: 'A box makes its identity at its first start. The claim code is for who sets it up: it is shown to root, and stands in CLAIM.txt on the partition FILMROOM until the box is claimed.',
    options: {
      make: { type: 'boolean', words: 'For the start of the box: make the identity, where there is none.' },
      json: JSON_OUT,
      help: HELP,
    },
    examples: ['filmroom identity'],
  },
  'claim-code': {
    summary: 'Show the code by which a new Filmroom is claimed.',
    text: 'Who enters it on the page makes the first account, of an administrator; then it is void. To be run as root, or as the user that runs filmroom serve. Where all passwords are lost: on a box hold the button until it blinks three times, and open the page; on a computer stop filmroom serve, remove users.json from the data folder, start again.',
    options: { config: CONFIG, data: DATA, json: JSON_OUT, help: HELP },
    examples: ['filmroom claim-code'],
  },
  certificate: {
    summary: 'Show the certificate of the page, write that of its CA, or go back to it.',
    text: 'show says what browsers get, for which names, and until when. ca prints the certificate of the own CA, which browsers are to trust; the page says how. reset removes an uploaded certificate: for when browsers refuse it. Asks the filmroom serve of this configuration, on this machine.',
    options: { config: CONFIG, data: DATA, 'web-port': WEB_PORT, json: JSON_OUT, help: HELP },
    operand: '[show | ca | reset] [options]',
    operands: { least: 0, most: 1 },
    examples: ['filmroom certificate', 'filmroom certificate ca > filmroom-ca.pem', 'filmroom certificate reset'],
  },
  'self-test': {
    summary: 'Call the running Filmroom as a modality would, and look at its index.',
    text: 'Asks the filmroom serve of this configuration, on this machine: C-ECHO at each port, a tiny object stored with sync and taken away again, a query, the page; looks through the index for damage and at the network ports. Leaves nothing behind. To be run as the user that filmroom serve runs as.',
    options: {
      config: CONFIG,
      data: DATA,
      wait: { type: 'string', value: 'seconds', words: 'Test again until all is well, for so long at most.' },
      links: { type: 'string', value: 'names', words: 'Network ports that must have a link, with commas between.' },
      json: JSON_OUT,
      help: HELP,
    },
    examples: ['filmroom self-test', 'filmroom self-test --wait 60 --json'],
  },
  stick: {
    summary: 'Set the network from a CONFIG stick: a box starts this by itself.',
    text: 'Reads network.json from a USB stick whose partition is labelled CONFIG, sets what it names, as filmroom network set does, and writes RESULT.txt beside it. Runs nothing of the stick.',
    options: { help: HELP },
    operand: 'DEVICE [folder]',
    operands: { least: 1, most: 2 },
    examples: ['filmroom stick sdb1'],
  },
  hands: {
    summary: 'Do what needs root, for filmroom serve: a box starts this by itself.',
    text: 'Listens on a unix socket, does the few things that are fixed here (network, updates, power, reset), and ends when nobody has asked for a minute. systemd hands over the socket.',
    options: {
      socket: { type: 'string', value: 'path', words: 'Listen here. Without it: on the socket that systemd hands over.' },
      'log-level': LOG_LEVEL,
      help: HELP,
    },
    examples: ['filmroom hands --socket /run/filmroom-hands.sock'],
  },
  reset: {
    summary: 'Bring the box back to how it left the factory.',
    text: 'Both ways, the name, the keys, the network settings, the configuration, the users and the log go, and the box restarts as a new one. --keep-images keeps the images and their index. --wipe-images removes them too; afterwards they can only come from a backup, or from those who sent them. Asks before it does anything. Needs no network.',
    options: {
      'keep-images': { type: 'boolean', words: 'Keep images and index.' },
      'wipe-images': { type: 'boolean', words: 'Remove everything.' },
      'carry-out': { type: 'string', value: 'device', words: 'For the start of the box: do what was asked for, on this data partition.' },
      esp: { type: 'string', value: 'folder', words: 'With --carry-out: where the EFI system partition is mounted.' },
      'log-level': LOG_LEVEL,
      help: HELP,
    },
    examples: ['filmroom reset --keep-images'],
  },
  version: {
    summary: 'Say which Filmroom this is.',
    text: 'Prints the version of Filmroom and of what it is built on.',
    options: { json: JSON_OUT, licenses: { type: 'boolean', words: 'Print the licences of everything inside.' }, help: HELP },
    examples: ['filmroom version --json'],
  },
  help: {
    summary: 'Explain a command, or the settings.',
    text: 'filmroom help <command> explains a command, filmroom help settings lists everything that a configuration may set.',
    options: { help: HELP },
    operand: '[command | settings]',
    examples: ['filmroom help serve', 'filmroom help settings'],
  },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof COMMANDS;
