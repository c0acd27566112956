import { type Column, isValid, type StringColumn } from "@mlops/core/table";
import type { Failures } from "../validate/failures.ts";
import type { Frame } from "../validate/rule-kernel.ts";
import { scanTexts } from "../validate/scan.ts";
import type { Bounds, FieldCheck } from "./field-check.ts";
import { accepts } from "./zod-schema.ts";

/** How many different values zod's answer is remembered for. */
const REMEMBERED = 100_000;

/** @param refused - a missing value breaks the rule */
function scanBounds(values: Float64Array, column: Column, bounds: Bounds, refused: boolean, failures: Failures): void {
  const { low, high, strictLow, strictHigh, whole } = bounds;
  const validity = column.kind === "string" ? null : column.validity;
  const checked = whole && !(column.kind === "numeric" && column.integer);
  const holes = refused && validity !== null;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    const inside = (strictLow ? value > low : value >= low) && (strictHigh ? value < high : value <= high);
    if (inside && !holes && (!checked || Math.trunc(value) === value)) continue;
    if (!failures.looksAt(row)) continue;
    if (isValid(validity, row) ? !inside || (checked && !Number.isInteger(value)) : refused) failures.add(row);
  }
}

/** Texts with missing ones among them that break the rule. */
function scanTextsAndHoles(column: StringColumn, field: FieldCheck, failures: Failures): void {
  const fits = column.dictionary.map((text) => accepts(field.schema, text));
  for (let row = 0; row < column.length; row++) if (failures.looksAt(row) && fits[column.codes[row] as number] !== true) failures.add(row);
}

/** zod's own answer for each value, remembered. */
function scanValues(column: Column, field: FieldCheck, failures: Failures): void {
  const known = new Map<unknown, boolean>();
  for (let row = 0; row < column.length; row++) {
    if (!failures.looksAt(row)) continue;
    const value = column.at(row);
    if (value === undefined) {
      if (!field.optional) failures.add(row);
      continue;
    }
    const key = value instanceof Date ? value.getTime() : value;
    let fits = known.get(key);
    if (fits === undefined) {
      fits = accepts(field.schema, value);
      if (known.size < REMEMBERED) known.set(key, fits);
    }
    if (!fits) failures.add(row);
  }
}

/** Whether the numbers of a column are what the bounds are about. */
function comparable(column: Column, { kind }: Bounds): boolean {
  return kind === "date" ? column.kind === "timestamp" : column.kind === "numeric";
}

/**
 * Fails the rows whose value a field of a row schema refuses: numbers and instants by compiled bounds, texts by zod once per different text, anything
 * else by zod once per different value.
 */
export function scanField(name: string, field: FieldCheck, frame: Frame, failures: Failures): void {
  const column = frame.column(name);
  const refused = !field.optional && frame.missing(name) > 0;
  if (column.kind === "string") {
    if (refused) scanTextsAndHoles(column, field, failures);
    else scanTexts(frame, name, failures, (text) => !accepts(field.schema, text));
  } else if (field.bounds !== undefined && comparable(column, field.bounds)) {
    const { low, high, strictLow, strictHigh, whole } = field.bounds;
    const known = whole && column.kind === "numeric" && column.integer;
    if (failures.active === null && !refused && (!whole || known)) {
      const { min, max, nan } = frame.extremes(name);
      if (nan === 0 && (strictLow ? min > low : min >= low) && (strictHigh ? max < high : max <= high)) return;
    }
    scanBounds(frame.numbers(name), column, field.bounds, refused, failures);
  } else scanValues(column, field, failures);
}
