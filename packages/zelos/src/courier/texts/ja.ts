import type { Facts, Language } from './text.ts';

const span = (minutes: number): string => (minutes < 1 ? '1 分未満' : `${minutes} 分間`);
const lasts = (what: string, { minutes }: Facts): string => `${what}は一度だけ使え、有効なのは ${span(minutes)}です。`;
const NOT_YOU = '心当たりがない場合は、このメッセージを無視してかまいません。何も変更されていません。';
const IGNORE = '心当たりがない場合は、このメッセージを無視してかまいません。';
const OTHER_ADDRESS = 'ご自身の操作であれば、別のアドレスで登録したのかもしれません。そのアドレスで試してください。';
const CHECK_ADDRESS =
  'ご自身の操作であれば、アカウントのアドレスを確かめてください。そうでなければ、このメッセージを無視してかまいません。';
const KEEP = 'このコードは誰にも教えないでください。運営側の者だと名乗る人にも教えてはいけません。';
const COPY = 'ボタンが動作しない場合は、次のアドレスをブラウザーにコピーしてください。';
const where = ({ application }: Facts): string => (application === '' ? '' : ` ${application} に`);

/** Japanese. */
export const ja: Language = {
  tag: 'ja',
  direction: 'ltr',
  mails: {
    recovery_valid: (facts) => ({
      subject: 'アカウントの復旧',
      heading: 'アカウントの復旧',
      lead: ['このアドレスのアカウントを復旧したいという申し込みがありました。おそらくご自身によるものです。'],
      link: { label: 'アカウントを復旧する', url: facts.url },
      linkHint: COPY,
      notes: [lasts('リンク', facts), NOT_YOU],
    }),
    recovery_invalid: ({ to }) => ({
      subject: 'アカウントへのアクセスの試み',
      heading: 'このアドレスのアカウントはありません',
      lead: [`${to} のアカウントを復旧したいという申し込みがありましたが、そのアカウントはありません。`, OTHER_ADDRESS],
      notes: [IGNORE],
    }),
    recovery_code_valid: (facts) => ({
      subject: `アカウント復旧のコード ${facts.code}`,
      heading: 'アカウントの復旧',
      lead: ['コードを申し込んだ画面で、次のコードを入力してください。'],
      code: facts.code,
      notes: [lasts('コード', facts), KEEP, NOT_YOU],
    }),
    recovery_code_invalid: ({ to }) => ({
      subject: 'アカウントへのアクセスの試み',
      heading: 'このアドレスのアカウントはありません',
      lead: [`${to} のアカウントを復旧するコードの申し込みがありましたが、そのアカウントはありません。`, OTHER_ADDRESS],
      notes: [IGNORE],
    }),
    verification_valid: (facts) => ({
      subject: 'メールアドレスを確認してください',
      heading: 'メールアドレスの確認',
      lead: ['次のページを開いて、このアドレスがご自身のものであることを確認してください。'],
      link: { label: 'アドレスを確認する', url: facts.url },
      linkHint: COPY,
      notes: [lasts('リンク', facts), NOT_YOU],
    }),
    verification_invalid: ({ to }) => ({
      subject: 'このメールアドレスを確認する試み',
      heading: 'このアドレスのアカウントはありません',
      lead: [`${to} を確認したいという申し込みがありましたが、このアドレスのアカウントはありません。`],
      notes: [CHECK_ADDRESS],
    }),
    verification_code_valid: (facts) => ({
      subject: `メールアドレス確認のコード ${facts.code}`,
      heading: 'メールアドレスの確認',
      lead: ['コードを求めている画面で、次のコードを入力してください。'],
      code: facts.code,
      ...(facts.url === ''
        ? {}
        : {
            link: { label: 'ワンクリックで確認する', url: facts.url },
            linkHint: 'または、次のアドレスを開いてください。',
          }),
      notes: [lasts('コード', facts), NOT_YOU],
    }),
    verification_code_invalid: ({ to }) => ({
      subject: 'このメールアドレスを確認する試み',
      heading: 'このアドレスのアカウントはありません',
      lead: [`${to} を確認するコードの申し込みがありましたが、このアドレスのアカウントはありません。`],
      notes: [CHECK_ADDRESS],
    }),
    login_code_valid: (facts) => ({
      subject: `サインインのコード ${facts.code}`,
      heading: 'サインインのコード',
      lead: [`次のコードを入力して${where(facts)}サインインしてください。`],
      code: facts.code,
      notes: [lasts('コード', facts), KEEP, NOT_YOU],
    }),
    registration_code_valid: (facts) => ({
      subject: `登録を完了するコード ${facts.code}`,
      heading: '登録の完了',
      lead: [
        `次のコードを入力して${facts.application === '' ? '' : ` ${facts.application} の`}アカウントを作成してください。`,
      ],
      code: facts.code,
      notes: [
        lasts('コード', facts),
        KEEP,
        '心当たりがない場合は、このメッセージを無視してかまいません。アカウントは作成されていません。',
      ],
    }),
    verifiable_address_changed: ({ at }) => ({
      subject: 'アカウントのアドレスが変わりました',
      heading: 'アカウントのアドレスが変更されました',
      lead: [
        `このアドレスを使っていたアカウントに、別のアドレスが設定されました${at === '' ? '' : `（${at}）`}。`,
        'このアドレスはもうそのアカウントには使えません。',
      ],
      notes: ['心当たりがない場合は、すぐにサービスの運営者にお問い合わせください。'],
    }),
    account_recovered: ({ at }) => ({
      subject: 'アカウントが復旧されました',
      heading: 'アカウントが復旧されました',
      lead: [
        `アカウントのアドレスに届いたメッセージを使って、アカウントに入り直した人がいます${at === '' ? '' : `（${at}）`}。`,
      ],
      notes: [
        'ご本人の場合は、何もする必要はありません。心当たりがない場合は、すぐにご自身でアカウントを復旧し、アドレスとセッションを確認してください。',
      ],
    }),
    authenticator_key_added: ({ at }) => ({
      subject: '新しい鍵でアカウントに入れるようになりました',
      heading: 'アカウントに鍵が追加されました',
      lead: [`新しい端末の鍵でアカウントにサインインできるようになりました${at === '' ? '' : `（追加：${at}）`}。`],
      notes: ['心当たりがない場合は、サインインして鍵を外し、パスワードを変更してください。'],
    }),
  },
  texts: {
    recovery_code_valid: ({ code }) => `アカウント復旧のコード：${code}`,
    verification_code_valid: (facts) => `確認コード：${facts.code}（有効なのは ${span(facts.minutes)}）`,
    login_code_valid: (facts) => `サインインのコード：${facts.code}（有効なのは ${span(facts.minutes)}）`,
    registration_code_valid: (facts) => `登録のコード：${facts.code}（有効なのは ${span(facts.minutes)}）`,
    verifiable_address_changed: () =>
      'この電話番号はアカウントから外れました。心当たりがない場合は、すぐにサービスの運営者にお問い合わせください。',
    account_recovered: () =>
      'アカウントが復旧されました。心当たりがない場合は、すぐにご自身で復旧し、アドレスを確認してください。',
    authenticator_key_added: () =>
      'アカウントに端末の鍵が追加されました。心当たりがない場合は、サインインして鍵を外してください。',
  },
};
