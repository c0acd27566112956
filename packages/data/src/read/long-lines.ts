import { open } from "node:fs/promises";
import { DataError } from "@mlops/models";

/** Bytes that a line of CSV may have. DuckDB reads a file in buffers of twice that, and loses a last line that no buffer holds. */
const LINE = 2 ** 22;

/** A line that is longer than it may be covers one of these from end to end. */
const WINDOW = LINE / 2;

/** Bytes of each window in which a line end is looked for first. */
const PROBE = 2 ** 14;

const NEWLINE = 10;
const RETURN = 13;

const firstEnd = (bytes: Buffer): number => {
  const newline = bytes.indexOf(NEWLINE);
  return newline < 0 ? bytes.indexOf(RETURN) : newline;
};

const lastEnd = (bytes: Buffer): number => Math.max(bytes.lastIndexOf(NEWLINE), bytes.lastIndexOf(RETURN));

function tooLong(file: string, line: number): DataError {
  const detail = `line ${line} is longer than ${LINE / 2 ** 20} MB`;
  return new DataError({ code: "FILE_MALFORMED", file, line, detail, hint: "see whether the file has line ends" });
}

/** Refuses a file with a line that is too long; of other files little is read. @throws DataError `FILE_MALFORMED` */
export async function checkLines(file: string): Promise<void> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const read = async (start: number, end: number): Promise<Buffer> => {
      const bytes = Buffer.alloc(Math.max(0, end - start));
      return bytes.subarray(0, (await handle.read(bytes, 0, bytes.length, start)).bytesRead);
    };
    for (let start = 0; start + WINDOW <= size; start += WINDOW) {
      if (firstEnd(await read(start, start + PROBE)) >= 0) continue;
      const before = await read(Math.max(0, start - LINE), start);
      const after = firstEnd(await read(start, Math.min(size, start + LINE + 1)));
      const length = before.length - 1 - lastEnd(before) + (after < 0 ? Math.min(size - start, LINE + 1) : after);
      if (length <= LINE) continue;
      let line = 1;
      for (let at = 0; at < start; at += WINDOW)
        for (const byte of await read(at, Math.min(start, at + WINDOW))) if (byte === NEWLINE) line++;
      throw tooLong(file, line);
    }
  } finally {
    await handle.close();
  }
}

/** The same for what comes part by part, as a packed file does. */
export function lineChecker(file: string): (part: Buffer) => void {
  let length = 0;
  let line = 1;
  return (part) => {
    const first = firstEnd(part);
    length += first < 0 ? part.length : first;
    if (length > LINE) throw tooLong(file, line);
    if (first < 0) return;
    for (let at = part.indexOf(NEWLINE); at >= 0; at = part.indexOf(NEWLINE, at + 1)) line++;
    length = part.length - 1 - lastEnd(part);
  };
}
