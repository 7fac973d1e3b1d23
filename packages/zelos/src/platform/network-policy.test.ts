import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { refusesAddress, refusesHost } from './network-policy.ts';

const OPEN = { refusePrivate: false };
const STRICT = { refusePrivate: true };

/** Hosts as they stand in a URL: the parser knows decimal, hexadecimal and octal spellings. */
const hostOf = (text: string) => new URL(`http://${text}/`).hostname;

describe('targets of outgoing connections', () => {
  it('metadata, link-local, unspecified, multicast and documentation are refused always: SR-OU-01, VR-76', () => {
    for (const host of [
      '169.254.169.254',
      '0xa9fea9fe',
      '2852039166',
      '0251.0376.0251.0376',
      '169.254.43518',
      '[::ffff:169.254.169.254]',
      '[::ffff:a9fe:a9fe]',
      '[::169.254.169.254]',
      '[64:ff9b::169.254.169.254]',
      '[2002:a9fe:a9fe::1]',
      '[::ffff:0:169.254.169.254]',
      '0.0.0.0',
      '0',
      '[::]',
      '[fe80::1]',
      '[ff02::1]',
      '224.0.0.1',
      '255.255.255.255',
      '192.0.2.1',
      '198.51.100.7',
      '203.0.113.9',
      '[2001:db8::1]',
      '100.100.100.200',
      '[fd00:ec2::254]',
      'metadata.google.internal',
      'METADATA.google.internal.',
    ]) {
      assert.equal(refusesHost(OPEN, hostOf(host)), true, host);
    }
    assert.equal(refusesHost(OPEN, 'fe80::1%eth0'), true);
  });

  it('private networks and this machine are refused when that is configured, and only then: SR-OU-01', () => {
    for (const host of [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f.1',
      '017700000001',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '10.0.0.1',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '100.64.0.1',
      '198.18.0.1',
      '[fc00::1]',
      '[fd12:3456::1]',
      '[fec0::1]',
      '[64:ff9b::10.0.0.1]',
      '[2002:0a00:0001::]',
      '[2001:0:1::1]',
      'localhost',
      'a.localhost',
      'LOCALHOST.',
    ]) {
      assert.equal(refusesHost(STRICT, hostOf(host)), true, host);
      assert.equal(refusesHost(OPEN, hostOf(host)), false, host);
    }
  });

  it('public targets are not: SR-OU-01', () => {
    for (const host of [
      '8.8.8.8',
      '172.15.0.1',
      '172.32.0.1',
      '100.63.255.255',
      '100.128.0.1',
      '[2606:4700::1111]',
      '[2a00:1450::5]',
      '[::ffff:8.8.8.8]',
      'example.org',
      'localhost.example.org',
    ]) {
      assert.equal(refusesHost(STRICT, hostOf(host)), false, host);
    }
  });

  it('every spelling of an IPv4 address is judged alike, also inside IPv6: SR-OU-01', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.boolean(), (address, refusePrivate) => {
        const policy = { refusePrivate };
        const verdict = refusesAddress(policy, address);
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
        const number = ((a * 256 + b) * 256 + c) * 256 + d;
        const hex = number.toString(16).padStart(8, '0');
        const six = `${hex.slice(0, 4)}:${hex.slice(4)}`;
        for (const host of [String(number), `0x${hex}`, `[::ffff:${six}]`, `[64:ff9b::${six}]`, `[2002:${six}::7]`]) {
          assert.equal(refusesHost(policy, hostOf(host)), verdict, `${address} as ${host}`);
        }
      }),
    );
  });

  it('what is no address is refused when it should be one', () => {
    for (const text of ['', 'example.org', '1.2.3', '::g']) assert.equal(refusesAddress(OPEN, text), true, text);
  });
});
