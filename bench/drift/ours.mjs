// Our side as it is published, in a process of its own: `ours.mjs memory|parquet|profiles|workers folder repeats`. Prints CPU seconds of each run
// (wall seconds on so many threads for `workers`), of the whole process, and peak memory.
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

/** From the files, column by column. */
async function fromParquet() {
  const { withColumns } = await import("@mlops/data");
  const start = cpu();
  const sources = { reference: pathOf("reference"), current: pathOf("current") };
  const detect = ({ reference, current }) => new DriftDetector({}).detectDriftAsync(reference, current, { workers: 1 });
  await withColumns(sources, detect, { threads: 1 });
  return [cpu() - start];
}

/** Wall seconds of 100 columns, which are those of the files five times, on `repeats` threads; the first call of the process, as threads start cold each time. */
async function workers() {
  const { columnOf, makeTable, numericColumn, stringColumn } = await import("@mlops/core/table");
  const wide = (table) => {
    const columns = {};
    for (let copy = 0; copy < 5; copy++)
      for (const name of table.columnNames()) {
        const column = columnOf(table, name);
        columns[`${name}_${copy}`] =
          column.kind === "string" ? stringColumn(column.codes, column.dictionary) : numericColumn(column.values, column.validity);
      }
    return makeTable(columns);
  };
  const tables = (await readBoth()).map(wide);
  const start = performance.now();
  await new DriftDetector({}).detectDriftAsync(...tables, { workers: Number(repeats) });
  return [(performance.now() - start) / 1000];
}

const runs = await { memory: inMemory, profiles, parquet: fromParquet, workers }[mode]();
process.stdout.write(`${JSON.stringify({ runs, imported, process: cpu(), peak: process.resourceUsage().maxRSS / 1024 })}\n`);
