import type { Column } from "@mlops/core/table";
import { DataError } from "@mlops/models";

const BLOCK = 4096;

/** An instant in ISO-8601, UTC, with microseconds where it has them. */
export function instantText(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const micros = Math.round((milliseconds - whole) * 1000);
  const text = new Date(whole).toISOString();
  return micros === 0 || micros === 1000 ? text : text.replace("Z", `${String(micros).padStart(3, "0")}Z`);
}

/** The lines of a table, several thousand at a time. */
function* blocks(rows: number, line: (row: number) => string): Generator<string> {
  for (let start = 0; start < rows; start += BLOCK) {
    let block = "";
    for (let row = start; row < Math.min(rows, start + BLOCK); row++) block += `${line(row)}\n`;
    yield block;
  }
}

type Cell = (row: number) => string;

function csvText(text: string): string {
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvCell(column: Column, missing: string): Cell {
  switch (column.kind) {
    case "string": {
      const texts = column.dictionary.map(csvText);
      return (row) => texts[column.codes[row] as number] ?? missing;
    }
    case "timestamp":
      return (row) => (column.at(row) === undefined ? missing : instantText(column.values[row] as number));
    default:
      return (row) => String(column.at(row) ?? missing);
  }
}

/** RFC 4180 with a header and `\n`; a missing value is an empty field. */
export function* csvBlocks(columns: Readonly<Record<string, Column>>, rows: number): Generator<string> {
  const names = Object.keys(columns);
  yield `${names.map(csvText).join(",")}\n`;
  // A lone empty field would be an empty line, which readers skip.
  const missing = names.length === 1 ? '""' : "";
  const cells = Object.values(columns).map((column) => csvCell(column, missing));
  yield* blocks(rows, (row) => cells.map((cell) => cell(row)).join(","));
}

function jsonCell(name: string, column: Column): Cell {
  const key = `${JSON.stringify(name)}:`;
  switch (column.kind) {
    case "string": {
      const texts = column.dictionary.map((text) => key + JSON.stringify(text));
      return (row) => texts[column.codes[row] as number] ?? `${key}null`;
    }
    case "timestamp":
      return (row) => `${key}${column.at(row) === undefined ? "null" : `"${instantText(column.values[row] as number)}"`}`;
    case "numeric":
      return (row) => {
        const value = column.at(row);
        if (value !== undefined && !Number.isFinite(value))
          throw new DataError({
            code: "VALUE_INVALID",
            what: `column "${name}"`,
            detail: `${value} in row ${row} has no place in JSON`,
            hint: "write CSV or Parquet",
          });
        return key + (value ?? "null");
      };
    default:
      return (row) => key + (column.at(row) ?? "null");
  }
}

/** One JSON object per line; a missing value is null. */
export function* ndjsonBlocks(columns: Readonly<Record<string, Column>>, rows: number): Generator<string> {
  const cells = Object.entries(columns).map(([name, column]) => jsonCell(name, column));
  yield* blocks(rows, (row) => `{${cells.map((cell) => cell(row)).join(",")}}`);
}
