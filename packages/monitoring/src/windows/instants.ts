import { parseInstant } from "@mlops/core/expression";
import { columnOfSeries, type Series, toFloat64 } from "@mlops/core/table";
import { DataError } from "@mlops/models";

/** The farthest instant that a date can hold. */
const LIMIT = 8.64e15;

/**
 * Milliseconds since 1970 UTC of dates, of ISO-8601 texts (without a zone they are UTC), or of numbers that are such milliseconds; NaN where missing.
 * @throws DataError `VALUE_INVALID` for a text that is no instant or a number that is no date, `COLUMN_TYPE` for booleans
 * @example [...instantsOf(["1970-01-01", null, "1970-01-01T02:00:01+02:00"])] // => [0, NaN, 1000]
 */
export function instantsOf(timestamps: Series): Float64Array {
  const column = columnOfSeries(timestamps, "timestamps");
  if (column.kind === "boolean")
    throw new DataError({ code: "COLUMN_TYPE", column: "timestamps", actual: "boolean", expected: "timestamp" });
  if (column.kind !== "string") {
    const instants = toFloat64(column, "timestamps");
    for (let row = 0; row < instants.length; row++)
      if (Math.abs(instants[row] as number) > LIMIT) throw noInstant(instants[row] as number, row);
    return instants;
  }
  const parsed = column.dictionary.map(parseInstant);
  return Float64Array.from(column.codes, (code, row) => {
    if (code < 0) return Number.NaN;
    const instant = parsed[code] as number;
    if (Number.isNaN(instant)) throw noInstant(column.dictionary[code] as string, row);
    return instant;
  });
}

function noInstant(value: string | number, row: number): DataError {
  return new DataError({
    code: "VALUE_INVALID",
    what: '"timestamps"',
    detail: `${JSON.stringify(value)} in row ${row} is no instant`,
    row,
    hint: "give dates, ISO-8601 texts or milliseconds since 1970",
  });
}
