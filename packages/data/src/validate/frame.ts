import { evaluateCondition } from "@mlops/core/expression";
import { type Column, columnMissing, columnOf, isValid, missingCount, type TableLike, toFloat64 } from "@mlops/core/table";
import { DataError } from "@mlops/models";
import { codeCountsOf } from "./facts/code-counts.ts";
import { extremesOf } from "./facts/extremes.ts";
import type { Frame } from "./rule-kernel.ts";
import { otherMissing } from "./sql/sql-scope.ts";

/** What is computed at most once for each key. */
function memo<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key) as T;
  };
}

/** A table as the rules see it; what several rules need of a column is computed once. */
export function frameOf(
  data: TableLike,
  others: Readonly<Record<string, TableLike>> = {},
  /** Names of all columns there are, where only those that rules read are loaded. */
  all?: readonly string[],
): Frame {
  const names = all ?? data.columnNames();
  const column = memo((name): Column => {
    if (!names.includes(name)) throw columnMissing(name, names);
    return columnOf(data, name);
  });
  const numbers = memo((name) => {
    const found = column(name);
    return found.kind !== "string" && found.values instanceof Float64Array ? found.values : toFloat64(found, name);
  });
  const codeCounts = memo((name) => {
    const found = column(name);
    if (found.kind !== "string") throw new DataError({ code: "COLUMN_TYPE", column: name, actual: found.kind, expected: "string" });
    return codeCountsOf(found.codes, found.dictionary.length);
  });
  const missing = memo((name) => {
    const found = column(name);
    return found.kind === "string" ? codeCounts(name).missing : missingCount(found);
  });
  return {
    rows: data.numRows(),
    columnNames: names,
    column,
    numbers,
    codeCounts,
    missing,
    condition: memo((expression) => evaluateCondition(expression, data)),
    extremes: memo((name) => {
      const found = column(name);
      return extremesOf(numbers(name), found.kind === "string" ? null : found.validity, missing(name));
    }),
    present: memo((name) => {
      const found = column(name);
      if (found.kind !== "numeric" && found.kind !== "bigint")
        throw new DataError({ code: "COLUMN_TYPE", column: name, actual: found.kind, expected: "numeric" });
      return missing(name) === 0 ? numbers(name) : kept(numbers(name), (row) => isValid(found.validity, row));
    }),
    other: memo((name) => {
      const other = Object.hasOwn(others, name) ? others[name] : undefined;
      if (other === undefined) throw otherMissing(name, Object.keys(others));
      return frameOf(other);
    }),
  };
}

function kept(values: Float64Array, keep: (row: number) => boolean): Float64Array {
  const rest = new Float64Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) if (keep(row)) rest[count++] = values[row] as number;
  return rest.subarray(0, count);
}

/** The numbers of a column that are there and that a rule looks at. */
export function selectedNumbers(frame: Frame, name: string, active: Uint8Array | null): Float64Array {
  if (active === null) return frame.present(name);
  const found = frame.column(name);
  if (found.kind !== "numeric" && found.kind !== "bigint")
    throw new DataError({ code: "COLUMN_TYPE", column: name, actual: found.kind, expected: "numeric" });
  return kept(frame.numbers(name), (row) => active[row] === 1 && isValid(found.validity, row));
}
