import { countedIn } from '../../shell/counted.ts';
import type { Texts } from './en.ts';

const counted = countedIn('ja');

export const texts: Texts = {
  count: (count) => counted(count, { other: 'トークン # 件' }),
  caption: 'トークン',
  none: 'トークンを持つプログラムはありません。',
  about:
    'トークンがあると、プログラムはパスワードなしで Filmroom に問い合わせできます（ディスクの監視など）。アカウントとトークンを除き、その権限の範囲で操作できます。',
  name: '用途',
  nameHelp: '後でどれを取り消すか分かるように、監視システムの名前などを付けます。',
  role: '権限',
  madeAt: '作成日',
  madeBy: '作成者',
  actions: '操作',
  make: '作成',
  makeTitle: '新しいトークン',
  makeButton: 'トークンを作成',
  secretTitle: 'トークン',
  secretWords: '今すぐコピーしてください。表示されるのはこの 1 回だけで、保存されるのは照合用の値のみです。',
  example: 'プログラムでの使い方:',
  command: 'コマンド',
  done: 'コピーしました',
  revoke: '取り消し',
  revokeOf: (name) => `取り消し: ${name}`,
  revokeTitle: (name) => `${name} を取り消しますか？`,
  revokeWords: 'このトークンを使うプログラムは、これ以降拒否されます。',
  revoked: (name) => `${name} を取り消しました。`,
};
