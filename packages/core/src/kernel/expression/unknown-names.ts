import type { FunctionName } from "./ast.ts";

type Gap = " " | "\n" | "\t" | "\r" | "(" | ")" | "," | "+" | "-" | "*" | "/" | "%" | "<" | ">" | "=" | "!";
type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | ".";
type Word = "and" | "or" | "not" | "in" | "between" | "is" | "null" | "like" | "matches" | "true" | "false" | FunctionName;

/** Words that are columns: not those of the language, and no numbers. */
type Column<W extends string> = W extends "" | `${Digit}${string}` ? never : Lowercase<W> extends Word ? never : W;

/** The names in an expression, character by character; the compiler takes up to about 900 of them. */
type Names<E extends string, W extends string, Found> = E extends `${infer C}${infer Rest}`
  ? C extends "'"
    ? Rest extends `${string}'${infer After}`
      ? Names<After, "", Found | Column<W>>
      : Found // the quote is not closed: parsing tells
    : C extends '"' | "`"
      ? Rest extends `${infer Quoted}${C}${infer After}`
        ? Names<After, "", Found | Column<W> | Quoted>
        : Found
      : C extends Gap
        ? Names<Rest, "", Found | Column<W>>
        : Names<Rest, `${W}${C}`, Found>
  : Found | Column<W>;

/**
 * The names in an expression that are no columns, `never` where all are. Columns that are called like a word of the language count as known; of a text that is not a
 * literal nothing is known.
 */
export type UnknownNames<E extends string, Columns extends string> = string extends E ? never : Exclude<Names<E, "", never>, Columns>;
