import { countedIn } from '../../shell/counted.ts';
import type { Texts } from './en.ts';

const counted = countedIn('ja');

export const texts: Texts = {
  diskTrouble: {
    nearlyFull: {
      title: (room) => `ディスクの残りが少なくなっています（あと ${room}）。`,
      whatToDo:
        '画像はまだ受信できます。いっぱいになる前に、空きを増やすか大容量のディスクを追加するよう、Filmroom の管理担当者に連絡してください。',
    },
    full: {
      title: () => 'ディスクがいっぱいです。新しい画像は受信されません。',
      whatToDo:
        '保存済みの画像は無事です。空きを増やすか大容量のディスクを追加するよう管理担当者に連絡し、そのあと装置から画像を再送してください。',
    },
    missing: {
      title: () => '使用できるデータディスクがありません。新しい画像は受信されません。',
      whatToDo: 'ディスクを用意したあと、装置から画像を再送してください。',
    },
    unwritable: {
      title: () => 'ディスクに書き込めません。新しい画像は受信されません。',
      whatToDo: '保存済みの画像は削除されていません。管理担当者にディスクの確認を依頼してください。原因は Filmroom のログにあります。',
    },
  },
  overview: '一覧',
  studies: '検査',
  images: '画像',
  receiving: '受信中',
  room: '空き容量',
  recent: '最近の検査',
  noName: '氏名なし',
  noId: 'ID なし',
  noDate: '日付なし',
  series: (count) => counted(count, { other: '# シリーズ' }),
  imagesOf: (count) => counted(count, { other: '画像 # 枚' }),
  since: (time) => `${time} から`,
  nobody: '接続中の装置はありません。',
  to: (aeTitle) => `宛先 ${aeTitle}`,
  refused: '最近拒否した接続',
  times: (count) => counted(count, { other: '# 回' }),
  lastAt: (time) => `最終 ${time}`,
  whatToDo: '対処:',
  panel: '前面パネル',
  disk: 'ディスク',
  used: '使用済み',
  free: '空き',
  reserve: '予備',
  roomOf: (room, total) => `${total} 中、空き ${room}`,
  noRoom: (total) => `空きなし（全 ${total}）`,
  none: 'なし',
  onTheNetwork: 'ネットワーク上の名前',
  networkName: '名前',
  openPageAs: (name) => `このネットワークの他のコンピューターからは ${name} で見つかります。`,
  renamed: (wanted, now) =>
    `${wanted} という名前は別の機器が使用しているため、この機器は ${now} になっています。どちらかの名前を変更してください。`,
  sendHere: '画像の送信先',
  aeTitle: 'AE タイトル',
  host: 'アドレス',
  port: 'ポート',
  tls: 'TLS',
  tlsOnly: '暗号化接続のみ',
  loopbackOnly:
    'このアドレスはこのコンピューター専用で、装置からはまだ接続できません。管理担当者がネットワークに公開できます（設定 listeners.host、例: 0.0.0.0）。',
  empty: {
    title: '画像はまだありません。',
    intro: '画像を送る各装置（CT、MR、超音波、X 線、ワークステーション）に Filmroom の場所を登録してください:',
    steps: [
      '装置のネットワークまたは DICOM の設定を開き、送信先（「アーカイブ」「PACS」「ストレージ」など）を追加します。',
      '上に表示されているとおりに正確に入力します。',
      '装置の「Verify」または「Echo」を押し、成功と表示されることを確認します。',
      '画像を 1 枚送信します。自動的にここに表示されます。',
    ],
    terminal: '技術者向け: 端末からテスト画像を送る',
  },
  copyAll: 'すべてコピー',
  command: 'コマンド',
  version: (version) => `Filmroom ${version}`,
  plain: 'このページの簡易版',
};
