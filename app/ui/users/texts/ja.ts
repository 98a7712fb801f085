import { countedIn } from '../../shell/counted.ts';
import type { Texts } from './en.ts';

const counted = countedIn('ja');

export const texts: Texts = {
  count: (count) => counted(count, { other: 'アカウント # 件' }),
  caption: 'アカウント',
  name: '名前',
  nameHelp: "文字と数字。途中に空白と . _ @ + ' - を使用できます。",
  role: '権限',
  since: '登録日',
  actions: '操作',
  you: '（自分）',
  add: '追加',
  addTitle: '新しいアカウント',
  addButton: 'アカウントを追加',
  change: '変更',
  changeOf: (name) => `${name} を変更`,
  keep: '変更を保存',
  remove: '削除',
  removeOf: (name) => `${name} を削除`,
  removeTitle: (name) => `${name} を削除しますか？`,
  removeWords: 'このアカウントのサインインはすべて終了します。操作の記録はログに残ります。',
  removed: (name) => `${name} を削除しました。`,
  added: (name) => `${name} を追加しました。`,
  changed: (name) => `${name} を変更しました。再度サインインが必要です。`,
  password: 'パスワード',
  passwordHelp: '10 文字以上。本人以外には知らせず、本人が「アカウント」のページで変更します。',
  newPassword: '新しいパスワード',
  newPasswordHelp: '変更しない場合は空のままにします。',
  show: 'パスワードを表示',
};
