import { DataError } from "@mlops/models/errors";

/** @throws DataError `COLUMN_DUPLICATE` where two columns have one name */
export function checkDistinct(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new DataError({ code: "COLUMN_DUPLICATE", column: name, hint: "rename the raw column of this name" });
    seen.add(name);
  }
}
