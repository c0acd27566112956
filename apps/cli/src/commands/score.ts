import { resolve } from "node:path";
import { DataError, describeSource, makeTable, readTable, type Table, writeTable } from "@mlops/all";
import { type Bundle, readBundle } from "@mlops/core/bundle";
import { figure } from "@mlops/core/report";
import { type Column, columnOf } from "@mlops/core/table";
import { openTracking } from "@mlops/core/tracking";
import type { Session } from "../session.ts";

export interface ScoreOptions {
  readonly output: string;
  readonly keep?: readonly string[];
  readonly trackingUri?: string;
}

/** Types that text files are read with: `007` stays a text where the model takes texts, whatever the file's other rows look like. */
const READ_AS = { double: "double", long: "integer", string: "string" } as const;

async function readRows(input: string, { signature }: Bundle, { home, signal }: Session): Promise<Table> {
  if (/\.(?:parquet|pq|parq)$/i.test(input)) return readTable(input, { home, signal });
  const present = (await describeSource(input, { home, signal })).columnNames();
  const types = signature.inputs.flatMap(({ name, type }) =>
    type in READ_AS && present.includes(name) ? [[name, READ_AS[type as keyof typeof READ_AS]] as const] : [],
  );
  return readTable({ path: input, types: Object.fromEntries(types) }, { home, signal });
}

/** Columns of the input to copy; none may have the name of one that the model gives. */
function keptColumns(table: Table, keep: readonly string[] | undefined, answers: ReadonlySet<string>): Record<string, Column> {
  const columns: Record<string, Column> = {};
  for (const name of keep ?? table.columnNames()) {
    if (answers.has(name)) {
      const message = `"${name}" is a column of the input and of the model's answer`;
      throw new DataError({
        code: "COLUMN_DUPLICATE",
        message,
        column: name,
        hint: "name the columns to copy with --keep, without this one",
      });
    }
    columns[name] = columnOf(table, name);
  }
  return columns;
}

/** `mlops score`: rows of a file through a model's bundle into a file, whole or not at all. */
export async function scoreCommand(session: Session, uri: string, input: string, options: ScoreOptions): Promise<number> {
  const { home, signal } = session;
  const tracking = await openTracking({ home, signal, ...(options.trackingUri === undefined ? {} : { trackingUri: options.trackingUri }) });
  try {
    const { folder, version } = await tracking.registry.resolveModelUri(uri);
    const bundle = await readBundle(folder);
    const table = await readRows(input, bundle, session);
    const empty = bundle.predict(table.slice(0, 0));
    const columns = keptColumns(table, options.keep, new Set(empty.columnNames()));
    const predictions = (await bundle.predictInSteps(table, { signal })) as Table;
    const output = resolve(options.output);
    for (const name of predictions.columnNames()) columns[name] = columnOf(predictions, name);
    await writeTable(makeTable(columns), output, { signal, home });
    const rows = table.numRows();
    const model = version ? `models:/${version.name}/${version.version}` : uri;
    if (session.json)
      session.terminal.out(
        `${JSON.stringify({ status: "success", model, rows, output, columns: predictions.columnNames(), exitCode: 0 })}\n`,
      );
    else session.terminal.out(`${figure(rows)} rows scored by ${model}: ${output}\n`);
    return 0;
  } finally {
    await tracking.close();
  }
}
