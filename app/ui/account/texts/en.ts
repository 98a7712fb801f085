export const texts = {
  signOut: 'Sign out',
  endsAt: (time: string) => `You stay signed in until ${time} at the latest.`,
  look: 'Language and look',
  language: 'Language',
  theme: 'Look',
  themes: { auto: 'Auto', light: 'Light', dark: 'Dark' },
  password: 'Change the password',
  before: 'The password until now',
  after: 'The new password',
  afterHelp: 'At least 10 characters. Three or four words are easy to keep in mind.',
  again: 'The new password again',
  differ: 'The two are not the same.',
  change: 'Change it',
  changed: 'The password is changed. Wherever else you were signed in, you no longer are.',
};

export type Texts = typeof texts;
