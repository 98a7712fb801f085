import type { Texts } from './en.ts';

export const texts: Texts = {
  CALLED_NOT_OURS: {
    why: ({ called, ours }) => `「${called}」を呼び出していますが、この機器の AE タイトル（${ours}）ではありません。`,
    toDo: '装置の着呼側 AE タイトルを、大文字小文字も含めてこの機器のものと同じにしてください。',
  },
  CALLED_BLANK: {
    why: () => '着呼側 AE タイトルがありません。',
    toDo: '装置の着呼側 AE タイトルに、この機器の AE タイトルを入力してください。',
  },
  CALLING_BLANK: { why: () => '自分の AE タイトルを名乗っていません。', toDo: '装置に AE タイトルを設定してください。' },
  CALLING_NOT_LISTED: {
    why: ({ calling }) => `「${calling}」は接続を許可する一覧にありません。`,
    toDo: '自施設の装置であれば、「装置」のページで登録してください。',
  },
  CALLING_FROM_ELSEWHERE: {
    why: ({ calling, address, listed }) => `「${calling}」が ${address} から接続していますが、登録されているのは ${listed} です。`,
    toDo: '装置のアドレスが変わった場合は「装置」のページで登録してください。そうでなければ、別の機器がこの名前を使っています。',
  },
  CALLING_WITHOUT_ADDRESS: {
    why: ({ calling }) => `「${calling}」のアドレスが登録されていません。`,
    toDo: '自施設の装置であれば、「装置」のページで登録してください。アドレスが記録されます。',
  },
  LIMIT_OF_ALL: {
    why: ({ most }) => `接続がすべて（${most}）使用中です。`,
    toDo: '装置は自動的に再試行します。頻繁に起きる場合は上限を上げるか、接続を開いたままの装置を探してください。',
  },
  LIMIT_OF_AE: {
    why: ({ calling, most }) => `「${calling}」はすでに ${most} 件の接続を開いており、1 台の上限に達しています。`,
    toDo: '装置は自動的に再試行します。頻繁に起きる場合は 1 台あたりの上限を上げてください。',
  },
  APPLICATION_CONTEXT: {
    why: () => 'DICOM ではないものを要求しています。',
    toDo: '製造元に問い合わせるか、そのアドレスで動作しているプログラムを確認してください。',
  },
  PROTOCOL_VERSION: {
    why: () => 'DICOM アーカイブが対応していないプロトコルを要求しています。',
    toDo: '製造元に新しいバージョンを問い合わせてください。',
  },
  PROPOSAL_MALFORMED: {
    why: () => '要求が DICOM 規格に違反しています。',
    toDo: 'この接続の記録（「診断」）を製造元に渡してください。',
  },
  NOT_DICOM: {
    why: () => 'DICOM ではありません。ブラウザー、ポートスキャナー、またはポートの間違いです。',
    toDo: 'このアドレスに何があるか確認してください。',
  },
  MALFORMED: {
    why: () => '送信された内容が DICOM 規格に違反しています。',
    toDo: 'この接続の記録（「診断」）を製造元に渡してください。',
  },
  OTHER: { why: () => '', toDo: '装置からもう一度試し、同じ時刻のログを確認してください。' },
};
