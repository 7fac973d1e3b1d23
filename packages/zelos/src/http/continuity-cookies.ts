import type { Continuity } from '../flows/types.ts';
import { CONTINUITY_LIFESPAN_MS } from '../flows/settings/continuity.ts';
import type { Cipher } from '../ports/cipher.ts';
import { parseCookies, setCookie } from './cookies.ts';
import type { Header } from './exchange.ts';

const NAME = 'ory_kratos_continuity';
const CONTEXT = `cookie:${NAME}`;

/** The cookie that names a paused submission; it lives exactly as long as what it names (better.md B16). */
export function createContinuityCookies(cipher: Cipher, secure: boolean) {
  return {
    issue({ flowId, token }: Continuity, now: Date): Header {
      const value = cipher.seal(JSON.stringify({ f: flowId, t: token }), CONTEXT);
      return setCookie(
        NAME,
        value,
        { path: '/', domain: undefined, secure, sameSite: 'Lax' },
        CONTINUITY_LIFESPAN_MS / 1000,
        now,
      );
    },
    read(header: string | undefined): Continuity | null {
      for (const [name, value] of parseCookies(header)) {
        const text = name === NAME ? cipher.open(value, CONTEXT) : null;
        if (text === null) continue;
        const { f, t } = JSON.parse(text) as { f?: unknown; t?: unknown };
        if (typeof f === 'string' && typeof t === 'string') return { flowId: f, token: t };
      }
      return null;
    },
  };
}

export type ContinuityCookies = ReturnType<typeof createContinuityCookies>;
