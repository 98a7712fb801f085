import type { Texts } from './en.ts';

export const texts: Texts = {
  open: '待っているもの',
  over: '終わったもの',
  about: '装置は画像を消す前に、ここに安全に保存されたかを尋ねます。画像を 1 枚ずつ読み直して受け取ったものと比べ、結果を装置に伝えます。',
  noneOpen: '待っている装置はありません。',
  noneToDo:
    'まだどの装置も尋ねていません。装置ではこのサービスを Storage Commitment と呼びます。アドレス、ポート、AE タイトルは保存と同じです。',
  directions: { received: 'からの要求', sent: 'への要求' },
  states: {
    judging: '画像を読んでいます。',
    reporting: '結果を伝えます。',
    reported: '伝えました。',
    asking: '尋ねます。',
    awaiting: '回答を待っています。',
    answered: '回答がありました。',
    failed: '回答がありません。',
    'given-up': 'あきらめました。',
  },
  counts: ({ total, committed, failed }) =>
    [`画像 ${total} 枚`, ...(committed > 0 ? [`安全 ${committed} 枚`] : []), ...(failed > 0 ? [`安全でない ${failed} 枚`] : [])].join('、'),
  tried: (attempts) => `${attempts} 回試みました。`,
  next: (time) => `次は ${time} です。`,
  failures: (count) => `安全でない画像 ${count} 枚`,
  firstOf: (count) => `最初の ${count} 枚です。`,
  details: '詳細',
  transaction: 'Transaction UID',
  tryNow: '今すぐ試す',
  tryOf: (peer) => `今すぐ試す: ${peer}`,
  giveUp: 'あきらめる',
  giveUpOf: (peer) => `あきらめる: ${peer}`,
  giveUpTitle: (peer) => `${peer} をあきらめますか`,
  giveUpWords: {
    received: '装置には伝わりません。装置は、もう一度尋ねるか、誰かがそこで消すまで画像を残します。',
    sent: '宛先にはもう尋ねません。画像がそこで安全かどうかは分からないままです。',
  },
  why: {
    JUDGING: () => '画像を 1 枚ずつ最後まで読み、受け取ったものと比べています。',
    ARCHIVE_FAILED: ({ words }) => `今は画像を読めません: ${words}。自動で続きます。`,
    READY: () => 'まもなく送ります。',
    ON_ITS_ASSOCIATION: () => '要求と同じアソシエーションで送ります。',
    NOT_IN_TABLE: ({ peer }) =>
      `${peer} はアソシエーションを閉じ、装置と宛先の表にありません。待ち受けるポートとともに表に追加してください。`,
    UNREACHABLE: ({ words }) => `接続できません: ${words}。電源は入っていますか。アドレスとポートは正しいですか。`,
    NO_CONTEXT: ({ peer }) =>
      `${peer} は応答しますが、そこでは保存の確約を受け付けません。専用のポートを持つ装置もあります。そのポートを入力してください。`,
    ROLE_REFUSED: ({ peer }) =>
      `${peer} は新しいアソシエーションでの報告を許しません (SCP の役割を拒否)。装置の設定を確かめるか、報告を「相手のもの」にしてください。`,
    NO_ANSWER: ({ words }) => `つながりましたが回答がありません: ${words}。`,
    REFUSED: ({ status }) => `回答は ${status} でした。`,
    FETCHABLE: () => '結果は取得できる状態です。',
    REPORTED: () => '結果は相手に届きました。',
    AWAITING: () => '要求は受け付けられました。',
    NO_REPORT: ({ seconds }) =>
      `要求は受け付けられましたが、${seconds} 秒以内に報告がありませんでした。相手はこちらの AE タイトルとポートに接続できますか。`,
    ANSWERED: () => '何が安全かの回答がありました。',
    TOO_OLD: ({ hours }) => `${hours} 時間試みました。`,
    BY_PERSON: ({ by }) => `${by} によります。`,
    OURS: () => 'こちらの不具合です。詳しくはログにあります。',
  },
  reasons: {
    '0110H': 'ここのファイルが壊れているか無い、隔離されている、またはこの UID で別の内容が保存されています',
    '0112H': 'ここにありません',
    '0119H': 'ここでは別の SOP クラスです',
    '0122H': 'ここに無く、保存しないクラスです',
    '0131H': 'この Transaction UID は使われたことがあります',
    '0213H': '時間内に調べられませんでした',
  },
  otherReason: (hex) => `理由 ${hex}`,
};
