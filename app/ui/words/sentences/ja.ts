import type { Texts } from './en.ts';

export const texts: Texts = {
  ARCHIVE_SILENT: 'インデックスが応答しません。表示内容は古い可能性があります。',
  NO_ARCHIVE: ({ why }) => `Filmroom はデータなしで動作しています。画像は受信されず、表示もできません。原因: ${why}`,
  CERTIFICATE_ENDED: ({ name, until }) =>
    `アップロードされた ${name} の証明書は ${until} に期限切れになり、独自の CA の証明書を提示しています。新しい証明書をアップロードしてください。`,
  CERTIFICATE_ENDS: ({ name, until }) =>
    `アップロードされた ${name} の証明書は ${until} に期限切れになります。新しい証明書を取得してください。`,
  BOX_RETURNED: '前回の更新が正常に動作しなかったため、以前のシステムに戻りました。',
  BOX_RESCUE: 'どちらのシステムも正常に起動しませんでしたが、こちらを起動しています。',
  BOX_SELF_TEST: '今回の起動時の自己診断に失敗しました。詳細は filmroom self-test で確認できます。',
  BOX_SLOT_NOT_KEPT:
    '動作していますが、そのことを記録できません。何回か再起動すると別のバージョンが起動することがあります。再起動しても続く場合は、ディスクまたはカードの交換が必要です。',
  BOX_WATCHDOG: '機器が停止したため、監視機能により再起動されました。',
  BOX_TIME: '時刻が不明です。起動後、どの時刻サーバーからも応答がありません。',
};
