import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import tls from 'node:tls';
import { createSmtpChannel, type SmtpOptions } from '../../src/courier/channels/smtp.ts';
import { DeliveryError } from '../../src/ports/channel.ts';
import { type MailSink, type SinkBehaviour, startMailSink } from './mail-sink.ts';
import { MAIL, smtpOptions } from './setup.ts';

const pem = (name: string) => readFile(new URL(`certificates/${name}`, import.meta.url), 'utf8');
const [authority, cert, key] = await Promise.all([pem('ca.pem'), pem('server.pem'), pem('server.key')]);

async function deliver(t: TestContext, sink: MailSink, uri: string, changes: Partial<SmtpOptions> = {}) {
  const channel = createSmtpChannel(smtpOptions(uri.replace('PORT', String(sink.port)), changes));
  t.after(() => channel.close());
  await channel.deliver(MAIL, new AbortController().signal);
}

async function sinkWith(t: TestContext, options: SinkBehaviour['options']): Promise<MailSink> {
  const sink = await startMailSink({ options: { ...options } });
  t.after(() => sink.close());
  return sink;
}

/** Whether certificates of the test authority are believed while `work` runs. */
async function trusting(work: () => Promise<void>): Promise<void> {
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, authority]);
  try {
    await work();
  } finally {
    tls.setDefaultCACertificates(before);
  }
}

const refused = (about: RegExp) => (error: unknown) => {
  assert.ok(error instanceof DeliveryError, String(error));
  assert.equal(error.permanent, false, 'the message can be tried again');
  assert.equal(error.unreachable, true);
  assert.match(`${error.message} ${error.reason}`, about);
  return true;
};

test('smtp:// insists on STARTTLS: a server that does not offer it gets no mail (SR-OU-03, FT-17)', async (t) => {
  const sink = await sinkWith(t, {});
  await assert.rejects(deliver(t, sink, 'smtp://127.0.0.1:PORT/'), refused(/STARTTLS|ETLS/));
  assert.equal(sink.mails.length, 0);
  assert.deepEqual(sink.recipients, [], 'not even the envelope was sent');
});

test('smtp:// refuses an untrusted certificate, skip_ssl_verify takes it (SR-OU-03, FT-17)', async (t) => {
  const sink = await sinkWith(t, { key, cert });
  await assert.rejects(deliver(t, sink, 'smtp://127.0.0.1:PORT/'), refused(/certificate/i));
  assert.deepEqual(sink.recipients, []);
  await deliver(t, sink, 'smtp://127.0.0.1:PORT/?skip_ssl_verify=true');
  assert.deepEqual(
    sink.mails.map(({ secure }) => secure),
    [true],
  );
});

test('a trusted certificate is enough, its name is compared with server_name or the host (SR-OU-03)', async (t) => {
  const sink = await sinkWith(t, { key, cert });
  await trusting(async () => {
    await deliver(t, sink, 'smtp://127.0.0.1:PORT/');
    await deliver(t, sink, 'smtp://localhost:PORT/?server_name=mail.example.test');
    await assert.rejects(deliver(t, sink, 'smtp://localhost:PORT/'), refused(/localhost|altnames/i));
    await assert.rejects(
      deliver(t, sink, 'smtp://127.0.0.1:PORT/?server_name=other.example.test'),
      refused(/altnames/i),
    );
  });
  assert.equal(sink.mails.length, 2);
});

test('disable_starttls still uses it when offered, and fails for an untrusted certificate', async (t) => {
  const plain = await sinkWith(t, {});
  await deliver(t, plain, 'smtp://127.0.0.1:PORT/?disable_starttls=true');
  assert.equal(plain.mails[0]?.secure, false);
  const offering = await sinkWith(t, { key, cert });
  await assert.rejects(deliver(t, offering, 'smtp://127.0.0.1:PORT/?disable_starttls=1'), refused(/certificate/i));
  await deliver(t, offering, 'smtp://127.0.0.1:PORT/?disable_starttls=t&skip_ssl_verify=T');
  assert.equal(offering.mails[0]?.secure, true);
});

