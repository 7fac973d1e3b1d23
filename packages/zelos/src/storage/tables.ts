declare const timeBrand: unique symbol;
declare const flagBrand: unique symbol;

/** A point in time as its column holds it; made and read by `Columns` only. */
export interface TimeValue {
  readonly [timeBrand]: never;
}
/** A truth value as its column holds it; made and read by `Columns` only. */
export interface FlagValue {
  readonly [flagBrand]: never;
}
/** JSON text, kept exactly as written. */
export type JsonText = string;

/**
 * One account. The addresses stand here as JSON, ready for the session read; `verifiable_addresses` and
 * `recovery_addresses` are the unique indexes over them and are written in the same transaction.
 */
export interface IdentityTable {
  id: string;
  external_id: string | null;
  schema_id: string;
  state: string;
  state_changed_at: TimeValue | null;
  organization_id: string | null;
  version: number;
  created_at: TimeValue;
  updated_at: TimeValue;
  traits: JsonText;
  metadata_public: JsonText | null;
  verifiable_addresses: JsonText;
  recovery_addresses: JsonText;
  metadata_admin: JsonText | null;
}

/** One credential per identity and type. `config` has sorted keys, so that equal values are equal texts. */
export interface CredentialTable {
  identity_id: string;
  type: string;
  version: number;
  created_at: TimeValue;
  updated_at: TimeValue;
  config: JsonText;
}

/** Who owns which identifier; the primary key keeps (identifier, type) unique. */
export interface CredentialIdentifierTable {
  identifier: string;
  type: string;
  identity_id: string;
}

/** Who owns which address; the primary key keeps (value, via) unique. */
export interface AddressTable {
  value: string;
  via: string;
  address_id: string;
  identity_id: string;
}

export interface SessionTable {
  id: string;
  identity_id: string;
  token_digest: string;
  active: FlagValue;
  aal: string;
  issued_at: TimeValue;
  expires_at: TimeValue;
  authenticated_at: TimeValue;
  created_at: TimeValue;
  updated_at: TimeValue;
  authentication_methods: JsonText;
  devices: JsonText;
}

/** Flows of every kind. Identity and times that statements ask for are columns, the rest is the document. */
export interface FlowTable {
  id: string;
  kind: string;
  identity_id: string | null;
  expires_at: TimeValue;
  completed_at: TimeValue | null;
  document: JsonText;
}

export interface OneTimeSecretTable {
  id: string;
  purpose: string;
  flow_id: string;
  digest: string;
  created_at: TimeValue;
  expires_at: TimeValue;
  used_at: TimeValue | null;
  data: JsonText;
}

export interface CounterTable {
  key: string;
  count: number;
  blocked_until: TimeValue | null;
  updated_at: TimeValue;
  resets_at: TimeValue;
}

export interface FlowErrorTable {
  id: string;
  created_at: TimeValue;
  updated_at: TimeValue;
  expires_at: TimeValue;
  error: JsonText;
}

/** Outgoing messages; see the repository for what `due_at` means. `finished_at` is set until the content is wiped. */
export interface OutboxTable {
  id: string;
  status: string;
  channel: string;
  recipient: string;
  template_type: string;
  language: string;
  send_count: number;
  due_at: TimeValue | null;
  finished_at: TimeValue | null;
  locked_by: string | null;
  created_at: TimeValue;
  updated_at: TimeValue;
  subject: string;
  body: string;
  template_data: JsonText;
  request_headers: JsonText;
}

/** Attempts to deliver a message. */
export interface OutboxDispatchTable {
  id: string;
  message_id: string;
  status: string;
  error: JsonText | null;
  created_at: TimeValue;
  updated_at: TimeValue;
}

export interface MigrationTable {
  id: string;
  applied_at: TimeValue;
}

export interface Tables {
  identities: IdentityTable;
  credentials: CredentialTable;
  credential_identifiers: CredentialIdentifierTable;
  verifiable_addresses: AddressTable;
  recovery_addresses: AddressTable;
  sessions: SessionTable;
  flows: FlowTable;
  one_time_secrets: OneTimeSecretTable;
  counters: CounterTable;
  flow_errors: FlowErrorTable;
  outbox: OutboxTable;
  outbox_dispatches: OutboxDispatchTable;
  applied_migrations: MigrationTable;
}
