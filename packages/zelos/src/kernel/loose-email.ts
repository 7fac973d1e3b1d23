const LOCAL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+$/;
const HOST = /^[^\s@"(),:;<>[\\\]]+$/;

/** The lenient e-mail form of the contract: one @, an atext local part with dots anywhere, some host; at most 320 bytes. */
export function isLooseEmail(text: string): boolean {
  const at = text.indexOf('@');
  if (at <= 0 || at !== text.lastIndexOf('@')) return false;
  return LOCAL.test(text.slice(0, at)) && HOST.test(text.slice(at + 1));
}
