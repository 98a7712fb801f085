import type { Texts } from './en.ts';

export const texts: Texts = {
  off: 'このページは、このコンピューター内の HTTP で開かれています。ほかの機器から接続できるようになると、Filmroom は自動で HTTPS を有効にします（設定 web.tls）。',
  trust: {
    title: 'この機器に Filmroom を信頼させる',
    why: 'Filmroom は証明書に自分で署名するため、最初はブラウザーが警告します。独自の認証局（CA）の証明書を、各コンピューター・電話・タブレットに一度だけインストールしてください。警告は消え、証明書が更新されても出ません。',
    download: 'この機器用にダウンロード (.crt)',
    downloadPem: 'テキスト形式 (.pem)',
    limits:
      'この CA が署名できるのは、この Filmroom の名前、.local の名前、アドレスだけです。インターネットのほかのサイトになりすますことはできません。不安な場合は、本体の 「filmroom certificate」 の SHA-256 と比べてください。',
    systems: {
      windows: {
        name: 'Windows（Chrome、Edge）',
        steps: [
          'ダウンロードしたファイルを開き、「証明書のインストール…」を選びます。',
          '全ユーザー用なら「ローカル コンピューター」、自分だけなら「現在のユーザー」を選びます。',
          '「証明書をすべて次のストアに配置する」を選び、「参照…」から「信頼されたルート証明機関」を選びます。',
          '完了したら、ブラウザーを再起動します。',
        ],
      },
      macos: {
        name: 'Mac（Safari、Chrome）',
        steps: [
          'ダウンロードしたファイルを開くと、「キーチェーンアクセス」の「ログイン」または「システム」に追加されます。',
          '「証明書」で見つけ、ダブルクリックして開きます。',
          '「信頼」の「この証明書を使用するとき」を「常に信頼」にします。',
          'ウインドウを閉じ、パスワードを入力します。',
        ],
      },
      ios: {
        name: 'iPhone、iPad',
        steps: [
          'Safari でダウンロードし、プロファイルを許可します。',
          '「設定」を開き、上部の「ダウンロード済みのプロファイル」からインストールします。',
          '「設定」›「一般」›「情報」›「証明書信頼設定」を開きます。',
          'この CA をオンにします。',
        ],
      },
      android: {
        name: 'Android（Chrome）',
        steps: [
          'ファイルをダウンロードします。',
          '「設定」で「CA 証明書」を検索します。多くの機種では「セキュリティ」›「その他のセキュリティ」›「暗号化と認証情報」›「証明書のインストール」にあります。',
          '「CA 証明書」、「インストールする」、ダウンロードしたファイルの順に選びます。',
          'Android の Firefox: 「設定」›「Firefox について」でロゴを 5 回タップし、戻って「Secret Settings」でサードパーティー CA 証明書の使用をオンにします。',
        ],
      },
      firefox: {
        name: 'パソコンの Firefox',
        steps: [
          'Windows と Mac では、上の手順でインストールすれば Firefox も信頼します。',
          'それ以外では「設定」›「プライバシーとセキュリティ」›「証明書を表示…」›「認証局証明書」›「インポート…」を開きます。',
          'ダウンロードしたファイルを選び、「この認証局によるウェブサイトの識別を信頼する」にチェックを入れます。',
        ],
      },
      linux: {
        name: 'Linux（Chrome、Chromium）',
        steps: [
          'chrome://certificate-manager を開き、「ローカル証明書」を選びます。',
          '信頼された証明書の「インポート」で、ダウンロードしたファイルを選びます。',
          'curl など（Debian、Ubuntu）: .crt をテキスト形式で /usr/local/share/ca-certificates にコピーし、sudo update-ca-certificates を実行します。',
        ],
      },
    },
  },
  inUse: {
    title: 'ブラウザーに提示する証明書',
    by: '署名者',
    own: '独自の CA',
    trusts: {
      public: 'ブラウザーが最初から信頼',
      authority: '署名者を信頼するブラウザーが信頼',
      self: '自己署名',
    },
    names: '対象',
    valid: '有効期間',
    notCovered: 'この証明書の対象ではない Filmroom の名前とアドレス（ブラウザーが警告します）',
    ca: '独自の CA',
    name: '名前',
    until: '期限',
    compare: 'CA をインストールするときは、機器に表示される SHA-256 と比べられます。',
    ended: (subject, day) =>
      `アップロードされた ${subject} の証明書は ${day} に期限切れになりました。新しい証明書がアップロードされるまで、独自の CA の証明書を提示します。`,
    reset: '独自の CA に戻す',
    resetTitle: '独自の CA に戻しますか？',
    resetWords: 'アップロードされた証明書と鍵は削除されます。独自の CA を信頼していない機器では警告が出ます。',
    isReset: '独自の CA に戻しました。',
  },
  upload: {
    title: '別の CA の証明書を使う',
    why: '例えば、院内のコンピューターがすでに信頼している病院の CA の証明書です。新しい接続からすぐに有効になり、サインインは維持されます。',
    chain: '証明書とチェーン (PEM)',
    chainHelp: 'この Filmroom の証明書と、署名した証明書。順序は問いません。',
    key: '秘密鍵 (PEM)',
    keyHelp: 'パスフレーズなしのもの。本体だけに保存され、二度と表示されません。',
    keyOfRequest: '下の証明書要求で取得した証明書なら、空のままにします。',
    fileFor: (label) => `ファイル: ${label}`,
    send: '確認して使う',
    done: '証明書を使用しています。',
    doneElsewhere: (host) => `証明書を使用していますが、${host} は対象外です。証明書にある名前で Filmroom を開いてください。`,
  },
  request: {
    title: 'CA に証明書を依頼する',
    why: '鍵（この Filmroom から出ません）と、CA の管理者に渡す証明書要求 (CSR) を作ります。受け取った証明書は上でアップロードします。',
    waits: (day, names) => `${day} の証明書要求が証明書を待っています。対象: ${names.join('、')}。`,
    text: '証明書要求 (PEM)',
    names: '名前とアドレス',
    namesHelp: '空白で区切ります。院内で使う名前（例: filmroom.clinic.example）も加えてください。',
    organization: '組織（任意）',
    country: '国（任意）',
    countryHelp: '2 文字（例: JP）。',
    kind: '鍵の種類',
    kinds: { ec: 'EC P-256', rsa: 'RSA 3072（EC を受け付けない CA 用）' },
    make: '証明書要求を作る',
    made: '証明書要求を作りました。',
    againTitle: '証明書要求を作り直しますか？',
    againWords: '前の証明書要求は無効になり、それで取得した証明書は使えなくなります。',
  },
};
