export { APP_URL, startApp, TEST_SCHEMA, type TestApp, type TestAppOptions, testConfig } from './app.ts';
export {
  type Answer,
  type Browser,
  type BrowserOptions,
  type Call,
  createBrowser,
  type FlowBody,
  type FlowName,
  formFields,
  MODES,
  type Mode,
  type Values,
} from './browser.ts';
export {
  type CheckedAnswer,
  checkAnswer,
  type CheckSettings,
  operationOf,
  parseSetCookie,
  type SetCookie,
} from './checks.ts';
export { createTestClock, TEST_NOW, type TestClock } from './clock.ts';
export {
  createIdentity,
  login,
  messageIds,
  nodeKey,
  nodeList,
  nodeOf,
  PASSWORD,
  type Person,
  register,
} from './people.ts';
export { freePorts } from './ports.ts';
export { createTestRandom } from './random.ts';
export { emailTrait, personSchema, schemaUrl } from './schemas.ts';
export { type OpenDatabase, storeSuite } from './store-suite.ts';
