import { defineMethod } from '../api.ts';
import type { ProfileSettings } from './config.ts';
import { profileRegistration } from './registration.ts';

/** `profile`: the traits of a person. Always part of registration; it proves nothing by itself. */
export const profileMethod = defineMethod<unknown, ProfileSettings>({
  id: 'profile',
  create: (_deps, settings) => ({ id: 'profile', enabled: true, registration: profileRegistration(settings) }),
});
