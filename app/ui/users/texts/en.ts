import { countedIn } from '../../shell/counted.ts';

const counted = countedIn('en');

export const texts = {
  count: (count: number) => counted(count, { one: '# account', other: '# accounts' }),
  caption: 'Accounts',
  name: 'Name',
  nameHelp: "Letters and digits of any script; spaces and . _ @ + ' - between them.",
  role: 'Role',
  since: 'Since',
  actions: 'Actions',
  you: '(you)',
  add: 'Add',
  addTitle: 'A new account',
  addButton: 'Add the account',
  change: 'Change',
  changeOf: (name: string) => `Change ${name}`,
  keep: 'Keep the changes',
  remove: 'Remove',
  removeOf: (name: string) => `Remove ${name}`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeWords: 'Wherever this account is signed in, it no longer is. What it did stays in the log.',
  removed: (name: string) => `${name} is removed.`,
  added: (name: string) => `${name} is added.`,
  changed: (name: string) => `${name} is changed, and has to sign in again.`,
  password: 'Password',
  passwordHelp: 'At least 10 characters. Tell it to nobody else; its owner changes it under “Your account”.',
  newPassword: 'A new password',
  newPasswordHelp: 'Leave it empty to keep the one that there is.',
  show: 'Show the password',
};

export type Texts = typeof texts;
