import type { Signature } from "@mlops/core/scoring";
import { CsvBody, csvRows } from "./csv-rows.ts";
import { BinaryBody } from "./parse-body.ts";
import { badRequest } from "./request-problem.ts";
import type { RequestRows } from "./request-rows.ts";

const FORMS = ["dataframe_split", "dataframe_records", "instances", "inputs"] as const;
type Fields = Readonly<Record<string, unknown>>;

/** The rows of an MLflow scoring request: CSV, or exactly one of its four JSON forms, and no `params`, because no model here takes any. */
export function invocationRows(body: unknown, signature: Signature): RequestRows {
  if (body instanceof BinaryBody) throw badRequest("only /v2/models/…/infer takes binary tensors");
  if (body instanceof CsvBody) return csvRows(body, signature);
  if (!isFields(body)) throw badRequest("the body must be a JSON object");
  const { params, ...rest } = body;
  if (params !== undefined && params !== null && !(isFields(params) && Object.keys(params).length === 0)) {
    throw badRequest("the model takes no params");
  }
  const keys = Object.keys(rest);
  const form = FORMS.find((name) => name === keys[0]);
  if (keys.length !== 1 || form === undefined) {
    throw badRequest(`the body must have exactly one of ${FORMS.join(", ")}; it has ${keys.length === 0 ? "none" : keys.join(", ")}`);
  }
  const value = rest[form];
  if (form === "dataframe_split") return splitRows(value);
  if (form === "dataframe_records") return recordRows(listOf(value, form), form);
  if (form === "inputs" && isFields(value)) return namedColumns(value);
  const list = listOf(value, form);
  return isFields(list[0]) ? recordRows(list, form) : positionalRows(list, signature, form);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown, form: string): readonly unknown[] {
  if (!Array.isArray(value)) throw badRequest(`${form} must be a list`);
  return value;
}

function splitRows(value: unknown): RequestRows {
  if (!isFields(value)) throw badRequest("dataframe_split must be an object with columns and data");
  const unknown = Object.keys(value).find((key) => !["columns", "data", "index"].includes(key));
  if (unknown !== undefined) throw badRequest(`dataframe_split has an unknown key "${unknown}"`);
  const names = listOf(value["columns"], "dataframe_split.columns");
  const data = listOf(value["data"], "dataframe_split.data");
  return matrixRows(names.map(String), data, "dataframe_split.data");
}

function matrixRows(names: readonly string[], data: readonly unknown[], where: string): RequestRows {
  const columns = new Map<string, unknown[]>(names.map((name) => [name, new Array(data.length)]));
  if (columns.size < names.length) {
    throw badRequest(`column "${names.find((name, k) => names.indexOf(name) < k)}" is given twice`);
  }
  const targets = [...columns.values()];
  for (let row = 0; row < data.length; row++) {
    const cells = data[row];
    if (!Array.isArray(cells)) throw badRequest(`${where} must hold one list per row; row ${row} is none`);
    if (cells.length !== names.length) throw badRequest(`${where} has ${cells.length} values in row ${row}, not ${names.length}`);
    for (let k = 0; k < targets.length; k++) (targets[k] as unknown[])[row] = cells[k];
  }
  return { rows: data.length, columns };
}

function recordRows(records: readonly unknown[], form: string): RequestRows {
  const columns = new Map<string, unknown[]>();
  for (let row = 0; row < records.length; row++) {
    const record = records[row];
    if (!isFields(record)) throw badRequest(`${form} must hold one object per row; row ${row} is none`);
    for (const [name, value] of Object.entries(record)) {
      let values = columns.get(name);
      if (values === undefined) {
        values = new Array(records.length).fill(null);
        columns.set(name, values);
      }
      values[row] = value;
    }
  }
  return { rows: records.length, columns };
}

function namedColumns(value: Fields): RequestRows {
  const columns = new Map<string, readonly unknown[]>();
  let rows: number | undefined;
  for (const [name, given] of Object.entries(value)) {
    const values = (Array.isArray(given) ? given : [given]).map((cell) => (Array.isArray(cell) && cell.length === 1 ? cell[0] : cell));
    rows ??= values.length;
    if (values.length !== rows) throw badRequest(`inputs has ${values.length} values of "${name}", and ${rows} of the columns before it`);
    columns.set(name, values);
  }
  return { rows: rows ?? 0, columns };
}

/** Rows without names: one value per column of the signature, in its order. */
function positionalRows(list: readonly unknown[], { inputs }: Signature, form: string): RequestRows {
  const names = inputs.map(({ name }) => name);
  return matrixRows(names, names.length === 1 ? list.map((cell) => (Array.isArray(cell) ? cell : [cell])) : list, form);
}
