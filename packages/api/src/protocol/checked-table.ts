import {
  type Column,
  fromValues,
  missingColumn,
  numericColumn,
  type Signature,
  type SignatureColumn,
  type TableLike,
  tableOfColumns,
  timestampColumn,
} from "@mlops/core/scoring";
import { badRequest, RequestProblem } from "./request-problem.ts";
import type { RequestRows } from "./request-rows.ts";

/** The kind of column that holds each type; an absent optional column is one of it, all missing. */
const KINDS = { double: "numeric", long: "numeric", boolean: "numeric", string: "string", datetime: "timestamp" } as const;

/** A missing time, as pandas and tensors of BYTES write it. */
const NO_TIME: readonly string[] = ["NaT", ""];

const INSTANT = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * The rows as columns of the signature's types. Null is a missing value, which a required column refuses; a column that is not required may be absent;
 * columns that the signature does not name are ignored, as MLflow does.
 */
export function checkedTable({ rows, columns }: RequestRows, signature: Signature): TableLike {
  const checked: Record<string, Column> = {};
  for (const column of signature.inputs) {
    const values = columns.get(column.name);
    if (values !== undefined) checked[column.name] = checkedColumn(values, column);
    else if (column.required && rows > 0) {
      const missing = signature.inputs.filter(({ name, required }) => required && !columns.has(name)).map(({ name }) => name);
      throw new RequestProblem(
        400,
        "INVALID_PARAMETER_VALUE",
        `the request misses column ${missing.map((name) => `"${name}"`).join(", ")}`,
      );
    } else checked[column.name] = missingColumn(KINDS[column.type], rows);
  }
  return tableOfColumns(checked);
}

function checkedColumn(values: readonly unknown[], column: SignatureColumn): Column {
  if (column.type === "string") {
    for (let row = 0; row < values.length; row++) if (typeof values[row] !== "string") absent(values[row], column, row);
    return fromValues(values, column.name);
  }
  const numbers = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) numbers[row] = numberOf(values[row], column, row);
  return column.type === "datetime" ? timestampColumn(numbers) : numericColumn(numbers);
}

/** The value as the graph's double; NaN where it is missing. */
function numberOf(value: unknown, column: SignatureColumn, row: number): number {
  switch (column.type) {
    case "double":
      if (typeof value === "number" && Number.isFinite(value)) return value;
      break;
    case "long":
      if (typeof value === "number" && Number.isSafeInteger(value)) return value;
      break;
    case "boolean":
      if (typeof value === "boolean") return value ? 1 : 0;
      break;
    default:
      if (typeof value === "string") {
        const time = instantOf(value);
        if (!Number.isNaN(time)) return time;
        if (NO_TIME.includes(value)) return absent(null, column, row);
      }
  }
  return absent(value, column, row);
}

/** Milliseconds since 1970; an instant without a zone is UTC. */
function instantOf(text: string): number {
  const match = INSTANT.exec(text);
  if (match === null) return Number.NaN;
  return Date.parse(match[1] === undefined && text.length > 10 ? `${text.replace(" ", "T")}Z` : text.replace(" ", "T"));
}

/** NaN if the value is missing where it may be; throws otherwise. */
function absent(value: unknown, { name, type, required }: SignatureColumn, row: number): number {
  if (value === null || value === undefined) {
    if (!required) return Number.NaN;
    throw badRequest(`column "${name}" is null in row ${row}, and the model requires a value (${type})`);
  }
  const number = typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value));
  const shown = number ? String(value) : JSON.stringify(value);
  throw badRequest(`column "${name}" holds ${shown.slice(0, 80)} in row ${row}, the model takes ${type}`);
}
