/** What the pages say that need no JavaScript: sign in, claim, account. */
export const SIGN_IN_TEXTS = {
  product: 'Filmroom',
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
      'On the screen of the box, in the file CLAIM.txt of its partition FILMROOM, or on this computer by filmroom claim-code. Or hold the button of the box until it blinks three times: then no code is asked for.',
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
} as const;
