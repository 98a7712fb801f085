import { countedIn } from '../../shell/counted.ts';
import type { Texts } from './en.ts';

const counted = countedIn('ja');
const wait = (seconds: number) =>
  seconds < 60 ? counted(seconds, { other: '# 秒' }) : counted(Math.ceil(seconds / 60), { other: '# 分' });

export const texts: Texts = {
  WEB_NO_SUCH_KNOCK: 'この接続要求はすでに一覧にありません。登録または削除されたか、新しいものに置き換わりました。',
  WEB_KNOCK_WITHOUT_TITLE: '装置が自分の AE タイトルを送っていません。装置側で設定して再度接続するか、ここで名前を指定してください。',
  WEB_BAD_HOST: 'アドレスバーの名前はこの Filmroom のものではありません。IP アドレスまたは .local の名前で開いてください。',
  WEB_CROSS_SITE: 'Filmroom は自身のページにのみ応答します。アドレスを直接開いてください。',
  WEB_NOT_FOUND: 'すでに存在しません。ページを再読み込みしてください。',
  WEB_METHOD: 'ここでは実行できません。ページを再読み込みしてください。',
  WEB_SIGN_IN_FIRST: 'セッションが終了しました。もう一度サインインしてください。',
  WEB_NOT_ALLOWED: 'このアカウントには権限がありません。管理者が実行するか、別の権限を設定できます。',
  WEB_NOT_JSON_BODY: '要求を読み取れません。ページを再読み込みしてください。',
  WEB_BAD_BODY: ({ faults }) => `この内容は使用できません: ${faults}`,
  WEB_BODY_TOO_LONG: '長すぎます。短くしてください。',
  WEB_LIMIT: ({ least, most }) => `${least} から ${most} までの数値を指定してください。`,
  WEB_MALFORMED: '要求を読み取れません。ページを再読み込みしてください。',
  WEB_TOO_LARGE: 'ブラウザーが送るデータが多すぎます。このアドレスの Cookie を削除して、もう一度お試しください。',
  WEB_TIMEOUT: '要求が時間内に届きませんでした。もう一度お試しください。',
  WEB_TOO_MANY_LIVE: '開いているページが多すぎます。Filmroom のページをいくつか閉じてください。',
  WEB_ARCHIVE_SILENT:
    'インデックスが応答しません。しばらくしてもう一度お試しください。続く場合はディスクの故障が考えられます。ログを確認してください。',
  WEB_NO_SUCH_AE: ({ title }) => `「${title}」はすでに一覧にありません。`,
  WEB_BAD_ADDRESS: 'そのアドレスはありません。',
  WEB_BAD_ENTRY: ({ faults }) => `この登録内容は使用できません: ${faults}`,
  WEB_FIXED_ENTRY: 'この登録は設定ファイルにあり、ここでは変更できません。',
  WEB_NOT_JSON: '要求を読み取れません。ページを再読み込みしてください。',
  WEB_ENTRY_TOO_LONG: '登録内容が長すぎます。短くしてください。',
  WEB_OURS: 'Filmroom 自身の不具合です。ログに記録されています。',
  USERS_UNREADABLE: 'アカウントをディスクから読み取れません。原因はログにあります。',
  USERS_NOT_KEPT: '変更をディスクに保存できませんでした。何も変更されていません。',
  USERS_CLAIMED: 'この Filmroom にはすでに所有者がいます。サインインするか、管理者にアカウントを依頼してください。',
  USERS_NOT_CLAIMED: 'この Filmroom はまだ使用開始の登録がされていません。',
  USERS_WRONG_CODE: 'この Filmroom の登録コードではありません。',
  USERS_WRONG_PASSWORD: 'パスワードが違います。',
  USERS_LOCKED: ({ seconds }) => `間違いが多すぎます。${wait(Number(seconds))}後にもう一度お試しください。`,
  USERS_BUSY: 'サインインが集中しています。数秒後にもう一度お試しください。',
  USERS_BAD_NAME: ({ most }) => `名前は 1～${most} 文字の文字と数字です。途中に空白と . _ @ + ' - を使用できます。`,
  USERS_WEAK_PASSWORD: ({ why, characters }) =>
    ({
      short: `パスワードは ${characters} 文字以上にしてください。3～4 個の単語を並べると覚えやすくなります。`,
      long: `パスワードは ${characters} 文字以内にしてください。`,
      listed: 'このパスワードは最初に試される一覧に含まれています。別のものにしてください。',
      name: 'このパスワードは名前とほぼ同じです。別のものにしてください。',
    })[String(why)] ?? 'このパスワードは弱すぎます。別のものにしてください。',
  USERS_NAME_TAKEN: 'この名前のアカウントはすでにあります。別の名前にしてください。',
  USERS_NO_SUCH: 'すでに存在しません。他の人が削除しました。',
  USERS_LAST_ADMINISTRATOR: '最後の管理者です。先に別の管理者を設定してください。',
  USERS_TOO_MANY: ({ most }) => `上限の ${most} 件に達しています。先にどれかを削除してください。`,
};
