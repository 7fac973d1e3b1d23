import type { Command } from './command.ts';

const HELP = { help: { type: 'boolean', short: 'h' } } as const;
const CONFIG = { config: { type: 'string', short: 'c', multiple: true } } as const;
const DEV = { dev: { type: 'boolean' } } as const;
const CONFIG_LINE =
  '  -c, --config FILE[,FILE]  configuration file (.yaml, .yml, .json, .toml); may be repeated, a later file wins';
const MIGRATE = {
  ...HELP,
  ...CONFIG,
  'read-from-env': { type: 'boolean', short: 'e' },
} as const;
const MIGRATE_LINES = [CONFIG_LINE, '  -e, --read-from-env       take the database address from the variable DSN'];

/** Every command, in the order that help lists them. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'serve',
    summary: 'Start the server',
    usage: 'zelos serve [--dev] [-c FILE]…',
    details: [
      CONFIG_LINE,
      '      --dev                 development mode: needs no file, keeps its state in ./.zelos',
      '      --reset               with --dev: empty ./.zelos first',
      '      --watch-courier       accepted; the courier runs in the server anyway',
      '      --sqa-opt-out         accepted; there is no telemetry',
    ],
    options: {
      ...HELP,
      ...CONFIG,
      ...DEV,
      reset: { type: 'boolean' },
      'watch-courier': { type: 'boolean' },
      'sqa-opt-out': { type: 'boolean' },
    },
    maxArgs: 0,
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    name: 'migrate up',
    aliases: ['migrate sql up', 'migrate sql'],
    summary: 'Bring the database up to date',
    usage: 'zelos migrate up [DSN] [-c FILE]… [-e] [-y]',
    details: [...MIGRATE_LINES, '  -y, --yes                 do not ask'],
    options: { ...MIGRATE, yes: { type: 'boolean', short: 'y' } },
    maxArgs: 1,
    load: async () => (await import('./migrate.ts')).migrateUp,
  },
  {
    name: 'migrate status',
    aliases: ['migrate sql status'],
    summary: 'Show which migrations are applied',
    usage: 'zelos migrate status [DSN] [-c FILE]… [-e] [--format table|json]',
    details: [...MIGRATE_LINES, '      --format table|json   form of the output'],
    options: { ...MIGRATE, format: { type: 'string' } },
    maxArgs: 1,
    load: async () => (await import('./migrate.ts')).migrateStatus,
  },
  {
    name: 'courier watch',
    summary: 'Deliver queued mails and messages',
    usage: 'zelos courier watch [-c FILE]… [--expose-metrics-port N]',
    details: [CONFIG_LINE, '      --expose-metrics-port N  accepted; there are no metrics yet'],
    options: { ...HELP, ...CONFIG, 'expose-metrics-port': { type: 'string' } },
    maxArgs: 0,
    load: async () => (await import('./courier-watch.ts')).courierWatch,
  },
  {
    name: 'config check',
    summary: 'Say what is wrong with the configuration',
    usage: 'zelos config check [--dev] [-c FILE]…',
    details: [CONFIG_LINE, '      --dev                 check it for development mode'],
    options: { ...HELP, ...CONFIG, ...DEV },
    maxArgs: 0,
    load: async () => (await import('./config-check.ts')).configCheck,
  },
  {
    name: 'config explain',
    summary: 'Show every effective value and where it comes from',
    usage: 'zelos config explain [--dev] [-c FILE]… [--format table|json]',
    details: [
      CONFIG_LINE,
      '      --dev                 explain it for development mode',
      '      --format table|json   form of the output; secrets are never shown',
    ],
    options: { ...HELP, ...CONFIG, ...DEV, format: { type: 'string' } },
    maxArgs: 0,
    load: async () => (await import('./config-explain.ts')).configExplain,
  },
  {
    name: 'version',
    summary: 'Show the version',
    usage: 'zelos version',
    details: [],
    options: HELP,
    maxArgs: 0,
    load: async () => (await import('./version.ts')).version,
  },
  {
    name: 'help',
    summary: 'Show this text, or that of a command',
    usage: 'zelos help [COMMAND]',
    details: [],
    options: HELP,
    maxArgs: 3,
    load: async () => (await import('./help.ts')).help,
  },
];
