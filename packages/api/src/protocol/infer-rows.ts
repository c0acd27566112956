import type { Signature, SignatureColumn } from "@mlops/core/scoring";
import { badRequest } from "./request-problem.ts";
import type { RequestRows } from "./request-rows.ts";

export interface InferRequest extends RequestRows {
  readonly id: string | undefined;
  /** Names of the outputs that are wanted; all when absent. */
  readonly outputs: readonly string[] | undefined;
}

const NUMBERS = ["FP64", "FP32", "INT64", "INT32", "INT16", "INT8", "UINT64", "UINT32", "UINT16", "UINT8"];
/** Datatypes in which each type of column may come; the first is the one that this server names. */
export const ACCEPTED: Readonly<Record<SignatureColumn["type"], readonly string[]>> = {
  double: NUMBERS,
  long: NUMBERS.slice(2),
  boolean: ["BOOL"],
  string: ["BYTES"],
  datetime: ["BYTES"],
};

/** The datatype by which the protocol calls a column; datetimes travel as ISO-8601 text. */
export function datatypeOf({ type }: SignatureColumn): string {
  return ACCEPTED[type][0] as string;
}

/** The rows of an Open Inference V2 request: one tensor of shape [n] or [n, 1] per column, data in JSON. */
export function inferRows(body: unknown, signature: Signature): InferRequest {
  if (!isFields(body)) throw badRequest("the body must be a JSON object");
  const { id, inputs, outputs } = body;
  if (id !== undefined && typeof id !== "string") throw badRequest("id must be a string");
  if (!Array.isArray(inputs) || inputs.length === 0) throw badRequest("inputs must be a list of tensors, one per column");
  const types = new Map(signature.inputs.map((column) => [column.name, column.type]));
  const columns = new Map<string, readonly unknown[]>();
  let rows: number | undefined;
  for (const tensor of inputs as unknown[]) {
    const { name, values } = tensorOf(tensor, types);
    if (columns.has(name)) throw badRequest(`input "${name}" is given twice`);
    rows ??= values.length;
    if (values.length !== rows) throw badRequest(`input "${name}" has ${values.length} rows, the inputs before it ${rows}`);
    columns.set(name, values);
  }
  return { id, rows: rows ?? 0, columns, outputs: outputs === undefined ? undefined : outputNames(outputs, signature) };
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function tensorOf(tensor: unknown, types: ReadonlyMap<string, SignatureColumn["type"]>): { name: string; values: readonly unknown[] } {
  if (!isFields(tensor) || typeof tensor["name"] !== "string") throw badRequest("each input needs a name");
  const { name, shape, datatype, data, parameters } = tensor;
  const called = `input "${name as string}"`;
  if (isFields(parameters) && parameters["binary_data_size"] !== undefined) {
    throw badRequest(`${called} comes as binary data; this server takes data in JSON`);
  }
  const type = types.get(name as string);
  if (type === undefined) throw badRequest(`${called} is not in the model's signature: ${[...types.keys()].join(", ")}`);
  if (!ACCEPTED[type].includes(datatype as string)) {
    throw badRequest(`${called} has datatype ${JSON.stringify(datatype)}, the model takes ${ACCEPTED[type].join(", ")}`);
  }
  if (!Array.isArray(shape) || shape.length === 0 || shape.length > 2 || (shape.length === 2 && shape[1] !== 1)) {
    throw badRequest(`${called} has shape ${JSON.stringify(shape)}, not [n] or [n, 1]`);
  }
  if (!Array.isArray(data)) throw badRequest(`${called} has no list of data`);
  const values = (data as unknown[]).map((cell) => (Array.isArray(cell) && cell.length === 1 ? cell[0] : cell));
  if (values.length !== shape[0]) throw badRequest(`${called} has ${values.length} values, its shape says ${JSON.stringify(shape)}`);
  return { name: name as string, values };
}

function outputNames(outputs: unknown, signature: Signature): string[] {
  if (!Array.isArray(outputs)) throw badRequest("outputs must be a list");
  const known = signature.outputs.map(({ name }) => name);
  return (outputs as unknown[]).map((output) => {
    const name = isFields(output) ? output["name"] : undefined;
    if (typeof name !== "string" || !known.includes(name)) {
      throw badRequest(`output ${JSON.stringify(name)} is not one of the model's: ${known.join(", ")}`);
    }
    return name;
  });
}
