/** Where people read: stderr for progress and logs, stdout for results. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** True where lines can be redrawn. */
  readonly live: boolean;
  readonly columns: number;
  readonly colour: boolean;
}

export function systemTerminal(environ: NodeJS.ProcessEnv = process.env): Terminal {
  const live = process.stderr.isTTY === true && environ["TERM"] !== "dumb" && !environ["CI"];
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    live,
    columns: process.stderr.columns ?? 100,
    colour: live && !environ["NO_COLOR"],
  };
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** Text in a colour, where the terminal has colours. */
export function paint(terminal: Pick<Terminal, "colour">, colour: keyof typeof CODES, text: string): string {
  return terminal.colour ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text;
}
