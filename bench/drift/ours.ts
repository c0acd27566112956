// Our side in a process of its own: `ours.ts memory|parquet folder repeats`. Prints CPU seconds of each run, of the whole process, and peak memory.
import { setTimeout } from "node:timers/promises";
import { type ColumnSource, DriftDetector } from "@mlops/drift-detection";

const [mode = "", folder = "", repeats = "1"] = process.argv.slice(2);
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const pathOf = (name: string): string => `${folder}/${name}.parquet`;

/** Both tables at once, in memory. */
async function inMemory(): Promise<number[]> {
  const { readTable } = await import("@mlops/data");
  const reference = await readTable({ path: pathOf("reference") });
  const current = await readTable({ path: pathOf("current") });
  await setTimeout(200); // what reading left to other threads is not ours
  const runs: number[] = [];
  for (let run = 0; run < Number(repeats); run++) {
    const start = cpu();
    new DriftDetector({}).detectDrift(reference, current);
    runs.push(cpu() - start);
  }
  return runs;
}

/** Column by column from the files. */
async function fromParquet(): Promise<number[]> {
  const { openDuckdb } = await import("@mlops/data");
  const engine = await openDuckdb({ threads: 1 });
  const source = async (name: string): Promise<ColumnSource> => {
    const relation = `read_parquet(${engine.dialect.text(pathOf(name))})`;
    const [row] = (await engine.query(`SELECT count(*) AS rows FROM ${relation}`)).columns["rows"] as Iterable<unknown>;
    const described = (await engine.query(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${relation})`)).columns["column_name"];
    return {
      columnNames: [...(described as Iterable<string>)],
      rows: Number(row),
      column: async (column) =>
        (await engine.query(`SELECT ${engine.dialect.identifier(column)} AS x FROM ${relation}`)).columns["x"] as never,
    };
  };
  const start = cpu();
  await new DriftDetector({}).detectDriftAsync(await source("reference"), await source("current"), { workers: 1 });
  await engine.close();
  return [cpu() - start];
}

const imported = cpu();
const runs = await (mode === "memory" ? inMemory() : fromParquet());
process.stdout.write(`${JSON.stringify({ runs, imported, process: cpu(), peak: process.resourceUsage().maxRSS / 1024 })}\n`);
