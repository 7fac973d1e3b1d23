/** The part of a stream that is written to. */
export interface Sink {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green';

const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
};

/** Where a command writes: results to `out`, everything else to `err`. */
export interface Terminal {
  readonly outIsTty: boolean;
  out(line: string): void;
  err(line: string): void;
  warn(message: string): void;
  error(message: string): void;
  /** Styles text for standard output; plain when that is no terminal. */
  style(style: Style, text: string): string;
}

/** A terminal over two streams. Colours only where a person sees them: on a TTY, without NO_COLOR (no-color.org). */
export function createTerminal(
  stdout: Sink,
  stderr: Sink,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const plain = Boolean(environment['NO_COLOR']) || environment['TERM'] === 'dumb';
  const styled = (sink: Sink, style: Style, text: string) => {
    const [on, off] = CODES[style];
    return plain || sink.isTTY !== true ? text : `\u001b[${on}m${text}\u001b[${off}m`;
  };
  const err = (line: string) => void stderr.write(`${line}\n`);
  return {
    outIsTty: stdout.isTTY === true,
    out: (line) => void stdout.write(`${line}\n`),
    err,
    warn: (message) => err(`${styled(stderr, 'yellow', 'warning:')} ${message}`),
    error: (message) => err(`${styled(stderr, 'red', 'error:')} ${message}`),
    style: (style, text) => styled(stdout, style, text),
  };
}

/** Lines up rows in columns, two spaces apart. */
export function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
