/**
 * Prints how much evaluation costs in relation to plain JavaScript, as ratios within this one run:
 * a claims mapper against JSON.parse plus JSON.stringify of the same data, a fold against the same loop.
 */
import { compile, type JsonValue } from '../src/index.ts';

const ROUNDS = 9;

/** The best time of several rounds, in nanoseconds for one run. */
function measure(run: () => unknown, times: number): number {
  for (let i = 0; i < times; i++) run();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < times; i++) run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / times);
  }
  return best;
}

function show(name: string, ours: number, theirs: number, bound: number): void {
  const ratio = ours / theirs;
  const verdict = ratio <= bound ? 'ok' : 'TOO SLOW';
  console.log(
    `${name}: ${(ours / 1000).toFixed(2)} µs against ${(theirs / 1000).toFixed(2)} µs = ${ratio.toFixed(1)}x (bound ${bound}x) ${verdict}`,
  );
  if (ratio > bound) process.exitCode = 1;
}

const claims: JsonValue = {
  iss: 'https://accounts.example.com',
  sub: '248289761001',
  aud: ['client-1', 'client-2'],
  email: 'jane.doe@example.com',
  email_verified: true,
  given_name: 'Jane',
  family_name: 'Doe',
  locale: 'en-GB',
  picture: 'https://cdn.example.com/u/248289761001.png',
  groups: ['team-identity', 'team-platform', 'staff', 'vpn', 'team-oncall'],
  iat: 1764023400,
  exp: 1764027000,
};

const mapper = compile(
  `local claims = { email_verified: false } + std.extVar('claims');
{
  identity: {
    traits: {
      [if 'email' in claims && claims.email_verified then 'email' else null]: claims.email,
      name: { first: claims.given_name, last: claims.family_name },
    },
    metadata_public: { groups: std.filter(function(g) std.startsWith(g, 'team-'), claims.groups) },
  },
}`,
);
const text = JSON.stringify(claims);
show(
  'claims mapper, compiled once',
  measure(() => mapper.evaluate({ extVars: { claims } }), 4000),
  measure(() => JSON.stringify(JSON.parse(text)), 4000),
  20,
);

const ELEMENTS = 100_000;
const fold = compile(`std.foldl(function(a, x) a + x, std.range(1, ${ELEMENTS}), 0)`);
function plainFold(): number {
  const items: number[] = [];
  for (let i = 1; i <= ELEMENTS; i++) items.push(i);
  let sum = 0;
  for (const item of items) sum += item;
  return sum;
}
show(
  'fold over 10^5 elements',
  measure(() => fold.evaluate(), 20),
  measure(plainFold, 20),
  40,
);

const hook = compile(
  'function(ctx) { userId: ctx.identity.id, traits: ctx.identity.traits, headers: ctx.request_headers }',
);
const ctx: JsonValue = {
  identity: {
    id: '9f425a8d-7efc-4768-8f23-7647a74fdf13',
    traits: { email: 'jane@example.com', name: { first: 'Jane', last: 'Doe' } },
  },
  request_headers: { Accept: ['application/json'], 'User-Agent': ['Mozilla/5.0'], Host: ['id.example.com'] },
};
const ctxText = JSON.stringify(ctx);
show(
  'web-hook body, compiled once',
  measure(() => hook.evaluate({ tlaVars: { ctx } }), 4000),
  measure(() => JSON.stringify(JSON.parse(ctxText)), 4000),
  20,
);
