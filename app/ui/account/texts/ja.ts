import type { Texts } from './en.ts';

export const texts: Texts = {
  signOut: 'サインアウト',
  endsAt: (time) => `サインインは遅くとも ${time} に終了します。`,
  look: '言語と表示',
  language: '言語',
  theme: '表示',
  themes: { auto: '自動', light: 'ライト', dark: 'ダーク' },
  password: 'パスワードの変更',
  before: '現在のパスワード',
  after: '新しいパスワード',
  afterHelp: '10 文字以上。3～4 個の単語を並べると覚えやすくなります。',
  again: '新しいパスワード（確認）',
  differ: '2 つのパスワードが一致しません。',
  change: '変更する',
  changed: 'パスワードを変更しました。他の場所でのサインインは終了しました。',
};
