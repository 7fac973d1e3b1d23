import type { FastifyPluginAsync } from 'fastify';
import type { MountOptions } from './mount.ts';
import { type Mountable, toNodeListener } from './node.ts';

export interface ZelosFastifyOptions extends Omit<MountOptions, 'stripPrefix'> {
  /** `zelos.public`, or `zelos.admin` where nobody else can reach it. */
  readonly plane: Mountable;
}

/**
 * A plane as a Fastify plugin: `app.register(zelosFastify, { plane: zelos.public, prefix: '/auth' })`. Parsing is off in
 * its own scope only; the prefix is the one it was registered with.
 */
export const zelosFastify: FastifyPluginAsync<ZelosFastifyOptions> = async (scope, { plane, trustProxy }) => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  const listener = toNodeListener(plane, { stripPrefix: scope.prefix, trustProxy });
  scope.all('/*', (request, reply) => {
    reply.hijack();
    listener(request.raw, reply.raw);
  });
};
