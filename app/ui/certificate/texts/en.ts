export const texts = {
  off: 'This page came over HTTP, within this computer. Filmroom switches HTTPS on by itself as soon as others can reach it; the setting web.tls decides.',
  trust: {
    title: 'Let this device trust Filmroom',
    why: 'Filmroom signs its certificate itself, so that browsers warn at first. Install the certificate of its own CA once on each computer, phone and tablet; then the warning goes, and stays away when the certificate is renewed.',
    download: 'Download for this device (.crt)',
    downloadPem: 'As text (.pem)',
    limits:
      'The CA can sign for this Filmroom’s names, for .local names and for addresses only: nobody could use it to pose as another site of the internet. Compare its SHA-256 with that of “filmroom certificate” on the box, if in doubt.',
    systems: {
      windows: {
        name: 'Windows (Chrome, Edge)',
        steps: [
          'Open the downloaded file and choose “Install Certificate…”.',
          'Choose “Local Machine” for everybody at this computer, or “Current User”.',
          'Choose “Place all certificates in the following store”, then “Browse…” and “Trusted Root Certification Authorities”.',
          'Finish, and start the browser again.',
        ],
      },
      macos: {
        name: 'Mac (Safari, Chrome)',
        steps: [
          'Open the downloaded file: Keychain Access takes it into “login” or “System”.',
          'Find it there under “Certificates” and open it with a double click.',
          'Below “Trust”, set “When using this certificate” to “Always Trust”.',
          'Close the window, and give your password.',
        ],
      },
      ios: {
        name: 'iPhone, iPad',
        steps: [
          'Download with Safari and allow the profile.',
          'Open Settings: “Profile Downloaded” is at the top. Install it.',
          'Open Settings › General › About › Certificate Trust Settings.',
          'Switch this CA on below “Enable full trust”.',
        ],
      },
      android: {
        name: 'Android (Chrome)',
        steps: [
          'Download the file.',
          'Open Settings and search for “CA certificate”. Often it is below Security › More security › Encryption & credentials › Install a certificate.',
          'Choose “CA certificate”, “Install anyway”, and the downloaded file.',
          'Firefox on Android: Settings › About Firefox, tap the logo five times, go back to Secret Settings, switch on “Use third party CA certificates”.',
        ],
      },
      firefox: {
        name: 'Firefox on a computer',
        steps: [
          'On Windows and Mac install the certificate as above: Firefox takes it from there.',
          'Elsewhere open Settings › Privacy & Security › View Certificates… › Authorities › Import…',
          'Choose the downloaded file, and tick “Trust this CA to identify websites”.',
        ],
      },
      linux: {
        name: 'Linux (Chrome, Chromium)',
        steps: [
          'Open chrome://certificate-manager, then “Local certificates”.',
          'Below “Trusted Certificates” choose “Import” and the downloaded file.',
          'For curl and others (Debian, Ubuntu): copy the .crt as text to /usr/local/share/ca-certificates and run sudo update-ca-certificates.',
        ],
      },
    },
  },
  inUse: {
    title: 'The certificate that browsers get',
    by: 'Signed by',
    own: 'the own CA',
    trusts: {
      public: 'browsers trust it by themselves',
      authority: 'browsers that trust who signed it',
      self: 'it signed itself',
    },
    names: 'For',
    valid: 'Valid',
    notCovered: 'Names and addresses of this Filmroom that it is not for: browsers warn there',
    ca: 'The own CA',
    name: 'Name',
    until: 'Until',
    compare: 'Who installs the CA may compare the SHA-256 with what the device shows.',
    ended: (subject: string, day: string) =>
      `The uploaded certificate of ${subject} ended on ${day}. Browsers get one of the own CA until a new one is uploaded.`,
    reset: 'Back to the own CA',
    resetTitle: 'Back to the own CA?',
    resetWords: 'The uploaded certificate and its key are removed. Devices that do not trust the own CA will warn.',
    isReset: 'The own CA signs again.',
  },
  upload: {
    title: 'Use a certificate of another CA',
    why: 'For example one of the hospital’s own CA, which its computers trust already. It holds at once for new connections; sessions stay.',
    chain: 'Certificate and chain (PEM)',
    chainHelp: 'The certificate of this Filmroom and those that signed it, in any order.',
    key: 'Private key (PEM)',
    keyHelp: 'Not locked with a passphrase. It is kept on the box only, and never shown again.',
    keyOfRequest: 'Leave empty for a certificate that was made from the request below.',
    fileFor: (label: string) => `File: ${label}`,
    send: 'Check and use it',
    done: 'The certificate is in use.',
    doneElsewhere: (host: string) => `The certificate is in use, but it is not for ${host}: open Filmroom by a name that is in it.`,
  },
  request: {
    title: 'Ask a CA for a certificate',
    why: 'Makes a key, which stays on this Filmroom, and a request (CSR) for who runs the CA. Upload above what comes back.',
    waits: (day: string, names: readonly string[]) => `A request of ${day} waits for its certificate. It is for: ${names.join(', ')}.`,
    text: 'Request (PEM)',
    names: 'Names and addresses',
    namesHelp: 'With spaces between. Add the name under which the hospital will call it, e.g. filmroom.clinic.example.',
    organization: 'Organization (optional)',
    country: 'Country (optional)',
    countryHelp: 'Two letters, e.g. DE or JP.',
    kind: 'Kind of key',
    kinds: { ec: 'EC P-256', rsa: 'RSA 3072, for a CA that takes no EC key' },
    make: 'Make a request',
    made: 'The request is made.',
    againTitle: 'Make another request?',
    againWords: 'The request before becomes void: a certificate made from it can no longer be used.',
  },
};

export type Texts = typeof texts;
