import type { ColumnKind } from "@mlops/core/table";
import { DataError } from "@mlops/models";

/** Refuses columns of several kinds where their values are compared; integers of 64 bits compare with numbers. */
export function sameKind(names: readonly string[], kindOf: (name: string) => ColumnKind): void {
  const plain = (name: string): ColumnKind => (kindOf(name) === "bigint" ? "numeric" : kindOf(name));
  const expected = plain(names[0] as string);
  for (const name of names) {
    const actual = plain(name);
    if (actual !== expected)
      throw new DataError({ code: "COLUMN_TYPE", column: name, actual, expected: `${expected}, as "${names[0]}" is` });
  }
}
