import type { Signature, SignatureColumn } from "@mlops/core/scoring";
import { badRequest } from "./request-problem.ts";
import type { RequestRows } from "./request-rows.ts";

/** A body of text/csv: the header, and the fields of each row as they are written. */
export class CsvBody {
  readonly names: readonly string[];
  readonly records: readonly (readonly string[])[];

  constructor(names: readonly string[], records: readonly (readonly string[])[]) {
    this.names = names;
    this.records = records;
  }
}

/** Reads CSV (RFC 4180) with a header. Its reader is loaded with the first such body. @throws RequestProblem with the line where it is not CSV */
export async function parseCsv(text: string): Promise<CsvBody> {
  const { parse } = await import("csv-parse/sync");
  let records: string[][];
  try {
    records = parse(text, { bom: true, skip_empty_lines: true });
  } catch (error) {
    throw badRequest(`the body is not CSV: ${(error as Error).message}`);
  }
  const [names, ...rest] = records;
  if (names === undefined) throw badRequest("the body has no header: the first line of CSV names the columns");
  const twice = names.find((name, place) => names.indexOf(name) < place);
  if (twice !== undefined) throw badRequest(`column "${twice}" is given twice`);
  return new CsvBody(names, rest);
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** How tables of Python and R write a number that is missing. */
const NO_NUMBER: ReadonlySet<string> = new Set(["NaN", "nan", "NA", "N/A", "<NA>", "null", "NULL", "None"]);

/** The field as its column's type; null where it is empty; the text itself where it is no such value, which is refused with its place later. */
function readField(text: string, type: SignatureColumn["type"] | undefined): unknown {
  if (text === "") return null;
  switch (type) {
    case "double":
    case "long":
      if (NUMBER.test(text)) return Number(text);
      return NO_NUMBER.has(text) ? null : text;
    case "boolean":
      return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : NO_NUMBER.has(text) ? null : text;
    default:
      return text;
  }
}

/** The rows of CSV: numbers and booleans by the signature; an empty field is a missing value. */
export function csvRows({ names, records }: CsvBody, { inputs }: Signature): RequestRows {
  const typeOf = new Map(inputs.map(({ name, type }) => [name, type]));
  const columns = names.map((name, place): [string, unknown[]] => {
    const type = typeOf.get(name);
    return [name, records.map((record) => readField(record[place] as string, type))];
  });
  return { rows: records.length, columns: new Map(columns) };
}
