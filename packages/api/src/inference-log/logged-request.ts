import type { Cell } from "@mlops/core/scoring";
import type { Outputs } from "../protocol/answers.ts";
import type { RequestRows } from "../protocol/request-rows.ts";
import type { ServedVersion } from "../served-model.ts";

/** An answered request as the server hands it to the log: nothing is copied, nothing is written yet. */
export interface LoggedRequest {
  readonly requestId: string;
  /** Milliseconds since 1970 UTC. */
  readonly time: number;
  readonly served: ServedVersion;
  readonly rows: RequestRows;
  readonly outputs: Outputs;
  /** Size of the request's body; an estimate where the client did not tell. */
  readonly bytes: number;
}

/** One row of the log; `request_id` and `row_index` are its key. */
export interface InferenceRow {
  readonly request_id: string;
  /** Place of the row in its request, from 0. */
  readonly row_index: number;
  readonly model: string;
  readonly version: string;
  /** Time of the answer, ISO-8601 UTC. */
  readonly timestamp: string;
  /** The columns of the model's signature as the client sent them; null is missing. */
  readonly inputs: Readonly<Record<string, Cell>>;
  readonly outputs: Readonly<Record<string, Cell>>;
}

/** The rows of a request as lines of JSON, from row `start` up to `end`. */
export function linesOf({ requestId, time, served, rows, outputs }: LoggedRequest, start: number, end: number): string {
  const { name: model, version, bundle } = served;
  const inputs = bundle.signature.inputs.map(({ name }) => [name, rows.columns.get(name)] as const);
  const timestamp = new Date(time).toISOString();
  let lines = "";
  for (let row = start; row < end; row++) {
    const line: InferenceRow = {
      request_id: requestId,
      row_index: row,
      model,
      version,
      timestamp,
      inputs: Object.fromEntries(inputs.map(([name, values]) => [name, (values?.[row] ?? null) as Cell])),
      outputs: Object.fromEntries([...outputs].map(([name, cells]) => [name, cells[row] ?? null])),
    };
    lines += `${JSON.stringify(line)}\n`;
  }
  return lines;
}
