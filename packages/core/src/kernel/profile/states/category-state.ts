import { countCharacters } from "../../expression/functions.ts";
import { codeCounts } from "../../stats/mode.ts";
import type { BooleanColumn, StringColumn } from "../../table/column.ts";
import { missingCount } from "../../table/column-values.ts";
import { isValid } from "../../table/validity.ts";
import { TextCounts } from "./text-counts.ts";

/** What is known of a column of texts or booleans (`true`, `false`): two of them merge to that of all rows. */
export class CategoryState {
  readonly kind: "string" | "boolean";
  rows = 0;
  missing = 0;
  texts: TextCounts;
  /** Characters of the shortest and the longest text; infinite where there is none. */
  shortest = Number.POSITIVE_INFINITY;
  longest = Number.NEGATIVE_INFINITY;

  constructor(kind: "string" | "boolean", unlimited: boolean) {
    this.kind = kind;
    this.texts = new TextCounts(unlimited);
  }

  add(column: StringColumn | BooleanColumn): void {
    this.rows += column.length;
    this.missing += missingCount(column);
    if (column.kind === "boolean") {
      const counts = [0, 0];
      for (let row = 0; row < column.length; row++)
        if (isValid(column.validity, row)) counts[column.values[row] as number] = (counts[column.values[row] as number] as number) + 1;
      for (const [value, count] of counts.entries()) if (count > 0) this.texts.add(String(value === 1), count);
      return;
    }
    const counts = codeCounts(column.codes, column.dictionary.length);
    for (let code = 0; code < counts.length; code++) {
      const count = counts[code] as number;
      if (count === 0) continue;
      const text = column.dictionary[code] as string;
      this.texts.add(text, count);
      const characters = countCharacters(text);
      if (characters < this.shortest) this.shortest = characters;
      if (characters > this.longest) this.longest = characters;
    }
  }

  merge(other: CategoryState): void {
    this.rows += other.rows;
    this.missing += other.missing;
    this.shortest = Math.min(this.shortest, other.shortest);
    this.longest = Math.max(this.longest, other.longest);
    this.texts.merge(other.texts);
  }
}
