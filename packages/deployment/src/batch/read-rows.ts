import type { Signature } from "@mlops/core/bundle";
import type { Table } from "@mlops/core/table";
import { describeSource, readTable, type TableSource } from "@mlops/data";

/** Types that text files are read with: `007` stays a text where the model takes texts, whatever the file's other rows look like. */
const READ_AS = { double: "double", long: "integer", string: "string" } as const;

const TEXT = /\.(?:csv|tsv|txt|ndjson|jsonl|json)(?:\.(?:gz|zst))?$/i;

export interface ReadRowsOptions {
  /** Input columns that are wanted beside the model's; all when absent. */
  readonly keep?: readonly string[] | undefined;
  readonly home?: string;
  readonly signal?: AbortSignal;
}

/**
 * Reads rows for a model: text columns as the types of its signature where the source sets none, and of a wide file only the columns that the model
 * or `keep` names.
 * @throws DataError for a source that cannot be read, `COLUMN_MISSING` for a column of `keep`
 */
export async function readRows(source: TableSource, { inputs }: Signature, { keep, ...options }: ReadRowsOptions): Promise<Table> {
  const whole = typeof source === "string" ? { path: source } : source;
  const present = (await describeSource(whole, options)).columnNames();
  const used = inputs.filter(({ name }) => present.includes(name));
  const columns = keep === undefined ? whole.columns : [...new Set([...keep, ...used.map(({ name }) => name)])];
  const isText =
    whole.format === undefined || whole.format === "auto" ? TEXT.test(whole.path) : whole.format === "csv" || whole.format === "ndjson";
  const types = Object.fromEntries(
    used.flatMap(({ name, type }) => (type in READ_AS ? [[name, READ_AS[type as keyof typeof READ_AS]]] : [])),
  );
  return readTable(
    {
      ...whole,
      ...(isText ? { types: { ...types, ...whole.types } } : {}),
      ...(columns === undefined || columns.length === 0 ? {} : { columns }),
    },
    options,
  );
}
