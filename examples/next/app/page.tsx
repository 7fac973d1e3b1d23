import { headers } from 'next/headers';
import { identity } from '../identity.ts';

/** A server component that knows who asks. The headers come first: they tell `next build` to leave the page to requests. */
export default async function Home() {
  const asked = new Request('http://127.0.0.1:3000/', { headers: await headers() });
  const session = await (await identity()).sessions.fromRequest(asked);
  if (session === null) {
    return (
      <p>
        <a href="/auth/registration">Sign up</a> or <a href="/auth/login">sign in</a>.
      </p>
    );
  }
  const { email } = (session.identity?.traits ?? {}) as { readonly email?: string };
  return (
    <p>
      Hello <b>{email}</b>. <a href="/auth/settings">Settings</a>, <a href="/auth/welcome">sign out</a>
    </p>
  );
}
