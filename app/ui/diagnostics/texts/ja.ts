import { countedIn } from '../../shell/counted.ts';
import type { Texts } from './en.ts';

const counted = countedIn('ja');

export const texts: Texts = {
  associations: 'アソシエーション',
  about: 'DICOM ポートへの接続と、Filmroom 自身が開いた接続の一覧です。開くと、すべてのメッセージを確認できます。',
  reload: '更新',
  none: 'まだ通信はありません。',
  noneToDo: '装置のエコーボタンを押すか、画像を送ると、ここに表示されます。',
  when: '日時',
  who: '相手',
  messages: 'メッセージ',
  end: '終わり方',
  open: '接続中',
  noRequest: 'アソシエーション要求なし',
  ours: 'こちらから開始',
  ends: { released: '正常終了', aborted: 'こちらから中断', 'aborted-by-peer': '装置が中断', lost: '切断' },
  back: 'アソシエーション一覧',
  asText: 'テキストで保存',
  asJson: 'JSON で保存',
  masked: '患者を特定できる内容は含まれません。画像は長さだけ、検索は値を伏せた属性だけを記録しています。',
  contexts: 'プレゼンテーションコンテキスト',
  proposed: '提案:',
  noAnswer: '応答なし',
  events: 'やり取り',
  dropped: (count) => counted(count, { other: '途中の # 件のメッセージは記録していません。' }),
  received: '受信',
  sent: '送信',
};
