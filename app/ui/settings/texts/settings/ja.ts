import type { SettingTexts } from './en.ts';

export const settings: SettingTexts = {
  ownAeTitle: { label: '自分の AE タイトル', help: 'こちらの AE タイトルです。' },
  timeZone: {
    label: 'タイムゾーン',
    help: '施設のタイムゾーンです (例: Asia/Tokyo)。オーダーの時刻、ワークリストの日付、装置の時計の比較がこれに従います。なければこのコンピューターのもので、ボックスでは UTC です。',
  },
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
  'remoteAes[].commitmentReport': {
    label: '保存確約の報告',
    help: '確約の結果を伝える方法です。lingering: 1 秒後も相手のアソシエーションが開いていればそれで、なければ新しいもので。same-association: 開いている間はすぐに相手のもので、なければ新しいもので。new-association: いつも新しいもので。',
  },
  'remoteAes[].commitmentAfterSending': {
    label: '画像を送った後',
    help: '人が画像を送った後の動作です。ask: 画像が保存されたか確認し (保存確約)、検査に答えを表示します。do-not-ask: 何もしません。指定がない場合も同じです。',
  },
  'remoteAes[].worklistStations': {
    label: 'リストに載せる装置',
    help: 'そのワークリストに載せる装置です。as-asked: 求められた装置。own: 何を求められても相手自身の AE タイトルと装置のない手順。any: すべて。',
  },
  'remoteAes[].worklistPastDays': {
    label: 'リスト: 今日より前の日数',
    help: 'ワークリストは今日よりこの日数だけ前から始まります。0 は今日です。',
  },
  'remoteAes[].worklistFutureDays': {
    label: 'リスト: 今日より後の日数',
    help: 'ワークリストは今日よりこの日数だけ後で終わります。0 は今日です。',
  },
  'remoteAes[].worklistExtraKeys': {
    label: 'リスト: 加える属性',
    help: '求められなくてもワークリストに載せる属性をキーワードで書きます。手順の中は ScheduledProcedureStepSequence.ScheduledStationName のように書きます。',
  },
  'remoteAes[].worklistOmittedKeys': {
    label: 'リスト: 省く属性',
    help: 'ワークリストに決して載せない属性をキーワードで書きます。',
  },
  'remoteAes[].worklistCharacterSet': {
    label: 'リスト: 文字集合',
    help: 'ワークリストの Specific Character Set です (例: ISO_IR 192)。文字を表せる場合に使います。',
  },
  'remoteAes[].worklistMaxItems': {
    label: 'リスト: 最大件数',
    help: 'ワークリストはこの件数で終わります。早く始まるものが先です。',
  },
  'worklist.folder': {
    label: 'ワークリストファイルのフォルダー',
    help: 'ワークリストファイル (.wl、DCMTK の wlmscpfs と同じ) のフォルダーです。下のフォルダーも読みます。相対パスはデータフォルダーから数えます。なければ読みません。',
  },
  'worklist.upstreams': {
    label: '他のワークリスト',
    help: 'RIS など他のワークリストです。答えを保存し、相手が止まっていても使えます。',
  },
  'worklist.upstreams[].aeTitle': {
    label: 'AE タイトル',
    help: '相手の AE タイトルです。場所は AE テーブルにあります。',
  },
  'worklist.upstreams[].everyMs': {
    label: '問い合わせの間隔',
    help: '問い合わせる間隔です (ms)。',
  },
  'worklist.upstreams[].pastDays': {
    label: '今日より前の日数',
    help: '今日よりこの日数だけ前からの手順を求めます。',
  },
  'worklist.upstreams[].futureDays': {
    label: '今日より後の日数',
    help: '今日よりこの日数だけ後までの手順を求めます。',
  },
  'worklist.keepDays': {
    label: '保存する日数',
    help: '開始予定日からこの日数がたつと手順を忘れます。',
  },
  'worklist.inbox': {
    label: '照合トレイ',
    help: 'ワークリストと合わない検査、ワークリストにない検査が人の判断を待つかどうか。auto はオーダーがある間。人の判断なしに直されることはありません。',
  },
  'steps.validation': {
    label: '手順に必要なもの',
    help: '実施済み手順 (MPPS) に必要なものです。standard は PS3.4 の表 F.7.2-1 が求めるすべて、lenient は状態だけで、項目を省く装置のためのものです。',
  },
  'steps.completeAfterMs': {
    label: '完了とみなすまで',
    help: 'この時間 (ミリ秒) 新しいものが来なければ検査は完了です。手順が終わり、そこに挙げられたものがすべて届けば、それより早く完了します。',
  },
  'steps.forwardTo': {
    label: '転送先',
    help: '実施済み手順を届いたまま転送する AE タイトル (RIS など) です。場所は AE テーブルにあります。',
  },
  'steps.notify': {
    label: '変化を知らせる相手',
    help: '実施済み手順が始まった、変わった、終わったことを N-EVENT-REPORT で知らせる AE タイトルです。',
  },
  'commitment.timeoutMs': {
    label: '回答までの時間',
    help: '保存確約の要求をこちらが調べる時間、また相手がこちらの要求に報告する時間の上限、ミリ秒です。',
  },
  'commitment.retryMs': { label: '最長の待ち時間', help: '報告や要求を再び試みるまでの最長の時間、ミリ秒です。最初は 5 秒です。' },
  'commitment.giveUpMs': {
    label: 'あきらめるまで',
    help: 'この時間、ミリ秒、届けられなかった報告や要求はあきらめます。ページには残ります。',
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
  'hl7.listen': { label: 'HL7 で依頼を受ける', help: 'HL7 v2 (MLLP) で依頼を受けるかどうかです。' },
  'hl7.host': { label: 'アドレス', help: '待ち受けるアドレスです。0.0.0.0 はこの装置のすべてのアドレスです。' },
  'hl7.port': { label: 'ポート', help: 'HL7 の TCP ポートです。0 は空いているポートです。' },
  'hl7.tls': { label: 'TLS', help: 'このポートでページの証明書による TLS を使うかどうかです。' },
  'hl7.inactivityMs': {
    label: '無通信時間',
    help: '送信側がメッセージの間に黙っていられる時間 (ミリ秒) です。過ぎると接続を閉じます。0 は無制限です。',
  },
  'hl7.applicationName': { label: 'こちらの名前', help: '受信者の名がないメッセージに答えるときの名前です (MSH-3)。' },
  'hl7.characterSet': {
    label: '文字セット',
    help: '文字セットの指定がない、または ASCII とあるのに他の文字を含むメッセージの読み方です。auto は UTF-8 だけを読みます。',
  },
  'hl7.assigningAuthority': {
    label: '患者 ID の発行者',
    help: 'PID-3 に複数の ID があるとき、どの発行者 (成分 4) のものを使うかです。なければ診療録番号です。',
  },
  'hl7.otherMessages': {
    label: 'その他のメッセージ',
    help: '依頼でも訂正でもないメッセージです。reject は AR で答え、ignore は AA で答えて何もしません。',
  },
  'hl7.mapping': { label: '規則', help: '項目の値に応じて依頼のモダリティと装置を決めます。最初に合う規則が効きます。' },
  'hl7.mapping[].field': { label: '項目', help: 'メッセージのどの項目を見るかです。例: OBR-24、PV1-3.1。' },
  'hl7.mapping[].value': { label: '値', help: 'そこにあるべき値です。大文字と小文字は区別しません。' },
  'hl7.mapping[].modality': { label: 'モダリティ', help: 'その依頼のモダリティで、DICOM の名前です。' },
  'hl7.mapping[].stationAeTitle': { label: '装置の AE タイトル', help: 'その依頼を行う装置の AE タイトルです。' },
  'support.name': { label: '問い合わせ先', help: 'この Filmroom について相談できる会社や人です。' },
  'support.phone': { label: '電話番号', help: '問い合わせ先の電話番号です。' },
  'support.mail': { label: 'メールアドレス', help: '問い合わせ先のメールアドレスです。' },
  'support.hours': { label: '受付時間', help: '連絡できる時間です。例: 月曜から金曜、8 時から 17 時。' },
  'log.level': { label: 'ログのレベル', help: '記録する最も低いレベルです。' },
};
