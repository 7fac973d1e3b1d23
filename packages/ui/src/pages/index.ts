import type { Page } from '../visit.ts';
import { error } from './error.ts';
import { login } from './login.ts';
import { registration } from './registration.ts';
import { welcome } from './welcome.ts';

/** Every page there is. */
export const PAGES: readonly Page[] = [login, registration, error, welcome];
