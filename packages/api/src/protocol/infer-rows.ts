import type { Signature, SignatureColumn } from "@mlops/core/scoring";
import { decodeTensor } from "./binary-tensors.ts";
import { CsvBody } from "./csv-rows.ts";
import { BinaryBody } from "./parse-body.ts";
import { badRequest } from "./request-problem.ts";
import type { RequestRows } from "./request-rows.ts";

/** An output that is wanted, and whether as binary data. */
export interface WantedOutput {
  readonly name: string;
  readonly binary: boolean;
}

export interface InferRequest extends RequestRows {
  readonly id: string | undefined;
  readonly outputs: readonly WantedOutput[];
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

type Fields = Readonly<Record<string, unknown>>;

/** The rows of an Open Inference V2 request: one tensor of shape [n] or [n, 1] per column, its data in JSON or behind it. */
export function inferRows(body: unknown, signature: Signature): InferRequest {
  const json = body instanceof BinaryBody ? body.json : body;
  if (json instanceof CsvBody || !isFields(json)) throw badRequest("the body must be a JSON object");
  const { id, inputs, outputs, parameters } = json;
  if (id !== undefined && typeof id !== "string") throw badRequest("id must be a string");
  if (!Array.isArray(inputs) || inputs.length === 0) throw badRequest("inputs must be a list of tensors, one per column");
  const types = new Map(signature.inputs.map((column) => [column.name, column.type]));
  const binary = new BinaryData(body instanceof BinaryBody ? body.bytes : undefined);
  const columns = new Map<string, readonly unknown[]>();
  let rows: number | undefined;
  for (const tensor of inputs as unknown[]) {
    const { name, values } = tensorOf(tensor, types, binary);
    if (columns.has(name)) throw badRequest(`input "${name}" is given twice`);
    rows ??= values.length;
    if (values.length !== rows) throw badRequest(`input "${name}" has ${values.length} rows, the inputs before it ${rows}`);
    columns.set(name, values);
  }
  binary.end();
  const inBinary = isFields(parameters) && parameters["binary_data_output"] === true;
  return { id, rows: rows ?? 0, columns, outputs: wantedOutputs(outputs, signature, inBinary) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The bytes behind the JSON, taken tensor by tensor. */
class BinaryData {
  readonly #bytes: Buffer | undefined;
  #at = 0;

  constructor(bytes: Buffer | undefined) {
    this.#bytes = bytes;
  }

  take(size: unknown, called: string): Buffer {
    if (this.#bytes === undefined) throw badRequest(`${called} announces binary data, and there is no Inference-Header-Content-Length`);
    if (!Number.isSafeInteger(size) || (size as number) < 0) throw badRequest(`${called} has binary_data_size ${JSON.stringify(size)}`);
    const end = this.#at + (size as number);
    if (end > this.#bytes.length) throw badRequest(`${called} has ${size} bytes, ${this.#bytes.length - this.#at} are left in the body`);
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  end(): void {
    const left = (this.#bytes?.length ?? 0) - this.#at;
    if (left > 0) throw badRequest(`the body has ${left} bytes behind its last tensor`);
  }
}

function tensorOf(
  tensor: unknown,
  types: ReadonlyMap<string, SignatureColumn["type"]>,
  binary: BinaryData,
): { name: string; values: readonly unknown[] } {
  if (!isFields(tensor) || typeof tensor["name"] !== "string") throw badRequest("each input needs a name");
  const { name, shape, datatype, data, parameters } = tensor;
  const called = `input "${name as string}"`;
  const type = types.get(name as string);
  if (type === undefined) throw badRequest(`${called} is not in the model's signature: ${[...types.keys()].join(", ")}`);
  if (!ACCEPTED[type].includes(datatype as string)) {
    throw badRequest(`${called} has datatype ${JSON.stringify(datatype)}, the model takes ${ACCEPTED[type].join(", ")}`);
  }
  if (!Array.isArray(shape) || shape.length === 0 || shape.length > 2 || (shape.length === 2 && shape[1] !== 1)) {
    throw badRequest(`${called} has shape ${JSON.stringify(shape)}, not [n] or [n, 1]`);
  }
  const size = isFields(parameters) ? parameters["binary_data_size"] : undefined;
  const values = size === undefined ? valuesOf(data, called) : decodeTensor(datatype as string, binary.take(size, called), called);
  if (values.length !== shape[0]) throw badRequest(`${called} has ${values.length} values, its shape says ${JSON.stringify(shape)}`);
  return { name: name as string, values };
}

function valuesOf(data: unknown, called: string): unknown[] {
  if (!Array.isArray(data)) throw badRequest(`${called} has no list of data`);
  return (data as unknown[]).map((cell) => (Array.isArray(cell) && cell.length === 1 ? cell[0] : cell));
}

/** The outputs that are asked for, all of the model's by default. */
function wantedOutputs(outputs: unknown, signature: Signature, binary: boolean): WantedOutput[] {
  const known = signature.outputs.map(({ name }) => name);
  if (outputs === undefined) return known.map((name) => ({ name, binary }));
  if (!Array.isArray(outputs)) throw badRequest("outputs must be a list");
  return (outputs as unknown[]).map((output) => {
    const { name, parameters } = isFields(output) ? output : ({} as Fields);
    if (typeof name !== "string" || !known.includes(name)) {
      throw badRequest(`output ${JSON.stringify(name)} is not one of the model's: ${known.join(", ")}`);
    }
    const own = isFields(parameters) ? parameters["binary_data"] : undefined;
    return { name, binary: typeof own === "boolean" ? own : binary };
  });
}
