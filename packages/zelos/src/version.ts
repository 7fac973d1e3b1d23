/** Version of this server, as `/version` and the command line tell it. */
export const VERSION = '0.1.0';
