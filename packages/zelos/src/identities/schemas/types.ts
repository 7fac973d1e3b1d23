import type { JsonObject, JsonValue, UiText } from '@zelos/contract';
import type { AddressChannel } from '../../kernel/identity.ts';

export type LeafType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'null';

/** A trait as forms see it: a value without named members of its own. */
export interface TraitLeaf {
  /** Dotted path with `traits` first; dots inside a name are escaped by a backslash. */
  readonly path: string;
  readonly type: LeafType;
  readonly format?: string;
  readonly title?: string;
  /** Whether the parent object asks for it. */
  readonly required: boolean;
  readonly enum?: readonly JsonValue[];
  readonly pattern?: string;
  /** Gets a form field: scalars and arrays of scalars. */
  readonly node: boolean;
  /** Type of the entries, for arrays of scalars. */
  readonly itemType?: LeafType;
}

/** One way in which traits do not satisfy their schema. */
export interface SchemaViolation {
  /** Name of the form node (`traits.email`), or an empty string for the form. */
  readonly at: string;
  readonly keyword: string;
  readonly message: UiText;
  /** Where in the document `{"traits": …}`, as a URI fragment. */
  readonly instancePointer: string;
  /** Which rule of the schema, as a URI fragment. */
  readonly schemaPointer: string;
  /** One sentence for administrators. */
  readonly detail: string;
}

export interface ChannelAddress {
  readonly via: AddressChannel;
  readonly value: string;
}

export interface CodeIdentifier {
  readonly channel: AddressChannel;
  readonly address: string;
  readonly identifier: string;
}

/** What the markings of a schema make of the traits of an identity. */
export interface DerivedTraits {
  /** The traits, with values bound to SMS rewritten to E.164. */
  readonly traits: JsonObject;
  readonly identifiers: {
    readonly password: readonly string[];
    readonly webauthn: readonly string[];
    readonly code: readonly CodeIdentifier[];
  };
  /** Whether a trait marked for the method is present. */
  readonly marked: { readonly password: boolean; readonly webauthn: boolean; readonly code: boolean };
  readonly verifiable: readonly ChannelAddress[];
  readonly recovery: readonly ChannelAddress[];
  readonly passkeyDisplayName?: string;
  readonly totpAccountName?: string;
  readonly violations: readonly SchemaViolation[];
}

export interface IdentitySchema {
  readonly id: string;
  readonly selfserviceSelectable: boolean;
  /** The source text, key order kept. */
  readonly raw: string;
  readonly document: JsonObject;
  /** In document order. */
  readonly leaves: readonly TraitLeaf[];
  /** Leaf paths in document order, for the order of nodes. */
  readonly keyOrder: readonly string[];
  /** Paths of objects to fill in when absent, see {@link ObjectPath}. */
  readonly objects: readonly ObjectPath[];
  /** Title of the only titled trait that serves to sign in. */
  readonly identifierTitle?: string;
  /** Methods that some trait of the schema is marked for. */
  readonly marks: { readonly password: boolean; readonly webauthn: boolean; readonly code: boolean };
  /** All violations of traits against the schema and its markings; never throws. */
  validate(traits: JsonValue): readonly SchemaViolation[];
  /** Identifiers and addresses of traits, with the violations of {@link IdentitySchema.validate}; never throws. */
  derive(traits: JsonObject): DerivedTraits;
}

/** An object-typed trait. */
export interface ObjectPath {
  readonly path: string;
  /** Absent, it becomes an empty object: it asks for no member. */
  readonly fill: boolean;
}

export interface SchemaRegistry {
  get(id: string): IdentitySchema | undefined;
  /** By id, or by its base64url form without padding, as in `schema_url`. */
  find(idOrBase64Url: string): IdentitySchema | undefined;
  /** In the order of the configuration. */
  all(): readonly IdentitySchema[];
}
