import type { Texts } from './en.ts';

export const texts: Texts = {
  copy: (what) => `${what}をコピー`,
  copyShort: 'コピー',
  copied: 'コピーしました',
  showAll: (count) => `すべて表示 (${count})`,
  showFewer: '表示を減らす',
  close: '閉じる',
  cancel: 'キャンセル',
  dismiss: '非表示',
  add: '追加',
  remove: '削除',
  removeOf: (what) => `${what}を削除`,
  byDefault: (value) => `既定値: ${value}`,
  useDefault: '既定値に戻す',
  needed: '必須',
  loading: '読み込み中…',
  again: '再試行',
};
