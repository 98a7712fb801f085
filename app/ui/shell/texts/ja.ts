import { countedIn } from '../counted.ts';
import type { Texts } from './en.ts';

const counted = countedIn('ja');

export const texts: Texts = {
  product: 'Filmroom',
  skip: '本文へ移動',
  support: 'サポート:',
  navigation: 'ページ',
  more: 'その他',
  loading: '読み込み中…',
  loadFailed: 'ページを読み込めませんでした。一時的に接続が切れた可能性があります。',
  again: '再試行',
  unreachable: 'Filmroom が応答しません。ネットワークを確認して、もう一度お試しください。',
  notFound: { title: '見つかりません', words: 'このページは存在しないか、表示する権限がありません。', home: '概要へ' },
  pages: {
    dashboard: { title: '概要', short: '概要' },
    studies: { title: '検査', short: '検査' },
    today: { title: '今日の仕事', short: '今日' },
    commitment: { title: '保存の確約', short: '保存確約' },
    worklist: { title: 'ワークリスト', short: '予定' },
    inbox: { title: '照合トレイ', short: '照合' },
    modalities: { title: '装置と送信先', short: '装置' },
    diagnostics: { title: '診断', short: '診断' },
    settings: { title: '設定', short: '設定' },
    setup: { title: '初期設定', short: '初期設定' },
    certificate: { title: '証明書', short: '証明書' },
    box: { title: '本体', short: '本体' },
    users: { title: 'ユーザー', short: 'ユーザー' },
    tokens: { title: 'アクセストークン', short: 'トークン' },
    account: { title: 'アカウント', short: 'アカウント' },
  },
  link: { connecting: '接続中', live: '接続済み', lost: '接続が切れました' },
  lost: {
    title: 'Filmroom との接続が切れました。',
    seenAt: (time) => `表示内容は ${time} 時点のもので、古い可能性があります。`,
    nothing: 'まだ表示できるものがありません。',
    whatToDo:
      'このページは自動的に再接続を試みます。続く場合は、Filmroom 本体の電源が入っていること、ネットワークケーブルが接続されていること、このコンピューターが同じネットワークにあることを確認してください。',
  },
  newStudies: (count, modalities) =>
    count === 1 ? `新しい検査を受信中: ${modalities}` : counted(count, { other: '新しい検査 # 件を受信中' }),
  roles: {
    administrator: { name: '管理者', may: 'アカウントとトークンを含むすべての操作ができます。' },
    technician: { name: '技術者', may: 'ネットワーク、装置、設定を変更できます。アカウントは扱えません。' },
    technologist: { name: '診療放射線技師', may: '検査と装置を確認できます。設定は変更できません。' },
    viewer: { name: '閲覧者', may: '閲覧のみで、変更はできません。' },
    machine: { name: 'このマシン', may: '' },
  },
};