test('smtps:// speaks TLS from the first byte, verified unless told otherwise', async (t) => {
  const sink = await sinkWith(t, { key, cert, secure: true });
  await assert.rejects(deliver(t, sink, 'smtps://127.0.0.1:PORT/'), refused(/certificate/i));
  await deliver(t, sink, 'smtps://127.0.0.1:PORT/?skip_ssl_verify=true');
  await trusting(() => deliver(t, sink, 'smtps://127.0.0.1:PORT/'));
  assert.equal(sink.mails.length, 2);
});

test('smtps:// to a server without TLS fails and sends nothing', async (t) => {
  const sink = await sinkWith(t, {});
  await assert.rejects(
    deliver(t, sink, 'smtps://127.0.0.1:PORT/?skip_ssl_verify=true'),
    (error) => error instanceof DeliveryError && error.unreachable && !error.permanent,
  );
  assert.equal(sink.mails.length, 0);
});

test('old protocol versions are refused', async (t) => {
  const sink = await sinkWith(t, { key, cert, secure: true, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' });
  await assert.rejects(
    deliver(t, sink, 'smtps://127.0.0.1:PORT/?skip_ssl_verify=true'),
    refused(/ESOCKET|ETLS|alert|version/i),
  );
});

test('a client certificate is shown to a server that asks for one', async (t) => {
  const sink = await sinkWith(t, {
    key,
    cert,
    secure: true,
    ca: [authority],
    requestCert: true,
    rejectUnauthorized: true,
  });
  await assert.rejects(
    deliver(t, sink, 'smtps://127.0.0.1:PORT/?skip_ssl_verify=true'),
    (error) => error instanceof DeliveryError && error.unreachable,
  );
  await deliver(t, sink, 'smtps://127.0.0.1:PORT/?skip_ssl_verify=true', { clientCertificate: { cert, key } });
  assert.equal(sink.mails.length, 1);
});

test('user and password are decoded from the address; a refused login is worth another attempt and is not repeated in the error (SR-LG-02, FT-17)', async (t) => {
  const sink = await sinkWith(t, {
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'us@er' && password === 'p:/?#'
        ? done(null, { user: username })
        : done(new Error(`bad ${password}`)),
  });
  await deliver(t, sink, 'smtp://us%40er:p%3A%2F%3F%23@127.0.0.1:PORT/?disable_starttls=true', {
    localName: 'id.example.test',
  });
  assert.deepEqual([sink.mails[0]?.user, sink.mails[0]?.greeting], ['us@er', 'id.example.test']);
  await assert.rejects(deliver(t, sink, 'smtp://us%40er:wrong-word@127.0.0.1:PORT/?disable_starttls=true'), (error) => {
    assert.ok(refused(/login/)(error) && error instanceof DeliveryError);
    assert.equal(error.status, 535);
    assert.doesNotMatch(`${error.message} ${error.reason}`, /wrong-word/);
    return true;
  });
});

test('sockets can be opened by somebody else, for a network policy; a refused target is worth another attempt (SR-OU-01)', async (t) => {
  const plain = await sinkWith(t, { key, cert });
  const implicit = await sinkWith(t, { key, cert, secure: true });
  const asked: string[] = [];
  const dial: SmtpOptions['dial'] = async (host, port) => {
    asked.push(host);
    if (host === 'internal.example.test') throw new Error('a private address');
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  await trusting(async () => {
    await deliver(t, plain, 'smtp://mail.example.test:PORT/', { dial });
    await deliver(t, implicit, 'smtps://mail.example.test:PORT/', { dial });
  });
  assert.deepEqual([plain.mails[0]?.secure, implicit.mails[0]?.secure], [true, true]);
  await assert.rejects(deliver(t, plain, 'smtp://internal.example.test:PORT/', { dial }), refused(/private/));
  assert.deepEqual(asked, ['mail.example.test', 'mail.example.test', 'internal.example.test']);
});
