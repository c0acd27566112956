// Our side as it is published, in a process of its own: `ours.mjs memory|parquet|profiles folder repeats`. Prints CPU seconds of each run, of the whole process, and peak memory.
import { setTimeout } from "node:timers/promises";
import { DriftDetector, profileLike, profileTable } from "@mlops/drift-detection";

const [mode = "", folder = "", repeats = "1"] = process.argv.slice(2);
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const imported = cpu();
const pathOf = (name) => `${folder}/${name}.parquet`;

async function readBoth() {
  const { readTable } = await import("@mlops/data");
  const tables = [await readTable({ path: pathOf("reference") }), await readTable({ path: pathOf("current") })];
  await setTimeout(200); // what reading left to other threads is not ours
  return tables;
}

/** Runs `work` again and again; CPU seconds of each time. */
function timed(work) {
  const runs = [];
  for (let run = 0; run < Number(repeats); run++) {
    const start = cpu();
    work();
    runs.push(cpu() - start);
  }
  return runs;
}

/** Both tables at once, in memory. */
async function inMemory() {
  const [reference, current] = await readBoth();
  return timed(() => new DriftDetector({}).detectDrift(reference, current));
}

/** A profile beside a profile: seconds for 20 columns, 100 times each run. */
async function profiles() {
  const [reference, current] = await readBoth();
  const before = profileTable(reference);
  const after = profileLike(before, current);
  return timed(() => {
    for (let i = 0; i < 100; i++) new DriftDetector({}).detectDrift(before, after);
  });
}

/** Columns that one query reads: each query has the cost of its chunks, each column its values in memory. */
const TOGETHER = 2;

/** From the files, a few columns at a time. */
async function fromParquet() {
  const { openDuckdb } = await import("@mlops/data");
  const engine = await openDuckdb({ threads: 1 });
  const source = async (name) => {
    const relation = `read_parquet(${engine.dialect.text(pathOf(name))})`;
    const count = (await engine.query(`SELECT count(*) AS rows FROM ${relation}`)).columns.rows;
    const described = (await engine.query(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${relation})`)).columns.column_name;
    const columnNames = [...described];
    const rows = Number(count.at(0));
    let read = {};
    const column = async (wanted) => {
      if (read[wanted] === undefined) {
        const from = columnNames.indexOf(wanted);
        const list = columnNames.slice(from, from + TOGETHER).map((one) => engine.dialect.identifier(one));
        read = {};
        read = (await engine.query(`SELECT ${list.join(", ")} FROM ${relation}`, { expectedRows: rows })).columns;
      }
      return read[wanted];
    };
    return { columnNames, rows, column };
  };
  const start = cpu();
  await new DriftDetector({}).detectDriftAsync(await source("reference"), await source("current"), { workers: 1 });
  await engine.close();
  return [cpu() - start];
}

const runs = await { memory: inMemory, profiles, parquet: fromParquet }[mode]();
process.stdout.write(`${JSON.stringify({ runs, imported, process: cpu(), peak: process.resourceUsage().maxRSS / 1024 })}\n`);
