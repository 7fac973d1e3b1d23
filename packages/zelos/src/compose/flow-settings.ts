import { type Config, parseDuration } from '@zelos/contract';
import type { FlowSettings, KindSettings } from '../flows/types.ts';
import { hookFactory } from '../hooks/index.ts';
import { createHookRunner } from '../hooks/runner.ts';
import type { FlowKind } from '../kernel/flow.ts';
import type { boundHooks } from './extensions.ts';
import { absolute, hookLists } from './settings.ts';

function kindSettings(
  config: Config,
  kind: FlowKind,
  publicUrl: string,
  hooks: ReturnType<typeof hookFactory>,
): KindSettings {
  const flow = config.selfservice.flows[kind];
  return {
    enabled: 'enabled' in flow ? flow.enabled : true,
    lifespanMs: parseDuration(flow.lifespan),
    uiUrl: absolute(flow.ui_url, publicUrl),
    hooks: createHookRunner(hookLists(config, kind), hooks),
  };
}

/** What the flows must know of the configuration, with their hooks made. */
export function flowSettings(
  config: Config,
  publicUrl: string,
  warn: (line: string) => void,
  custom: ReturnType<typeof boundHooks>,
): FlowSettings {
  const { flows } = config.selfservice;
  const hooks = hookFactory(
    { legacyError: config.feature_flags.legacy_require_verified_login_error },
    (name) => warn(`The hook "${name}" is not built yet and is passed over.`),
    custom,
  );
  return {
    publicUrl,
    login: { ...kindSettings(config, 'login', publicUrl, hooks), style: flows.login.style },
    registration: {
      ...kindSettings(config, 'registration', publicUrl, hooks),
      style: flows.registration.enable_legacy_one_step ? 'unified' : flows.registration.style,
      loginHints: flows.registration.login_hints,
    },
    settings: {
      ...kindSettings(config, 'settings', publicUrl, hooks),
      privilegedMaxAgeMs: parseDuration(flows.settings.privileged_session_max_age),
      requiredAal: flows.settings.required_aal,
    },
    recovery: {
      ...kindSettings(config, 'recovery', publicUrl, hooks),
      use: flows.recovery.use,
      notify: config.zelos.messages.recovery_notice,
    },
    verification: { ...kindSettings(config, 'verification', publicUrl, hooks), use: flows.verification.use },
    chooseRecoveryAddress: config.feature_flags.choose_recovery_address,
    continueWithTransitions: config.feature_flags.use_continue_with_transitions,
    legacyContinueWith: config.feature_flags.legacy_continue_with_verification_ui,
    defaultSchemaId: config.identity.default_schema_id,
    requiredAal: config.session.whoami.required_aal,
    mitigateEnumeration: config.security.account_enumeration.mitigate,
  };
}
