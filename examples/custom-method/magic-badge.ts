import {
  type CustomMethod,
  csrfNode,
  defineMethod,
  inputNode,
  issuesAmong,
  type MethodSettings,
  type MethodTools,
  type Outcome,
  requiredText,
  step,
  submitNode,
  type UiText,
} from 'zelos';

// Ids of one's own, away from those of the server; clients show unknown ids as they come.
const text = (id: number, type: UiText['type'], words: string): UiText => ({ id, type, text: words });
const BADGE = text(9_070_001, 'info', 'Badge number');
const SIGN_IN = text(9_070_002, 'info', 'Sign in with badge');
const ADD = text(9_070_003, 'info', 'Save badge');
const UNKNOWN = text(9_040_001, 'error', 'This badge is not known.');
const MALFORMED = text(9_040_002, 'error', 'This is no badge number.');
const LATER = text(9_040_003, 'error', 'Too many attempts. Try again later.');

const TYPE = 'magic_badge';

/** The fields of both forms: a badge number and the button that sends it. */
const fields = (button: UiText) => [
  csrfNode(''),
  inputNode('default', 'badge', 'text', { required: true, label: BADGE }),
  submitNode('default', 'method', TYPE, button),
];

function create(tools: MethodTools, { enabled, config }: MethodSettings) {
  const format = new RegExp(`^${String(config['prefix'] ?? '')}-[0-9]{6}$`);
  // The number is all it takes to sign in, so only a keyed digest of it is stored.
  const digests = (badge: string) => tools.mac.candidates(TYPE, badge);
  const login = step<'login', string>({
    claims: (submission, flow) => submission.method === TYPE && flow.requestedAal === 'aal1',
    parse(submission) {
      const badge = requiredText(submission.fields, 'badge');
      const issues = issuesAmong(badge);
      return issues.length > 0 ? { ok: false, issues } : { ok: true, payload: badge as string };
    },
    render: (view) => (view.flow.requestedAal === 'aal1' && !view.flow.refresh ? fields(SIGN_IN) : []),
    async submit(turn, badge): Promise<Outcome<'login'>> {
      const [account = ''] = digests(badge);
      const admission = await tools.attempts.admit({ factor: TYPE, account }, turn.request.clientAddress);
      if (!admission.admitted) return { to: 'form', issues: [{ at: 'badge', message: LATER }] };
      const identity = await tools.identities.findByIdentifier([TYPE], [...digests(badge)]);
      if (identity === null) return { to: 'form', issues: [{ at: 'badge', message: UNKNOWN }] };
      return {
        to: 'done',
        result: { identity, by: { method: TYPE, aal: 'aal1', completedAt: turn.now } },
        effects: [{ do: 'settle_attempt', ticket: admission.ticket }],
      };
    },
  });
  const settings = step<'settings', string>({
    claims: (submission) => submission.method === TYPE,
    parse(submission) {
      const badge = requiredText(submission.fields, 'badge');
      const issues = issuesAmong(badge);
      if (issues.length > 0) return { ok: false, issues };
      if (!format.test(badge as string)) return { ok: false, issues: [{ at: 'badge', message: MALFORMED }] };
      return { ok: true, payload: badge as string };
    },
    render: () => fields(ADD),
    async submit(turn, badge): Promise<Outcome<'settings'>> {
      // Ways to sign in change only shortly after a sign-in.
      if (!turn.privileged) return { to: 'reauthenticate' };
      const identifiers = [tools.mac.sign(TYPE, badge)];
      return {
        to: 'done',
        result: { method: TYPE, credentials: [{ type: TYPE, config: {}, version: 1, identifiers }] },
      };
    },
  });
  return {
    id: TYPE,
    enabled,
    count: (credential: { readonly type: string }) => ({ first: credential.type === TYPE ? 1 : 0, second: 0 }),
    login,
    settings,
  };
}

/** Signing in by the number of a badge; people add theirs in the settings. */
export const magicBadge: CustomMethod = defineMethod({
  id: TYPE,
  config: {
    type: 'object',
    properties: { prefix: { type: 'string', pattern: '^[A-Z]{1,4}$' } },
    required: ['prefix'],
    additionalProperties: false,
  },
  create,
});
