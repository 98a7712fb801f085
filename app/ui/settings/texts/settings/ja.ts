import type { SettingTexts } from './en.ts';

export const settings: SettingTexts = {
  ownAeTitle: { label: '自分の AE タイトル', help: 'こちらの AE タイトルです。' },
  dataFolder: {
    label: 'データフォルダー',
    help: '画像と索引の場所です。相対パスは設定ファイルのフォルダーから数えます。なければ ./data です。',
  },
  listeners: { label: 'DICOM ポート', help: '装置が送る先のポートです。' },
  'listeners[].name': { label: '名前', help: 'ログとページでの呼び名です。' },
  'listeners[].host': { label: 'アドレス', help: '待ち受けるアドレスです。0.0.0.0 はこの装置のすべてのアドレスです。' },
  'listeners[].port': { label: 'ポート', help: 'TCP ポートです。0 は空いているものを使います。' },
  'listeners[].aeTitles': { label: 'AE タイトル', help: '応答する AE タイトルです。なければ自分の AE タイトルです。' },
  'listeners[].calledAePolicy': {
    label: '呼び出される AE タイトル',
    help: 'exact は、こちらのタイトルでない呼び出しを拒否します (1/1/7)。',
  },
  'listeners[].callingAePolicy': {
    label: '呼び出せる相手',
    help: '誰でも、一覧の相手、一覧の相手でそのアドレスから、のいずれかです (1/1/3)。',
  },
  'listeners[].callingAeTitles': { label: '許可する相手', help: 'list と list+ip で許可する呼び出し元の AE タイトルです。' },
  'listeners[].callingAeTitles[].aeTitle': { label: 'AE タイトル', help: '呼び出し元の AE タイトルです。完全に一致させます。' },
  'listeners[].callingAeTitles[].addresses': { label: 'アドレス', help: '呼び出してよい IP アドレスです。list+ip で確かめます。' },
  'listeners[].services': { label: 'サービス', help: 'ここで提供するサービスです。' },
  'listeners[].maxPduLength': {
    label: '最大 PDU 長',
    help: '受け取れると通知する P-DATA-TF PDU の最大の長さ、バイト (PS3.8 付属書 D.1)。0 は無制限です。',
  },
  'listeners[].maxAssociations': {
    label: '同時アソシエーション数',
    help: '同時に開けるアソシエーションの数です。それを超えると拒否します (2/3/2)。',
  },
  'listeners[].maxPerRemoteAe': {
    label: '1 つの AE の同時数',
    help: '1 つの呼び出し元 AE タイトルと同時に開ける数です。0 は個別の制限なしです。',
  },
  'listeners[].artimMs': { label: 'ARTIM', help: 'ARTIM (PS3.8 §9.1.5): 接続が A-ASSOCIATE-RQ を待てる時間、ミリ秒です。' },
  'listeners[].inactivityMs': { label: '無通信の時間', help: 'アソシエーションが無通信でいられる時間、ミリ秒です。0 は無期限です。' },
  'listeners[].onInactivity': { label: '無通信のあと', help: '無通信のアソシエーションの終わらせ方です。' },
  'storage.transferSyntaxPolicy': { label: '転送構文', help: '提案された転送構文のどれを受け入れるかです。' },
  'storage.duplicatePolicy': {
    label: '画像が再び届いたとき',
    help: 'SOP Instance UID が別の内容で再び届いたときです。keep-both は新しい方を隔離します。',
  },
  'storage.catalogueValidation': {
    label: '画像に必要なもの',
    help: '保存に必要なものです。lenient は 4 つの UID、iod は SOP クラスが必須とする行、列、位置なども、strict は Modality もです。',
  },
  'storage.privateSopClasses': { label: '私的 SOP クラス', help: '標準のものと同じように保存する私的 SOP クラスです。' },
  'storage.acceptRetired': {
    label: '廃止された SOP クラス',
    help: '廃止された SOP クラスを受け入れるかどうかです。保存クラスと Patient/Study Only の検索モデルです。',
  },
  'storage.reserveBytes': { label: '空けておく容量', help: '空けておくディスク容量、バイトです。これを下回ると画像を拒否します (A700H)。' },
  remoteAes: { label: 'AE テーブル', help: '知っている相手の表です。C-MOVE、許可、こちらからの要求に使います。' },
  'remoteAes[]': { label: 'AE テーブル', help: 'AE テーブルの項目です。' },
  'remoteAes[].title': { label: 'AE タイトル', help: '相手の AE タイトルです。完全に一致させます。' },
  'remoteAes[].host': { label: 'アドレス', help: '相手のアドレスまたはホスト名です。' },
  'remoteAes[].port': { label: 'ポート', help: '相手が待ち受ける DICOM ポートです。' },
  'remoteAes[].transferSyntaxes': { label: '転送構文', help: '提案する転送構文の UID です。なければ必要なものすべてです。' },
  'remoteAes[].allowedServices': { label: '使えるサービス', help: '呼び出したときに使えるサービスです。なければそのポートのすべてです。' },
  'remoteAes[].maxAssociations': {
    label: '同時アソシエーション数',
    help: 'その相手と同時に開く数です。なければ全体の制限だけが働きます。',
  },
  'remoteAes[].characterSet': {
    label: '文字集合',
    help: 'utf-8: 検索への応答に UTF-8 を使えます。own: 要求の文字集合で表せればそれを使います。',
  },
  'requestor.maxAssociations': {
    label: '同時アソシエーション数',
    help: 'こちらから開くアソシエーションの、全相手を通しての数です。それを超えると待ちます。',
  },
  'requestor.connectTimeoutMs': { label: '接続の待ち時間', help: '接続を含め、相手が A-ASSOCIATE-RQ に答えるまで待つ時間、ミリ秒です。' },
  'requestor.responseTimeoutMs': {
    label: '応答の待ち時間',
    help: '応答がない、またはデータを受け取らない相手をあきらめるまでの時間、ミリ秒です。',
  },
  'web.host': { label: 'ページのアドレス', help: 'ページのアドレスです。0.0.0.0 はこの装置のすべてのアドレスです。' },
  'web.port': { label: 'ページのポート', help: 'ページの TCP ポートです。0 は空いているものを使います。' },
  'web.corsOrigins': {
    label: '別の場所のビューア',
    help: 'ブラウザから DICOMweb を使ってよいウェブアプリのオリジンです。例：https://viewer.example（CORS）',
  },
  'web.hostNames': { label: '別の名前', help: 'プロキシなど、ページを開くときの別の名前です。' },
  'web.tls': {
    label: 'HTTPS',
    help: 'auto は、この装置のプログラム以外もページを開けるときに HTTPS です。HTTP で来ると HTTPS へ送ります。',
  },
  'web.morePorts': {
    label: 'ほかのポート',
    help: '80 や 443 など、同じページのほかの TCP ポートです。それぞれで HTTPS と HTTP を見分けます。',
  },
  'panel.leds': {
    label: 'LED',
    help: '前面パネルの表示方法です。ledclass はカーネルの LED、console は標準出力の行、auto は LED ファイルがあれば LED です。',
  },
  'panel.ledsFile': { label: 'LED のファイル', help: '装置のどの LED がパネルのどの LED になるか、およびボタンの名前です。' },
  'panel.ledsFolder': { label: 'LED のフォルダー', help: 'カーネルの LED がある場所です。' },
  'panel.modalityInterface': {
    label: '装置側のインターフェース',
    help: 'MODALITY が示すケーブルのインターフェースです。なければもう一方とみなします。',
  },
  'panel.hospitalInterface': {
    label: '病院側のインターフェース',
    help: 'HOSPITAL が示すケーブルとアドレスのインターフェースです。なければもう一方とみなします。',
  },
  'mdns.announce': {
    label: '通知する',
    help: 'avahi-daemon があれば、DICOM ポートとページをネットワークに知らせるかどうかです (PS3.15 H.2)。',
  },
  'log.level': { label: 'ログのレベル', help: '記録する最も低いレベルです。' },
};
