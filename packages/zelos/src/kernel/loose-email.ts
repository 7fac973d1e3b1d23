import { uiText } from '@zelos/contract';
import type { Issue } from './issue.ts';

const LONGEST = 320;
/** A form shows what it refused, but keeps no novel. */
const LONGEST_SHOWN = 1024;
const LOCAL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+$/;
const HOST = /^[^\s@"(),:;<>[\\\]]+$/;

/** The lenient e-mail form of the contract: one @, an atext local part with dots anywhere, some host; at most 320 bytes. */
export function isLooseEmail(text: string): boolean {
  if (Buffer.byteLength(text) > LONGEST) return false;
  const at = text.indexOf('@');
  if (at <= 0 || at !== text.lastIndexOf('@')) return false;
  return LOCAL.test(text.slice(0, at)) && HOST.test(text.slice(at + 1));
}

/** What is wrong with an e-mail address that was typed at a field (contract: recovery, section 2.3); empty when nothing is. */
export function addressIssues(email: string, at: string): readonly Issue[] {
  const issues: Issue[] = [];
  if (!isLooseEmail(email)) issues.push({ at, message: uiText(4000040, { value: email.slice(0, LONGEST_SHOWN) }) });
  if (email.length > LONGEST) {
    issues.push({ at, message: uiText(4000017, { max_length: LONGEST, actual_length: email.length }) });
  }
  return issues;
}
