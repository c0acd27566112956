import { DataError } from "@mlops/models/errors";

export interface Token {
  readonly kind: "number" | "string" | "name" | "word" | "symbol" | "end";
  /** As it counts: words in lower case, quotes taken off. */
  readonly text: string;
  readonly at: number;
}

const LONGEST = 10_000;

const WORDS: ReadonlySet<string> = new Set(["and", "or", "not", "in", "between", "is", "null", "like", "matches", "true", "false"]);

const TOKENS = [
  String.raw`(?<space>\s+)`,
  String.raw`(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_]))`,
  "'(?<string>(?:[^']|'')*)'",
  '"(?<double>(?:[^"]|"")*)"',
  "`(?<back>(?:[^`]|``)*)`",
  String.raw`(?<word>[\p{L}_][\p{L}\p{N}_]*)`,
  "(?<symbol><=|>=|!=|<>|==|[-+*/%(),<>=])",
];

/** Made by the first expression: a millisecond that importing need not take. */
let pattern: RegExp | undefined;

export function syntaxError(text: string, at: number, problem: string): DataError {
  return new DataError({ code: "EXPRESSION_SYNTAX", detail: `${problem} at column ${at} of: ${text}`, expression: text, position: at });
}

/** Splits an expression into tokens; the last one is `end`. */
export function tokenize(text: string): Token[] {
  if (text.length > LONGEST) {
    throw new DataError({ code: "EXPRESSION_SYNTAX", detail: `it has ${text.length} characters, more than ${LONGEST}`, position: LONGEST });
  }
  pattern ??= new RegExp(TOKENS.join("|"), "uy");
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    pattern.lastIndex = offset;
    const groups = pattern.exec(text)?.groups;
    const at = offset + 1;
    if (groups === undefined) throw syntaxError(text, at, unreadable(text, offset));
    offset = pattern.lastIndex;
    const token = toToken(groups, at);
    if (token !== undefined) tokens.push(token);
  }
  tokens.push({ kind: "end", text: "the end", at: text.length + 1 });
  return tokens;
}

function toToken(groups: Record<string, string | undefined>, at: number): Token | undefined {
  const { number, string, double, back, word, symbol } = groups;
  if (number !== undefined) return { kind: "number", text: number, at };
  if (string !== undefined) return { kind: "string", text: string.replaceAll("''", "'"), at };
  if (double !== undefined) return { kind: "name", text: double.replaceAll('""', '"'), at };
  if (back !== undefined) return { kind: "name", text: back.replaceAll("``", "`"), at };
  if (word !== undefined) {
    const lower = word.toLowerCase();
    return WORDS.has(lower) ? { kind: "word", text: lower, at } : { kind: "name", text: word, at };
  }
  if (symbol !== undefined) return { kind: "symbol", text: symbol === "==" ? "=" : symbol === "<>" ? "!=" : symbol, at };
  return undefined;
}

function unreadable(text: string, offset: number): string {
  const character = String.fromCodePoint(text.codePointAt(offset) as number);
  if (character === "'" || character === '"' || character === "`") return `the quote ${character} is not closed`;
  return /\d|\./.test(character) ? "the number is not readable" : `unexpected ${character}`;
}
