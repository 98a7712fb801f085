import type { Texts } from './en.ts';

export const texts: Texts = {
  ARCHIVE_SILENT: 'インデックスが応答しません。表示内容は古い可能性があります。',
  NO_ARCHIVE: ({ why }) => `Filmroom はデータなしで動作しています。画像は受信されず、表示もできません。原因: ${why}`,
  CERTIFICATE_ENDED: ({ name, until }) =>
    `アップロードされた ${name} の証明書は ${until} に期限切れになり、独自の CA の証明書を提示しています。新しい証明書をアップロードしてください。`,
  CERTIFICATE_ENDS: ({ name, until }) =>
    `アップロードされた ${name} の証明書は ${until} に期限切れになります。新しい証明書を取得してください。`,
  BOX_RETURNED: '新しいシステムが正常に動作しなかったか起動しなくなったため、以前のシステムに戻りました。',
  BOX_RESCUE: 'どちらのシステムも正常に起動しませんでしたが、こちらを起動しています。',
  BOX_SELF_TEST: '今回の起動時の自己診断に失敗しました。詳細は filmroom self-test で確認できます。',
  BOX_SLOT_NOT_KEPT:
    '動作していますが、そのことを記録できません。何回か再起動すると別のバージョンが起動することがあります。再起動しても続く場合は、ディスクまたはカードの交換が必要です。',
  BOX_SECOND_DISK:
    'Filmroom の入ったディスクがもう一つ接続されており、区別できません。電源を切り、どちらかを外してください。それまで更新も初期化も行いません。',
  BOX_WATCHDOG: '機器が停止したため、監視機能により再起動されました。',
  BOX_TIME: '時刻が不明です。起動後、どの時刻サーバーからも応答がありません。',
  DAY_STEPS_MISSING: ({ steps, missing }) => `${steps} 件の実施済みステップにある画像のうち ${missing} 枚が届いていません。`,
  DAY_STEPS_LEFT_OPEN: ({ steps }) => `${steps} 件の実施ステップが開始されたまま終了していません。`,
  DAY_STEPS_NOTHING_NAMED: ({ steps }) => `${steps} 件の実施済みステップに画像の記載がなく、すべて届いているか確認できません。`,
  DAY_HL7_WAITING: ({ messages }) => `${messages} 件の HL7 メッセージが人の対応を待っています。`,
  DAY_WORKLIST_ANEW:
    'ワークリストが破損していたため、新しいものを作成しました。以前のものは隣に保管されています。手入力した内容は入力し直してください。',
  RECONCILE_WAITING: ({ studies }) => `ワークリストと合わない検査が ${studies} 件、判断を待っています。`,
  DAY_WORKLIST_CLOSED: ({ why }) => `ワークリストを開けないため、装置に提供できません。原因: ${why}`,
  DAY_STEPS_CLOSED: ({ why }) => `実施済みステップを開けないため、受け付けていません。原因: ${why}`,
  DAY_COMMITMENT_CLOSED: ({ why }) => `保存確認を開けないため、保存済みかどうかを通知できません。原因: ${why}`,
  DAY_INBOX_CLOSED: ({ why }) => `照合トレイを開けないため、検査とワークリストを照合できません。原因: ${why}`,
};
