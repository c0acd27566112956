import { DataError, MLOpsError } from "@mlops/models";

/** What DuckDB says about a file, as the error that names the file and the place. Any other error passes: it is ours already, or a bug. */
export function readError(error: unknown, file: string): unknown {
  if (MLOpsError.isInstance(error) || !(error instanceof Error) || error.name === "AbortError" || error.name === "TimeoutError")
    return error;
  const { message } = error;
  const text = message.replace(/^[A-Za-z ]*Error: /, "");
  const inFile = /file = (\S+)|in file "([^"]+)"|of file '([^']+)'/.exec(message);
  const place = inFile?.[1] ?? inFile?.[2] ?? inFile?.[3] ?? file;
  const malformed = (detail: string, fields: Record<string, unknown> = {}, hint?: string): DataError =>
    new DataError({ code: "FILE_MALFORMED", file: place, detail, ...fields, ...(hint === undefined ? {} : { hint }), cause: error });

  if (message.startsWith("Out of Memory Error")) {
    const hint = "raise memoryLimit, or read with fewer threads";
    return new DataError({
      code: "FILE_UNREADABLE",
      file: place,
      detail: "the memory that DuckDB may take is used up",
      hint,
      cause: error,
    });
  }
  if (/^(?:Permission Error|IO Error: Cannot open file)/.test(message))
    return new DataError({ code: "FILE_UNREADABLE", file: place, detail: firstLine(text), cause: error });
  const line = Number(/CSV Error on Line: (\d+)/.exec(message)?.[1] ?? /in line (\d+)/.exec(message)?.[1]) || undefined;
  const at = line === undefined ? "" : `line ${line}: `;
  const count = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (count)
    return malformed(`${at}${count[2]} columns where the header has ${count[1]}`, { line }, "quote fields that hold the delimiter");
  const conversion = /Error when converting column "([\s\S]*?)"\. Could not convert string "([\s\S]*?)" to '([^']*)'/.exec(message);
  if (conversion) {
    const [, column, value, type] = conversion;
    return malformed(
      `${at}column "${column}" holds "${shown(value as string)}", not ${type}`,
      { line, column, value: shown(value as string) },
      "set the column's type, or list the text in nullValues",
    );
  }
  if (message.includes("maximum_object_size")) return malformed(`${at}an object has more than 16 MB`, { line });
  if (message.includes("unterminated quote")) return malformed(`${at}a quote is not closed`, { line });
  if (/invalid unicode|not utf-?8 encoded|byte sequence mismatch/i.test(message))
    return malformed(`${at}it is not UTF-8`, { line }, "convert the file to UTF-8");
  const duplicate = /Object .* has duplicate key "([^"]*)"/.exec(message);
  if (duplicate) return malformed(`${at}key "${duplicate[1]}" occurs twice`, { line });
  if (message.includes("No magic bytes")) return malformed("it has no Parquet footer", {}, "the file is cut off or no Parquet file");
  return malformed(firstLine(text), { line });
}

function shown(value: string): string {
  return value.length > 200 ? `${value.slice(0, 200)}…` : value;
}

function firstLine(text: string): string {
  return (text.split("\n").find((line) => line.trim() !== "") ?? text).trim().slice(0, 300);
}
