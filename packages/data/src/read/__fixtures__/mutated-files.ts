import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Random } from "@mlops/core/stats";
import { makeTable } from "@mlops/core/table";
import { MLOpsError } from "@mlops/models";
import { writeTable } from "../../write/write-table.ts";
import { readTable } from "../read-table.ts";

/** What became of one mutated file: read, or refused with an error of ours. Anything else is a bug and says what it was. */
export type FuzzOutcome = "read" | "refused" | { readonly bug: string };

interface Sample {
  readonly name: string;
  readonly bytes: Buffer;
  /** Columns that are read; all where there are none. */
  readonly columns?: readonly string[];
  /** The least rows that may come of the bytes without an error; undefined where that cannot be told. */
  rows(bytes: Buffer): number | undefined;
}

/** Records of a CSV text by RFC 4180, the header apart; undefined where its quotes are not regular. */
function csvRecords(bytes: Buffer): number | undefined {
  const text = bytes.toString("latin1");
  if (/"/.test(text.replace(/(?<=^|[,\n\r])"(?:[^"]|"")*"(?=$|[,\n\r])/g, ""))) return undefined;
  const lines = text.replace(/"(?:[^"]|"")*"/g, "q").split(/\r\n|\n|\r/);
  return lines.filter((line) => line !== "").length - 1;
}

const SEED_ROWS = 60;

/** Rows of the Arrow files that pyarrow wrote. */
const ARROW_ROWS = 70;

/** Those of their columns that come without DuckDB. */
const ARROW_COLUMNS =
  "int8 uint16 int64 uint64 large half double bool utf8 large_utf8 view category date32 date64 zoned decimal nothing instant_ns".split(" ");

async function samplesIn(folder: string): Promise<Sample[]> {
  const table = makeTable({
    id: Array.from({ length: SEED_ROWS }, (_, i) => i),
    x: Array.from({ length: SEED_ROWS }, (_, i) => (i % 7 === 0 ? null : i / 4)),
    name: Array.from({ length: SEED_ROWS }, (_, i) => ["a", 'q"uote', "com,ma", "line\nbreak", "Zoë", null][i % 6]),
    ok: Array.from({ length: SEED_ROWS }, (_, i) => i % 2 === 0),
  });
  const bytesOf = async (name: string): Promise<Buffer> => {
    await writeTable(table, join(folder, name));
    return readFileSync(join(folder, name));
  };
  const csv = await bytesOf("seed.csv");
  const ndjson = await bytesOf("seed.ndjson");
  const objects = (bytes: Buffer) =>
    bytes
      .toString("latin1")
      .split("\n")
      .filter((line) => line.trim() !== "").length;
  const arrow = (from: string, name: string, columns?: readonly string[]): Sample => ({
    name,
    bytes: readFileSync(new URL(`../../__golden__/arrow/${from}`, import.meta.url)),
    rows: () => ARROW_ROWS,
    ...(columns === undefined ? {} : { columns }),
  });
  return [
    { name: "f.csv", bytes: csv, rows: csvRecords },
    { name: "f.ndjson", bytes: ndjson, rows: objects },
    { name: "f.parquet", bytes: await bytesOf("seed.parquet"), rows: () => SEED_ROWS },
    { name: "f.csv.gz", bytes: gzipSync(csv), rows: () => SEED_ROWS },
    { name: "f.json", bytes: Buffer.from(`[${ndjson.toString("utf8").trim().split("\n").join(",")}]`), rows: () => undefined },
    arrow("types.arrow", "f.arrow"),
    arrow("types.arrows", "f.arrows"),
    arrow("lz4.arrow", "lz4.arrow"),
    arrow("zstd.ipc", "zstd.arrow"),
    arrow("types.feather", "f.feather"),
    { name: "seed.arrow", bytes: await bytesOf("seed.arrow"), rows: () => SEED_ROWS },
    { name: "seed.arrows", bytes: await bytesOf("seed.arrows"), rows: () => SEED_ROWS },
    ...["types.arrow", "types.arrows", "lz4.arrow", "zstd.ipc"].map((from) => arrow(from, `columns-${from}`, ARROW_COLUMNS)),
  ];
}

/** One to four changes: bytes set, removed, doubled or moved, or the end cut off. */
function mutate(bytes: Buffer, random: Random): Buffer {
  let result = Buffer.from(bytes);
  for (let times = 1 + random.int(4); times > 0 && result.length > 1; times--) {
    const at = random.int(result.length);
    const length = 1 + random.int(Math.min(40, result.length - at));
    switch (random.int(6)) {
      case 0:
        result[at] = random.int(256);
        break;
      case 1:
        result = Buffer.concat([result.subarray(0, at), result.subarray(at + length)]);
        break;
      case 2:
        result = Buffer.concat([result.subarray(0, at + length), result.subarray(at)]);
        break;
      case 3:
        result = result.subarray(0, at);
        break;
      case 4:
        result[at] = '",\n\r\0\\{}[]:'.charCodeAt(random.int(11));
        break;
      default:
        result.copyWithin(random.int(result.length), at, at + length);
    }
  }
  return result;
}

async function outcomeOf(path: string, columns: readonly string[] | undefined, least: number | undefined): Promise<FuzzOutcome> {
  try {
    const table = await readTable(columns === undefined ? path : { path, columns: [...columns] }, { threads: 1 });
    const rows = table.numRows();
    for (const name of table.columnNames()) table.array(name);
    return least !== undefined && rows < least ? { bug: `${rows} rows came of at least ${least}` } : "read";
  } catch (error) {
    if (!MLOpsError.isInstance(error)) return { bug: `${(error as Error).name}: ${(error as Error).message}` };
    return error.message.length > 0 && error.message.length < 2000 ? "refused" : { bug: `a message of ${error.message.length} characters` };
  }
}

/** Reads mutated files one after the other; each bug is handed over with the file that shows it. */
export async function fuzzReaders(
  folder: string,
  {
    files,
    seed,
    only,
    onBug,
  }: { files: number; seed: number; only?: string | undefined; onBug: (bug: string, name: string, bytes: Buffer) => void },
): Promise<{ read: number; refused: number }> {
  const samples = (await samplesIn(folder)).filter(({ name }) => only === undefined || name.endsWith(only));
  const random = new Random(seed);
  const counts = { read: 0, refused: 0 };
  for (let i = 0; i < files; i++) {
    const sample = samples[i % samples.length] as Sample;
    const bytes = mutate(sample.bytes, random);
    const path = join(folder, `${i}${sample.name}`);
    writeFileSync(path, bytes); // what ends the process by taking all memory is the last file in the folder
    const outcome = await outcomeOf(path, sample.columns, sample.rows(bytes));
    if (typeof outcome === "string") counts[outcome]++;
    else onBug(outcome.bug, sample.name, bytes);
    rmSync(path);
  }
  return counts;
}
