// `pnpm bench data [--quick] [--json]`: rules and readers beside Great Expectations, Pandera, pyarrow and polars. Ratios are peer ÷ ours.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { rowsFolder } from "./data/rows.ts";
import { peerPython, runJson } from "./peer.ts";

const here = import.meta.dirname;
const quick = process.argv.includes("--quick");
const rows = quick ? 100_000 : 1_000_000;
const rounds = quick ? 1 : 2;

// Ours runs as it is published: built, with its types gone.
execFileSync("pnpm", ["exec", "turbo", "run", "build", "--filter=@mlops/data", "--output-logs=errors-only"], {
  cwd: join(here, ".."),
  stdio: ["ignore", "ignore", "inherit"],
});

interface Times {
  readonly version: string;
  readonly cold: number;
  readonly warm: number;
  readonly memory: number;
  readonly process: number;
}

const PEERS = {
  gx: peerPython("gx", ["great_expectations==1.24.0", "pandas", "pyarrow"]),
  pandera: peerPython("pandera", ["pandera[pandas,polars]==0.35.*", "pandas", "pyarrow", "polars"]),
  pyarrow: peerPython("pyarrow", ["pyarrow"]),
  polars: peerPython("polars", ["polars"]),
};

const folder = rowsFolder(rows);
if (!existsSync(join(folder, "rows.arrow"))) ours("arrow-file");

const peer = (name: keyof typeof PEERS, script: string, ...args: string[]): Times =>
  runJson<Times>(PEERS[name], [join(here, "data", script), folder, ...args]);
function ours(what: string): Times {
  return runJson<Times>(process.execPath, [join(here, "data", "ours.mjs"), folder, what]);
}

/** Alternates ours and theirs and keeps the least of each figure: the least disturbed. */
function least(measure: () => Times, former?: Times): Times {
  const found = measure();
  if (former === undefined) return found;
  const lower = (key: "cold" | "warm" | "memory" | "process"): number => Math.min(found[key], former[key]);
  return { ...found, cold: lower("cold"), warm: lower("warm"), memory: lower("memory"), process: lower("process") };
}

const measured: Record<string, Times> = {};
const MEASURES: Readonly<Record<string, () => Times>> = {
  "rules/ours": () => ours("rules"),
  "rules/gx": () => peer("gx", "gx_rules.py"),
  "rules/pandera_pandas": () => peer("pandera", "pandera_rules.py", "pandas"),
  "rules/pandera_polars": () => peer("pandera", "pandera_rules.py", "polars"),
  "schema/ours": () => ours("schema"),
  "process/ours": () => ours("process"),
  "profile/ours": () => ours("profile"),
  "profile/polars": () => peer("polars", "profile_peer.py"),
  "parquet/ours": () => ours("parquet"),
  "parquet/pyarrow": () => peer("pyarrow", "read_peer.py", "pyarrow"),
  "arrow/ours": () => ours("arrow"),
  "arrow/pyarrow": () => peer("pyarrow", "read_peer.py", "pyarrow-arrow"),
  "csv/ours": () => ours("csv"),
  "csv/polars": () => peer("polars", "read_peer.py", "polars"),
};
for (let round = 0; round < rounds; round++)
  for (const [name, measure] of Object.entries(MEASURES)) measured[name] = least(measure, measured[name]);

const of = (name: string): Times => measured[name] as Times;
const pandera = Math.min(of("rules/pandera_pandas").warm, of("rules/pandera_polars").warm);
const size = quick ? "100k" : "1m";
const ratios: Record<string, number> = {
  [`rules_${size}_warm/gx`]: of("rules/gx").warm / of("rules/ours").warm,
  [`rules_${size}_cold/gx`]: of("rules/gx").cold / of("rules/ours").cold,
  [`rules_${size}_warm/pandera`]: pandera / of("rules/ours").warm,
  [`rules_${size}_memory/gx`]: of("rules/gx").memory / of("rules/ours").memory,
  [`parquet_rules_${size}/gx`]: of("rules/gx").process / of("process/ours").process,
  [`parquet_read_${size}/pyarrow`]: of("parquet/pyarrow").warm / of("parquet/ours").warm,
  [`arrow_read_${size}/pyarrow`]: of("arrow/pyarrow").warm / of("arrow/ours").warm,
  [`profile_${size}/polars`]: of("profile/polars").warm / of("profile/ours").warm,
  [`csv_read_${size}/polars`]: of("csv/polars").warm / of("csv/ours").warm,
};
for (const [key, ratio] of Object.entries(ratios)) ratios[key] = Number(ratio.toPrecision(3));
// A zod schema of 20 compiled fields, in rows per second of CPU; 10 million is the bar.
const rowsPerSecond = Math.round(rows / of("schema/ours").warm);
const result = {
  ratios,
  zod_rows_per_s: rowsPerSecond,
  rows,
  machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version },
  unit: "seconds of CPU (user and system), bytes of peak resident memory; the least of the rounds",
  measured,
};
if (!quick) {
  mkdirSync(join(here, "results"), { recursive: true });
  writeFileSync(join(here, "results", "data.json"), `${JSON.stringify(result, null, 1)}\n`);
}
if (!process.argv.includes("--json"))
  for (const [key, ratio] of Object.entries(ratios)) process.stdout.write(`${key.padEnd(28)} ${ratio}\n`);
if (!process.argv.includes("--json")) process.stdout.write(`${"zod_rows_per_s".padEnd(28)} ${rowsPerSecond}\n`);
process.stdout.write(`BENCH data ${JSON.stringify({ ratios, zod_rows_per_s: rowsPerSecond })}\n`);
