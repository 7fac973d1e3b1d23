import { isIP } from 'node:net';

const CONTROL = /\p{Cc}/u;

/** True for an IP address or an address range such as 10.0.0.0/8. */
function isAddressRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^[0-9]{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

interface Format {
  readonly hint: string;
  readonly test: (text: string) => boolean;
}

/** The formats that the configuration schema names. They accept at least what the peer accepts. */
export const FORMATS: Readonly<Record<string, Format>> = {
  uri: {
    hint: 'an absolute URL such as https://example.com/',
    test: (text) => /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text) && !CONTROL.test(text) && !/^[^?#]* /.test(text),
  },
  'uri-reference': { hint: 'a URL or a path', test: (text) => !CONTROL.test(text) && !/^\s|\s$/.test(text) },
  email: { hint: 'a mail address', test: (text) => /^[^\s@]+@[^\s@]+$/.test(text) },
  hostname: { hint: 'a host name', test: (text) => /^[a-zA-Z0-9.-]{1,253}$/.test(text) },
  uuid: { hint: 'a UUID', test: (text) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) },
  cidr: { hint: 'an address range', test: isAddressRange },
};
