import { DataError } from "@mlops/models/errors";
import type { TableProfile } from "./column-profile.ts";

/**
 * A profile that was saved as JSON, after a look at its shape: older profiles without what newer ones know are profiles too.
 * @throws DataError `VALUE_INVALID` naming the column
 * @example readProfile(JSON.parse(JSON.stringify(profileTable(aq.table({ x: [1, 2] }))))).rows // => 2
 */
export function readProfile(json: unknown): TableProfile {
  const { version, rows, columns } = (json ?? {}) as { version?: unknown; rows?: unknown; columns?: unknown };
  if (version !== 1) throw invalid("the profile", `its version is ${JSON.stringify(version) ?? "missing"}, not 1`);
  if (!isCount(rows)) throw invalid("the profile", "its number of rows is none");
  if (typeof columns !== "object" || columns === null) throw invalid("the profile", "it has no columns");
  for (const [name, column] of Object.entries(columns)) checkColumn(`column "${name}" of the profile`, column);
  return json as TableProfile;
}

function checkColumn(what: string, column: unknown): void {
  const { kind, rows, missing, sketch, categories, nan, infinite } = (column ?? {}) as Record<string, unknown>;
  if (!isCount(rows) || !isCount(missing)) throw invalid(what, "its counts are no numbers");
  switch (kind) {
    case "timestamp":
      return;
    case "numeric": {
      const { upTo, counts, below } = (sketch ?? {}) as Record<string, unknown>;
      const lists = [upTo, counts, below ?? counts] as number[][];
      if (!isCount(nan) || !isCount(infinite) || !lists.every((list) => isNumbers(list) && list.length === lists[0]?.length))
        throw invalid(what, "its histogram is not complete");
      return;
    }
    case "string":
    case "boolean":
      if (!Array.isArray(categories) || !categories.every((one) => typeof one?.value === "string" && isCount(one.count)))
        throw invalid(what, "its categories are not complete");
      return;
    default:
      throw invalid(what, `its kind ${JSON.stringify(kind) ?? "is missing"} is unknown`);
  }
}

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isNumbers = (value: unknown): value is number[] => Array.isArray(value) && value.every((item) => Number.isFinite(item));

function invalid(what: string, detail: string): DataError {
  return new DataError({ code: "VALUE_INVALID", what, detail, hint: "profile the table again" });
}
