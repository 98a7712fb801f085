import type { UsersErrorCode } from '../../users/users.ts';

type Values = Readonly<Record<string, string | number>>;

/** What the pages say that need no JavaScript: sign in, claim, account, and the plain page. */
export const EN = {
  product: 'Filmroom',
  /** What `users` refuses; in English it says so itself. */
  refusals: undefined as Readonly<Record<UsersErrorCode, string | ((values: Values) => string)>> | undefined,
  roles: {
    administrator: 'administrator',
    technician: 'technician',
    technologist: 'technologist',
    viewer: 'viewer',
    machine: 'this machine',
  },
  support: 'Help:',
  language: 'Language',
  signIn: {
    title: 'Sign in',
    name: 'Name',
    password: 'Password',
    button: 'Sign in',
    lost: 'Lost the password? An administrator can give you another. Who is the only administrator holds the button of the box until it blinks three times, then opens this page again; on a computer, see the help of filmroom claim-code.',
    signedOut: 'You are signed out.',
  },
  claim: {
    title: 'Take this Filmroom into use',
    about: 'Nobody has claimed it yet. The account that you make here is its first administrator.',
    code: 'Claim code',
    where:
      'On the screen of the box, in the file CLAIM.txt of its partition FILMROOM, or, on a computer, in the terminal where Filmroom was started, after “Claim” (filmroom claim-code shows it again). Or hold the button of the box until it blinks three times: then no code is asked for.',
    name: 'Your name',
    password: 'A password of at least 10 characters',
    again: 'The password again',
    button: 'Make me the administrator',
    differ: 'The two passwords are not the same.',
    window: (minutes: number) =>
      `The button of the box was held: for ${minutes === 1 ? 'one more minute' : `${minutes} more minutes`} no code is asked for.`,
  },
  recover: {
    offer: 'The button of the box was held.',
    title: 'Set a new password',
    about: 'The account of this name becomes an administrator with this password; a name that is new makes a new account.',
    button: 'Set the password',
  },
  account: {
    title: 'Your account',
    who: (name: string, role: string) => `You are ${name}, ${role}.`,
    change: 'Change the password',
    before: 'The password until now',
    changed: 'The password is changed. Wherever else you were signed in, you no longer are.',
    button: 'Change it',
    signOut: 'Sign out',
    home: 'Back to the page',
  },
  plain: {
    title: 'Filmroom',
    about: 'This is the simple page, which needs no JavaScript.',
    livePage: 'Open the live page',
    account: 'Your account',
    still: 'It shows how things were when it was opened.',
    renew: 'Renew it every 15 seconds',
    renews: 'It renews itself every 15 seconds.',
    stopRenewing: 'Stop renewing',
    sendHere: 'Send images here',
    aeTitle: 'AE title',
    host: 'Address',
    port: 'Port',
    loopbackOnly: 'reachable from this machine only',
    recent: 'Recent studies',
    none: 'No images yet.',
    patient: 'Patient',
    id: 'ID',
    modality: 'Modality',
    date: 'Date',
    series: 'Series',
    images: 'Images',
    open: 'Sending now',
    nobody: 'Nobody is connected.',
    sender: (address: string, images: string) => `from ${address}, ${images} images`,
    refused: 'Lately refused',
    refusedFrom: (address: string, times: string) => `from ${address} (×${times})`,
    disk: 'Disk',
    freeOf: (free: string, total: string) => `${free} free of ${total}`,
    full: 'Refusing images: the disk is full or cannot be written.',
    noName: '(no name)',
    noId: '(no ID)',
    whatToDo: 'What to do:',
  },
};

export type PageTexts = typeof EN;
