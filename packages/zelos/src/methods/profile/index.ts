import { defineMethod } from '../api.ts';
import type { ProfileSettings } from './config.ts';
import { profileRegistration } from './registration.ts';
import { lockedProfile, profileSettings } from './settings.ts';

/** `profile`: the traits of a person. Always part of registration; it proves nothing by itself. */
export const profileMethod = defineMethod<unknown, ProfileSettings>({
  id: 'profile',
  create: (_deps, settings) => ({
    id: 'profile',
    enabled: true,
    registration: profileRegistration(settings),
    // Registration always has its trait fields; only editing them later can be switched off.
    settings: settings.editable ? profileSettings() : lockedProfile(),
  }),
});
