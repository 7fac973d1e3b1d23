import type { SelectQueryBuilder } from 'kysely';
import { NIL_UUID } from '../../kernel/uuid.ts';
import type { Identities } from '../../ports/store.ts';
import type { Access, Engine } from '../engine.ts';
import { prepare } from '../statements.ts';
import type { IdentityTable, Tables } from '../tables.ts';
import { CREDENTIAL_COLUMNS, decodeIdentity, decodeJoined, IDENTITY_COLUMNS } from './identity-rows.ts';

type Page = SelectQueryBuilder<Tables, 'identities', IdentityTable>;
type Queries = Pick<
  Identities,
  'get' | 'getWithCredentials' | 'getByExternalId' | 'findByIdentifier' | 'list' | 'count'
>;

/**
 * The smallest text that is greater than every text with this prefix, in code point order, in which identifiers are
 * compared; null when there is none. A range needs no wildcards, hence no escapes.
 */
function endOfPrefix(prefix: string): string | null {
  const points = [...prefix].map((character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return null;
  // Surrogates are no characters: what follows U+D7FF is U+E000.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}

/** The reading half of the identities. Credentials come with their identity in one statement, hence from one moment. */
export function createIdentityQueries({ builder, columns }: Engine): (access: Access) => Queries {
  const allOf = (page: Page) =>
    builder
      .selectFrom(page.as('identities'))
      .leftJoin('credentials', 'credentials.identity_id', 'identities.id')
      .leftJoin('credential_identifiers', (join) =>
        join
          .onRef('credential_identifiers.identity_id', '=', 'credentials.identity_id')
          .onRef('credential_identifiers.type', '=', 'credentials.type'),
      )
      .select(IDENTITY_COLUMNS)
      .select(CREDENTIAL_COLUMNS)
      .orderBy('identities.id');
  const pages = builder.selectFrom('identities').selectAll();
  const plainById = prepare((slot: { readonly id: string }) => pages.where('id', '=', slot.id));
  const fullById = prepare((slot: { readonly id: string }) => allOf(pages.where('id', '=', slot.id)));
  const fullByExternalId = prepare((slot: { readonly id: string }) => allOf(pages.where('external_id', '=', slot.id)));
  const owners = ownersByShape(builder);
  let lastFound = NIL_UUID;

  return (access) => {
    const getWithCredentials: Queries['getWithCredentials'] = async (id) =>
      decodeJoined(await access.read(fullById({ id })), columns)[0] ?? null;
    return {
      getWithCredentials,
      get: async (id) => {
        const row = await access.first(plainById({ id }));
        return row === undefined ? null : decodeIdentity(row, columns);
      },
      getByExternalId: async (id) => decodeJoined(await access.read(fullByExternalId({ id })), columns)[0] ?? null,
      findByIdentifier: async (types, identifiers) => {
        if (identifiers.length === 0) return null;
        const rows = await access.read(owners(identifiers.length, types.length)([...identifiers, ...types]));
        const rank = (row: (typeof rows)[number]) =>
          identifiers.indexOf(row.identifier) * (types.length + 1) + types.indexOf(row.type);
        const [first] = [...rows].sort((a, b) => rank(a) - rank(b));
        if (first === undefined) {
          // Nobody costs what somebody costs (D10, AB-42): the identity that was found last is read once more, for nothing.
          await getWithCredentials(lastFound);
          return null;
        }
        lastFound = first.identity_id;
        return getWithCredentials(first.identity_id);
      },
      list: async (query) => {
        const page = narrowed(pages, query);
        if (page === null) return [];
        if (query.withCredentials) return decodeJoined(await access.read(allOf(page).compile()), columns);
        const rows = await access.read(page.compile());
        return rows.map((row) => ({ ...decodeIdentity(row, columns), credentials: [] }));
      },
      count: async () => {
        const counted = builder.selectFrom('identities').select((eb) => eb.fn.countAll().as('count'));
        const [row] = await access.read(counted.compile());
        return Number(row?.count ?? 0);
      },
    };
  };
}

/** Who owns one of so many identifiers, of one of so many types (0: of any); compiled once for each pair of numbers. */
function ownersByShape(builder: Engine['builder']) {
  const compileFor = (identifiers: number, types: number) =>
    prepare((slots: readonly string[]) => {
      const slotsFrom = (first: number, count: number) =>
        Array.from({ length: count }, (_, index) => slots[first + index] ?? '');
      const query = builder
        .selectFrom('credential_identifiers')
        .select(['identifier', 'type', 'identity_id'])
        .where('identifier', 'in', slotsFrom(0, identifiers));
      return types === 0 ? query : query.where('type', 'in', slotsFrom(identifiers, types));
    });
  const compiled = new Map<string, ReturnType<typeof compileFor>>();
  return (identifiers: number, types: number): ReturnType<typeof compileFor> => {
    const shape = `${identifiers} ${types}`;
    const known = compiled.get(shape) ?? compileFor(identifiers, types);
    // Requests bring a handful of shapes; one that brings many must not fill the memory.
    if (compiled.size < 64) compiled.set(shape, known);
    return known;
  };
}

/** One page of the identities that pass every filter given; null when a filter admits nobody. */
function narrowed(pages: Page, query: Parameters<Identities['list']>[0]): Page | null {
  const { ids, identifiers, identifierPrefix, identifierTypes = [], organizationId } = query;
  if (ids?.length === 0 || identifiers?.length === 0) return null;
  let page = pages.orderBy('id').limit(query.page.limit);
  if (query.page.after !== null) page = page.where('id', '>', query.page.after);
  if (query.offset !== undefined && query.offset > 0) page = page.offset(query.offset);
  if (ids !== undefined) page = page.where('id', 'in', [...ids]);
  if (organizationId !== undefined) page = page.where('organization_id', '=', organizationId);
  if (identifiers === undefined && identifierPrefix === undefined) return page;
  return page.where('id', 'in', (eb) => {
    let owners = eb.selectFrom('credential_identifiers').select('credential_identifiers.identity_id');
    if (identifierTypes.length > 0) owners = owners.where('credential_identifiers.type', 'in', [...identifierTypes]);
    if (identifiers !== undefined) owners = owners.where('credential_identifiers.identifier', 'in', [...identifiers]);
    if (identifierPrefix !== undefined) {
      const end = endOfPrefix(identifierPrefix);
      owners = owners.where('credential_identifiers.identifier', '>=', identifierPrefix);
      if (end !== null) owners = owners.where('credential_identifiers.identifier', '<', end);
    }
    return owners;
  });
}
