import { invalid } from "./api-error.ts";

export type FilterOperator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "LIKE" | "ILIKE" | "IN" | "NOT IN" | "IS NULL" | "IS NOT NULL";

/** A value as it was written: text in quotes, a bare number, or a list of quoted texts. */
export type FilterValue =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "list"; readonly list: readonly string[] }
  | { readonly kind: "none" };

/** One comparison of a filter: `metrics.auc > 0.8` has the prefix `metrics`. */
export interface Comparison {
  readonly prefix: string | undefined;
  readonly key: string;
  readonly operator: FilterOperator;
  readonly value: FilterValue;
}

interface Token {
  readonly kind: "name" | "text" | "number" | "operator" | "punctuation";
  readonly text: string;
}

// A name is a chain of parts; after the first dot a part may stand in backticks or double quotes.
const TOKEN =
  /\s*(?:(?<name>[\p{L}_][\p{L}\p{N}_]*(?:\.(?:`[^`]*`|"[^"]*"|[^\s=<>!(),'"`]+))?|`[^`]+`)|(?<text>'[^']*'|"[^"]*")|(?<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?<operator><=|>=|!=|<>|=|<|>)|(?<punctuation>[(),]))/uy;

function tokens(filter: string): Token[] {
  const found: Token[] = [];
  const end = filter.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(filter)?.groups;
    const hit = groups === undefined ? undefined : Object.entries(groups).find(([, text]) => text !== undefined);
    if (hit === undefined) throw invalid(`cannot read the filter at "${filter.slice(at).trim()}"`);
    found.push({ kind: hit[0] as Token["kind"], text: hit[1] as string });
  }
  return found;
}

const unquote = (text: string) => text.slice(1, -1);

/**
 * Reads a filter: comparisons joined by AND. Keys with spaces stand in backticks or double quotes, texts in single or double quotes.
 * @throws ApiError `INVALID_PARAMETER_VALUE` for OR, brackets around comparisons, or anything that is no comparison
 * @example parseFilter("metrics.auc > 0.8")[0] // => ({ prefix: "metrics", key: "auc", operator: ">", value: { kind: "number", number: 0.8 } })
 */
export function parseFilter(filter: string): Comparison[] {
  const list = tokens(filter);
  const comparisons: Comparison[] = [];
  let at = 0;
  const fail = (expected: string): never => {
    const token = list[at];
    throw invalid(`invalid filter "${filter}": expected ${expected}${token === undefined ? " at its end" : `, found ${token.text}`}`);
  };
  const next = (kind: Token["kind"], expected: string): string => {
    const token = list[at];
    if (token?.kind !== kind) return fail(expected);
    at += 1;
    return token.text;
  };
  const word = () => (list[at]?.kind === "name" ? (list[at] as Token).text.toUpperCase() : undefined);

  const operator = (): FilterOperator => {
    const token = list[at];
    if (token?.kind === "operator") {
      at += 1;
      return token.text === "<>" ? "!=" : (token.text as FilterOperator);
    }
    let text = word();
    if (text === undefined) return fail("an operator");
    at += 1;
    if (text === "NOT" || text === "IS") {
      text += ` ${word()}`;
      at += 1;
      if (text === "IS NOT") {
        text += ` ${word()}`;
        at += 1;
      }
    }
    if (text === "LIKE" || text === "ILIKE" || text === "IN" || text === "NOT IN" || text === "IS NULL" || text === "IS NOT NULL")
      return text;
    at -= 1;
    return fail("an operator");
  };

  const value = (of: FilterOperator): FilterValue => {
    if (of === "IS NULL" || of === "IS NOT NULL") return { kind: "none" };
    if (of !== "IN" && of !== "NOT IN") {
      const token = list[at];
      if (token?.kind !== "text" && token?.kind !== "number") return fail("a quoted text or a number");
      at += 1;
      return token.kind === "text" ? { kind: "text", text: unquote(token.text) } : { kind: "number", number: Number(token.text) };
    }
    if (next("punctuation", "a list in brackets") !== "(") return fail("a list in brackets");
    const texts: string[] = [];
    for (;;) {
      texts.push(unquote(next("text", "a quoted text")));
      const separator = next("punctuation", '"," or ")"');
      if (separator === ")") return { kind: "list", list: texts };
      if (separator === "(") return fail('"," or ")"');
    }
  };

  while (at < list.length) {
    if (comparisons.length > 0) {
      if (word() !== "AND") return fail("AND");
      at += 1;
    }
    const name = next("name", "a name");
    const dot = name.startsWith("`") ? -1 : name.indexOf(".");
    const key = dot < 0 ? name : name.slice(dot + 1);
    const of = operator();
    comparisons.push({
      prefix: dot < 0 ? undefined : name.slice(0, dot),
      key: /^[`"]/.test(key) ? unquote(key) : key,
      operator: of,
      value: value(of),
    });
  }
  return comparisons;
}
