import type { Texts } from './en.ts';

const images = (count: number) => `${count} 画像`;

export const texts: Texts = {
  dayNavigation: '日付',
  before: '前の日',
  after: '次の日',
  today: '今日',
  day: '日付',
  parts: { alarm: '確認が必要', underWay: '進行中', expected: '予定', over: '終了' },
  noneTitle: 'この日は何もありません',
  noneWords:
    'ここには検査が一行ずつ並び、予定、開始、終了、画像がすべて届いたかがわかります。依頼はワークリストから来ます。開始と終了は装置が MPPS で知らせます。装置の MPPS (Performed Procedure Step) の送り先に、こちらの AE タイトルを設定してください。',
  way: '進み具合',
  stages: { planned: '予定', started: '開始', done: '終了', stopped: '中止', here: '全部到着', committed: '確約済み' },
  states: { past: '済み', now: '今', ahead: 'まだ', wrong: '要確認' },
  images: '画像',
  hereOf: (here, named) => `${images(named)}のうち ${here} が到着`,
  allHere: (named) => `${images(named)}すべて到着`,
  soFar: (count) => `これまでに ${images(count)}`,
  removed: (count) => `そのうち ${count} はその後ここで削除されました`,
  committed: (count) => `${images(count)}の保存を装置に確約しました`,
  noName: '名前なし',
  noId: 'ID なし',
  accession: '受付番号',
  openStudy: '検査を開く',
  openStudyOf: (name) => `${name} の検査を開く`,
  acceptedBy: (name) => `${name} がこのまま受け入れました`,
  alarm: (alarm, imagesOfStudy, since) => {
    switch (alarm.code) {
      case 'MISSING': {
        const { missing, named } = alarm.values as { missing: number; named: number };
        return {
          title: `${images(named)}のうち ${missing} が届いていません`,
          toDo: '装置がまだ送信中か、送信待ちが止まっていないかを確認し、装置から検査をもう一度送ってください。すでにあるものは見分けられ、重複しません。装置で意図して捨てた画像なら、このまま受け入れてください。',
        };
      }
      case 'LEFT_OPEN':
        return {
          title: `${since}に開始されたまま終了していません`,
          toDo: '装置で検査を終了してください。装置でもうできないときは、ここで終了してください。画像はどちらの場合も残ります。',
        };
      case 'NOTHING_NAMED':
        return {
          title: '終了とされましたが、画像が一つも挙げられていません',
          toDo: `すべて届いたかどうかは誰にもわかりません。この検査は ${images(imagesOfStudy)}あります。装置と比べてから、このまま受け入れてください。`,
        };
      default:
        return alarm.code satisfies never;
    }
  },
  accept: 'このまま受け入れる',
  acceptTitle: 'このまま受け入れますか？',
  acceptWords: '警告は出なくなります。後から届いたものも受け取り、あなたの名前が記録に残ります。',
  accepted: 'このまま受け入れました。',
  endDone: '終了にする',
  endStopped: '中止にする',
  endTitle: '装置の代わりにこの手順を終えますか？',
  endWords: 'その後、装置は変更できません。画像はそのまま受け取ります。',
  ended: '終えました。',
  refused: '拒否した装置の要求',
  refusedHelp:
    '装置が規格どおりではありません。装置の担当者に見せてください。変えられないときは、設定の「実施済み手順」で lenient を選んでください。',
  queues: '他のシステムへの途中',
  waiting: (count, aeTitle) => `${count} 件が ${aeTitle} を待っています`,
  waitingSince: (since, tries) => `${since} から、${tries} 回試行`,
  givenUp: (aeTitle, when) => `${aeTitle} が受け取りませんでした (${when})`,
};
