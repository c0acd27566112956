import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { type ColumnTable, fromValues, makeTable } from "@mlops/core/table";
import { DataError } from "@mlops/models/errors";
import { listLogFiles } from "./log-files.ts";
import type { InferenceRow } from "./logged-request.ts";

/** Which rows of the inference log are read. */
export interface InferenceLogQuery {
  /** Default `.mlops`. */
  readonly home?: string;
  /** Name that the model was served under; every model by default. */
  readonly model?: string;
  readonly version?: string;
  /** Rows from this time on. */
  readonly from?: Date | string;
  /** Rows before this time. */
  readonly to?: Date | string;
}

/**
 * The rows of the inference log, oldest day first, one by one. A last line that a killed server left unfinished is skipped.
 * @throws DataError `VALUE_INVALID` for a time that is none, `FILE_MALFORMED` that names file and line
 */
export async function* readInferenceRows(query: InferenceLogQuery = {}): AsyncGenerator<InferenceRow> {
  const from = instantOf(query.from, "from") ?? Number.NEGATIVE_INFINITY;
  const to = instantOf(query.to, "to") ?? Number.POSITIVE_INFINITY;
  for (const { path, date, model } of await listLogFiles(resolve(query.home ?? ".mlops"))) {
    const day = Date.parse(`${date}T00:00:00Z`);
    if ((query.model !== undefined && model !== query.model) || day + 86_400_000 <= from || day >= to) continue;
    for await (const row of rowsOf(path)) {
      const time = Date.parse(row.timestamp);
      if (time >= from && time < to && (query.version === undefined || row.version === query.version)) yield row;
    }
  }
}

/**
 * The inference log as a table: `request_id`, `row_index` (its key), `model`, `version`, `timestamp`, then one column per input and output. An output
 * that has the name of an input is called `outputs.<name>`; an input or output that has the name of one of the first five, `inputs.<name>` or
 * `outputs.<name>`. Datetimes among the inputs stay the texts that clients sent; a column that a row does not have is missing in it.
 * @throws what `readInferenceRows` throws; DataError `COLUMN_TYPE` for a column that holds numbers in one row and texts in another
 * @example (await readInferenceLog({ home: "/nowhere" })).numRows() // => 0
 */
export async function readInferenceLog(query: InferenceLogQuery = {}): Promise<ColumnTable> {
  const key = { request_id: [] as string[], row_index: [] as number[], model: [] as string[], version: [] as string[] };
  const timestamp: Date[] = [];
  const inputs = new Map<string, unknown[]>();
  const outputs = new Map<string, unknown[]>();
  for await (const row of readInferenceRows(query)) {
    const at = timestamp.push(new Date(row.timestamp)) - 1;
    for (const name of ["request_id", "row_index", "model", "version"] as const) (key[name] as unknown[])[at] = row[name];
    for (const [columns, cells] of [[inputs, row.inputs] as const, [outputs, row.outputs] as const]) {
      for (const [name, cell] of Object.entries(cells)) {
        const values = columns.get(name) ?? [];
        values[at] = cell;
        columns.set(name, values);
      }
    }
  }
  const table: Record<string, unknown[]> = { ...key, timestamp };
  for (const [name, values] of inputs) table[name in table ? `inputs.${name}` : name] = values;
  for (const [name, values] of outputs) table[name in table ? `outputs.${name}` : name] = values;
  const rows = timestamp.length;
  return makeTable(
    Object.fromEntries(
      Object.entries(table).map(([name, values]) => [
        name,
        fromValues(
          Array.from({ length: rows }, (_, row) => values[row]),
          name,
        ),
      ]),
    ),
  );
}

async function* rowsOf(path: string): AsyncGenerator<InferenceRow> {
  let rest = "";
  let line = 0;
  for await (const chunk of createReadStream(path, "utf8") as AsyncIterable<string>) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() as string;
    for (const text of lines) {
      line++;
      yield parsed(text, path, line);
    }
  }
}

function parsed(text: string, path: string, line: number): InferenceRow {
  try {
    const row = JSON.parse(text) as Partial<InferenceRow> | null;
    if (row?.request_id === undefined || row.inputs === undefined || row.outputs === undefined) throw new Error("it is no row of the log");
    return row as InferenceRow;
  } catch (cause) {
    throw new DataError({ code: "FILE_MALFORMED", file: `${path}:${line}`, detail: (cause as Error).message, cause });
  }
}

function instantOf(time: Date | string | undefined, what: string): number | undefined {
  if (time === undefined) return undefined;
  const instant = new Date(time).getTime();
  if (Number.isNaN(instant)) throw new DataError({ code: "VALUE_INVALID", what, detail: `"${time}" is no time` });
  return instant;
}
