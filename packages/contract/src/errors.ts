/**
 * Errors of the wire. Clients switch on `error.id`; texts are for people and may change.
 */

/** Names of the statuses, RFC 9110 section 15, as they appear in `error.status`. */
export const STATUS_NAMES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  499: 'Client Closed Request',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
} as const;
export type ErrorStatus = keyof typeof STATUS_NAMES;

/** What a status means in general; the `message` of errors without a text of their own. */
export const STATUS_MESSAGES: { readonly [S in ErrorStatus]: string } = {
  400: 'The request cannot be used as it was sent.',
  401: 'This needs a valid sign-in.',
  403: 'This is not permitted.',
  404: 'Nothing was found here.',
  405: 'This address does not accept that method.',
  406: 'The wanted format is not available.',
  408: 'The request took too long to arrive.',
  409: 'The request clashes with something that exists already.',
  410: 'This is no longer available.',
  413: 'The request is too large.',
  415: 'The content type of the request is not accepted here.',
  422: 'The request was understood, yet another step is needed first.',
  429: 'Too many requests arrived in a short time.',
  431: 'The request headers are too large.',
  499: 'The client hung up before the answer.',
  500: 'Something went wrong on our side.',
  501: 'This server cannot do that.',
  502: 'A service that we rely on gave no usable answer.',
  503: 'The service is not available at the moment.',
  504: 'A service that we rely on took too long.',
};

/** Shape of one catalogue entry. */
export interface ErrorDefinition {
  readonly status: ErrorStatus;
  /** Class text, `error.message`. */
  readonly message: string;
  /** Default of `error.reason`; the place that raises the error may say more. */
  readonly reason: string;
}

/** Every error id with its status and texts. */
export const ERRORS = {
  session_already_available: {
    status: 400,
    message: 'Somebody is signed in already.',
    reason: 'There is a valid session, so this step is not needed. Sign out first or ask for a refresh.',
  },
  session_aal1_required: {
    status: 401,
    message: 'A first sign-in step is missing.',
    reason: 'A second factor can only be checked once the first one has been passed.',
  },
  session_aal2_required: {
    status: 403,
    message: 'A second factor is needed.',
    reason: 'The account has a second factor. Confirm it to go on.',
  },
  session_aal_already_fulfilled: {
    status: 401,
    message: 'The session has this assurance level already.',
    reason: 'Nothing more has to be confirmed.',
  },
  session_inactive: {
    status: 401,
    message: 'Nobody is signed in.',
    reason: 'The request carries no session, or one that has ended. Please sign in.',
  },
  session_refresh_required: {
    status: 403,
    message: 'Please confirm that it is you.',
    reason: 'The last sign-in was too long ago for this change. Sign in once more and repeat it.',
  },
  session_verified_address_required: {
    status: 403,
    message: 'The address has to be verified first.',
    reason: 'Verify the address of the account, then sign in again.',
  },
  security_csrf_violation: {
    status: 403,
    message: 'The request could not be matched to this browser.',
    reason: 'The anti-forgery token is missing or belongs to another browser. Reload the page and allow its cookies.',
  },
  security_identity_mismatch: {
    status: 403,
    message: 'This form belongs to somebody else.',
    reason: 'The form was opened by another account. Open it again with the account that is signed in now.',
  },
  self_service_flow_expired: {
    status: 410,
    message: 'The form has expired.',
    reason: 'It was open for too long or has been used already. Please begin again.',
  },
  self_service_flow_replaced: {
    status: 410,
    message: 'Another form has taken the place of this one.',
    reason: 'Go on with the form named in the answer.',
  },
  self_service_flow_disabled: {
    status: 400,
    message: 'This is switched off.',
    reason: 'The operator of this service does not offer it.',
  },
  self_service_flow_return_to_forbidden: {
    status: 400,
    message: 'The return address is not accepted.',
    reason: 'The address in return_to is not on the list of allowed return addresses.',
  },
  browser_location_change_required: {
    status: 422,
    message: 'The browser has to open another page.',
    reason: 'Open the page named in redirect_browser_to to go on.',
  },
  identity_disabled: {
    status: 400,
    message: 'The account is not active.',
    reason: 'The account has been deactivated. Please ask the operator of this service.',
  },
  invalid_configuration: {
    status: 500,
    message: 'The server is not set up for this.',
    reason: 'A setting that this step needs is missing or wrong. The operator finds the cause in the log.',
  },
  upstream_error: {
    status: 502,
    message: 'Another service did not answer as it should.',
    reason: 'A service that this step depends on could not be reached or refused. Please try again later.',
  },
  too_many_requests: {
    status: 429,
    message: 'Too many requests arrived in a short time.',
    reason: 'Please wait as long as the Retry-After header says, then try again.',
  },
  server_busy: {
    status: 503,
    message: 'The server has too much to do at the moment.',
    reason: 'Please try again in a few seconds.',
  },
} as const satisfies { readonly [id: string]: ErrorDefinition };
export type ErrorId = keyof typeof ERRORS;
