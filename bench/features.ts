// `pnpm bench features [--quick] [--json]`: the steps of a FeatureTransformer beside scikit-learn's ColumnTransformer. Ratios are peer ÷ ours.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { rowsFolder } from "./data/rows.ts";
import { peerPython, runJson } from "./peer.ts";

const here = import.meta.dirname;
const quick = process.argv.includes("--quick");
const rows = quick ? 100_000 : 1_000_000;
const rounds = quick ? 1 : 2;

// Ours runs as it is published: built, with its types gone.
execFileSync(
  "pnpm",
  ["exec", "turbo", "run", "build", "--filter=@mlops/data", "--filter=@mlops/feature-engineering", "--output-logs=errors-only"],
  {
    cwd: join(here, ".."),
    stdio: ["ignore", "ignore", "inherit"],
  },
);

interface Figures {
  /** Seconds of CPU of fitting and transforming, the first time and after it. */
  readonly cold: number;
  readonly fit: number;
  /** Of transforming alone. */
  readonly transform: number;
  /** Bytes of the peak beyond the table. */
  readonly memory: number;
  readonly means: Readonly<Record<string, number>>;
}

const folder = rowsFolder(rows);
const sklearn = peerPython("features-sklearn", ["scikit-learn", "pandas", "pyarrow"]);
const MEASURES: Readonly<Record<string, () => Figures>> = {
  ours: () => runJson<Figures>(process.execPath, [join(here, "features", "ours.mjs"), folder]),
  sklearn: () => runJson<Figures>(sklearn, [join(here, "features", "sklearn_peer.py"), folder]),
};

const measured: Record<string, Figures> = {};
for (let round = 0; round < rounds; round++)
  for (const [name, measure] of Object.entries(MEASURES)) {
    const found = measure();
    const former = measured[name] ?? found;
    const lower = (key: "cold" | "fit" | "transform" | "memory"): number => Math.min(found[key], former[key]);
    measured[name] = { ...found, cold: lower("cold"), fit: lower("fit"), transform: lower("transform"), memory: lower("memory") };
  }

const of = (name: string): Figures => measured[name] as Figures;
for (const [name, mean] of Object.entries(of("sklearn").means)) {
  const own = of("ours").means[name] ?? Number.NaN;
  if (!(Math.abs(own - mean) <= 1e-9 * Math.max(1, Math.abs(mean))))
    throw new Error(`the mean of ${name} is ${own}, scikit-learn's ${mean}`);
}

const size = quick ? "100k" : "1m";
const ratios: Record<string, number> = {};
for (const key of ["fit", "cold", "transform", "memory"] as const)
  ratios[`features_${size}_${key}/sklearn`] = Number((of("sklearn")[key] / of("ours")[key]).toPrecision(3));
const figures = Object.fromEntries(Object.entries(measured).map(([name, { means: _, ...rest }]) => [name, rest]));
const unit = "seconds of CPU (user and system), bytes of peak resident memory beyond the table; the least of the rounds";
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
if (!quick) {
  mkdirSync(join(here, "results"), { recursive: true });
  writeFileSync(join(here, "results", "features.json"), `${JSON.stringify({ ratios, rows, machine, unit, measured: figures }, null, 2)}\n`);
}
if (!process.argv.includes("--json"))
  for (const [key, ratio] of Object.entries(ratios)) process.stdout.write(`${key.padEnd(28)} ${ratio}\n`);
process.stdout.write(`BENCH features ${JSON.stringify({ ratios })}\n`);
