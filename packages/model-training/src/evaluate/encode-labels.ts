import type { Label } from "@mlops/core/estimator";
import { columnOfSeries, type Series } from "@mlops/core/table";
import { DataError } from "@mlops/models";

/** Labels of rows that were not trained on as codes into the classes of the fit. A label that the model never saw, or none, throws VALUE_INVALID. */
export function encodeLabels(series: Series, classes: readonly Label[], name: string): Int32Array {
  const codeOf = new Map<unknown, number>(classes.map((label, code) => [label, code]));
  const column = columnOfSeries(series, name);
  const codes = new Int32Array(column.length);
  for (let row = 0; row < codes.length; row++) {
    const value = column.at(row);
    const code = codeOf.get(typeof value === "bigint" ? Number(value) : value);
    if (code === undefined) {
      const detail =
        value === undefined ? `a missing value in row ${row}` : `${JSON.stringify(String(value))} in row ${row} is no class of the model`;
      throw new DataError({ code: "VALUE_INVALID", what: `"${name}"`, detail, row, hint: `classes: ${classes.join(", ")}` });
    }
    codes[row] = code;
  }
  return codes;
}
