/** The wire models the client speaks about. Types only: nothing of this file reaches a bundle. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };
export type Aal = 'aal0' | 'aal1' | 'aal2' | 'aal3';

export interface UiText {
  readonly id: number;
  readonly type: 'info' | 'error' | 'success';
  readonly text: string;
  readonly context?: JsonObject;
}

export interface InputAttributes {
  readonly node_type: 'input';
  readonly name: string;
  readonly type: string;
  readonly disabled: boolean;
  readonly value?: Json;
  readonly required?: boolean;
  readonly autocomplete?: string;
  readonly pattern?: string;
  readonly maxlength?: number;
  readonly label?: UiText;
  readonly onclick?: string;
  readonly onclickTrigger?: string;
  readonly onload?: string;
  readonly onloadTrigger?: string;
  readonly options?: readonly { readonly value: Json; readonly label?: UiText }[];
}
export interface TextAttributes {
  readonly node_type: 'text';
  readonly id: string;
  readonly text: UiText;
}
export interface ImageAttributes {
  readonly node_type: 'img';
  readonly id: string;
  readonly src: string;
  readonly width: number;
  readonly height: number;
}
export interface AnchorAttributes {
  readonly node_type: 'a';
  readonly id: string;
  readonly href: string;
  readonly title: UiText;
}
export interface ScriptAttributes {
  readonly node_type: 'script';
  readonly id: string;
  readonly src: string;
  readonly async: boolean;
  readonly referrerpolicy: string;
  readonly crossorigin: string;
  readonly integrity: string;
  readonly type: string;
  readonly nonce: string;
}
export interface DivAttributes {
  readonly node_type: 'div';
  readonly id: string;
  readonly class?: string;
  readonly data?: { readonly [key: string]: string };
}
export type NodeAttributes =
  | InputAttributes
  | TextAttributes
  | ImageAttributes
  | AnchorAttributes
  | ScriptAttributes
  | DivAttributes;

export interface UiNode {
  readonly type: string;
  readonly group: string;
  readonly attributes: NodeAttributes;
  readonly messages: readonly UiText[];
  readonly meta: { readonly label?: UiText };
}
export interface UiContainer {
  readonly action: string;
  readonly method: string;
  readonly nodes: readonly UiNode[] | null;
  readonly messages?: readonly UiText[];
}

export interface FlowDocument {
  readonly id: string;
  readonly type: 'browser' | 'api';
  readonly state: string;
  readonly ui: UiContainer;
  readonly active?: string;
  readonly issued_at?: string;
  readonly expires_at?: string;
  readonly request_url?: string;
  readonly return_to?: string;
  readonly transient_payload?: JsonObject;
}
export interface LoginFlow extends FlowDocument {
  readonly refresh?: boolean;
  readonly requested_aal?: Aal;
  readonly oauth2_login_challenge?: string;
  readonly organization_id?: string | null;
  readonly identity_schema?: string;
  readonly session_token_exchange_code?: string;
}
export interface RegistrationFlow extends FlowDocument {
  readonly oauth2_login_challenge?: string;
  readonly organization_id?: string | null;
  readonly identity_schema?: string;
  readonly session_token_exchange_code?: string;
}
export interface SettingsFlow extends FlowDocument {
  readonly identity: Identity;
  readonly continue_with?: readonly ContinueWith[] | null;
}
export interface RecoveryFlow extends FlowDocument {
  readonly continue_with?: readonly ContinueWith[] | null;
}
export type VerificationFlow = FlowDocument;

export interface ContinueWith {
  readonly action: string;
  readonly [key: string]: Json;
}

export interface Identity {
  readonly id: string;
  readonly schema_id: string;
  readonly schema_url: string;
  readonly state?: 'active' | 'inactive';
  readonly traits: JsonObject;
  readonly external_id?: string;
  readonly metadata_public?: Json;
  readonly metadata_admin?: Json;
  readonly credentials?: { readonly [type: string]: JsonObject };
  readonly verifiable_addresses?: readonly VerifiableAddress[];
  readonly recovery_addresses?: readonly RecoveryAddress[];
  readonly organization_id?: string | null;
  readonly created_at?: string;
  readonly updated_at?: string;
}
export interface VerifiableAddress {
  readonly id?: string;
  readonly value: string;
  readonly verified: boolean;
  readonly via: string;
  readonly status: string;
  readonly verified_at?: string | null;
}
export interface RecoveryAddress {
  readonly id?: string;
  readonly value: string;
  readonly via: string;
}
export interface SessionDevice {
  readonly id: string;
  readonly ip_address?: string;
  readonly user_agent?: string;
  readonly location?: string;
}
export interface AuthenticationMethod {
  readonly method?: string;
  readonly aal?: Aal;
  readonly completed_at?: string;
  readonly provider?: string;
}
export interface Session {
  readonly id: string;
  readonly active?: boolean;
  readonly issued_at?: string;
  readonly expires_at?: string;
  readonly authenticated_at?: string;
  readonly authenticator_assurance_level?: Aal;
  readonly authentication_methods?: readonly AuthenticationMethod[] | null;
  readonly identity?: Identity | null;
  readonly devices?: readonly SessionDevice[] | null;
  readonly tokenized?: string;
}
export interface LogoutFlow {
  readonly logout_url: string;
  readonly logout_token: string;
}
export interface SuccessfulNativeLogin {
  readonly session: Session;
  readonly session_token?: string;
  readonly redirect_browser_to?: string;
  readonly continue_with?: readonly ContinueWith[] | null;
}
export interface SuccessfulNativeRegistration {
  readonly identity: Identity;
  readonly session?: Session;
  readonly session_token?: string;
  readonly continue_with?: readonly ContinueWith[] | null;
}
export interface GenericError {
  readonly id?: string;
  readonly code?: number;
  readonly status?: string;
  readonly request?: string;
  readonly reason?: string;
  readonly message: string;
  readonly debug?: string;
  readonly details?: JsonObject;
}
export interface FlowError {
  readonly id: string;
  readonly error?: GenericError;
  readonly created_at?: string;
  readonly updated_at?: string;
}
export interface CourierMessage {
  readonly id: string;
  readonly status: 'queued' | 'sent' | 'processing' | 'abandoned';
  readonly type: 'email' | 'phone';
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly template_type: string;
  readonly channel?: string;
  readonly send_count: number;
  readonly dispatches?: readonly JsonObject[] | null;
  readonly created_at: string;
  readonly updated_at: string;
}
export interface IdentitySchemaContainer {
  readonly id: string;
  readonly schema: JsonObject;
}
