import type { Page } from '../visit.ts';
import { error } from './error.ts';
import { login } from './login.ts';
import { recovery } from './recovery.ts';
import { registration } from './registration.ts';
import { settings } from './settings.ts';
import { verification } from './verification.ts';
import { welcome } from './welcome.ts';

/** Every page there is. */
export const PAGES: readonly Page[] = [login, registration, settings, recovery, verification, error, welcome];
