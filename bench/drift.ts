// `pnpm bench drift [--quick] [--ours] [--json]`: drift of 20 columns beside Evidently and beside scipy by hand. CPU seconds (user and system); cold is the first call of a process, imports
// and loading excluded on both sides, warm the fifth; peers that take more than 20 s run twice, everything else five times, alternating; the least of several counts. `--ours` measures our side alone and
// keeps the peers' figures of the last run, which take minutes. What a second thread is worth is wall time, so LightGBM's own second thread is measured in the same run, whichever it is.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { peerPython, runJson } from "./peer.ts";

interface Measured {
  readonly runs: readonly number[];
  readonly process: number;
  /** MB. */
  readonly peak: number;
  readonly imported?: number;
}

const quick = process.argv.includes("--quick");
const oursOnly = process.argv.includes("--ours") && !quick;
const here = path.join(import.meta.dirname, "drift");
const python = peerPython("drift", ["evidently==0.7.23", "pandas<3", "pyarrow", "scipy"]);
const LARGE = quick ? 100_000 : 1_000_000;
const SMALL = 10_000;
const WARM = 5;

// Ours runs as it is published: built, with its types gone.
execFileSync(
  "pnpm",
  ["exec", "turbo", "run", "build", "--filter=@mlops/drift-detection", "--filter=@mlops/data", "--output-logs=errors-only"],
  {
    cwd: path.join(import.meta.dirname, ".."),
    stdio: ["ignore", "ignore", "inherit"],
  },
);

const folderOf = (rows: number): string => path.join(import.meta.dirname, ".data", "drift", String(rows));
for (const rows of [SMALL, LARGE]) {
  if (existsSync(path.join(folderOf(rows), "current.parquet"))) continue;
  mkdirSync(folderOf(rows), { recursive: true });
  execFileSync(python, [path.join(here, "generate.py"), String(rows), folderOf(rows)], { stdio: "inherit" });
}

const peer = (name: string, rows: number, repeats: number): Measured =>
  runJson(python, [path.join(here, `${name}_peer.py`), folderOf(rows), String(repeats)]);
const ours = (mode: string, rows: number, repeats: number): Measured =>
  runJson(process.execPath, [path.join(here, "ours.mjs"), mode, folderOf(rows), String(repeats)]);
const say = (text: string): void => {
  if (!process.argv.includes("--json")) process.stderr.write(`${text}\n`);
};

/** Ours and a peer in turns, each in a process of its own per turn. */
function alternate(turns: number, peerTurns: number, us: () => Measured, them: () => Measured): { us: Measured[]; them: Measured[] } {
  const found = { us: [] as Measured[], them: [] as Measured[] };
  for (let turn = 0; turn < turns; turn++) {
    found.us.push(us());
    if (turn < peerTurns) found.them.push(them());
  }
  return found;
}

const round = (x: number): number => Number(x.toPrecision(3));
const least = (all: readonly Measured[], figure: (one: Measured) => number): number => Math.min(...all.map(figure));
const first = (one: Measured): number => one.runs[0] as number;
const last = (one: Measured): number => one.runs.at(-1) as number;

interface Report {
  readonly seconds: Readonly<Record<string, { readonly evidently: number; readonly scipy: number }>>;
  readonly megabytes: { readonly parquet_1m: { readonly evidently: number } };
}
const file = path.join(import.meta.dirname, "results", "drift.json");
const former = oursOnly ? (JSON.parse(readFileSync(file, "utf8")) as Report) : undefined;
const turns = oursOnly ? 0 : 1;

say(`evidently and ours, ${SMALL} rows`);
const small = alternate(
  quick ? 2 : 5,
  turns * (quick ? 1 : 3),
  () => ours("memory", SMALL, WARM),
  () => peer("evidently", SMALL, WARM),
);
say(`evidently and ours, ${LARGE} rows`);
const large = alternate(
  quick ? 2 : 5,
  turns * (quick ? 1 : 2),
  () => ours("memory", LARGE, WARM),
  () => peer("evidently", LARGE, 1),
);
say(`scipy by hand, ${LARGE} rows`);
const scipy = Array.from({ length: turns * (quick ? 1 : 2) }, () => peer("scipy", LARGE, WARM));
say(`ours from Parquet, ${LARGE} rows`);
const parquet = Array.from({ length: quick ? 1 : 5 }, () => ours("parquet", LARGE, 1));

/** The least of what was measured now, else what the last run found. */
const theirs = (all: readonly Measured[], figure: (one: Measured) => number, key: string, who: "evidently" | "scipy"): number =>
  former === undefined ? least(all, figure) : (former.seconds[key]?.[who] as number);

say("a second thread, ours and LightGBM's");
const wide = Array.from({ length: quick ? 1 : 4 }, () => [ours("workers", LARGE, 1), ours("workers", LARGE, 2)] as const);
const walls = [
  least(
    wide.map(([one]) => one),
    first,
  ),
  least(
    wide.map(([, two]) => two),
    first,
  ),
];
const lightgbm: { readonly runs: readonly number[] } = runJson(peerPython("drift-lightgbm", ["lightgbm==4.7.0", "numpy==2.4.6"]), [
  path.join(here, "lightgbm_peer.py"),
  quick ? "2" : "6",
]);
const load = os.loadavg()[0] as number;
const speedup = (walls: readonly number[]): number => (walls[0] as number) / (walls[1] as number);
/** Where others hold the second core LightGBM's threads wait for each other, and the ratio says nothing: it is left out. */
const secondCore = speedup(lightgbm.runs) >= 1.2;
if (!secondCore) say(`a second thread slows LightGBM down (load ${round(load)}): nothing to compare with`);

say("profiles beside profiles");
const profiles = ours("profiles", SMALL, WARM);
/** 20 columns, 100 times. */
const pairsPerSecond = Math.round(2000 / Math.min(...profiles.runs));

const seconds = {
  "1m_cold": { ours: least(large.us, first), evidently: theirs(large.them, first, "1m_cold", "evidently") },
  "1m_warm": {
    ours: least(large.us, last),
    evidently: theirs(large.them, last, "1m_warm", "evidently"),
    scipy: theirs(scipy, last, "1m_warm", "scipy"),
  },
  "10k_cold": { ours: least(small.us, first), evidently: theirs(small.them, first, "10k_cold", "evidently") },
  "10k_warm": { ours: least(small.us, last), evidently: theirs(small.them, last, "10k_warm", "evidently") },
  parquet_1m: {
    ours: least(parquet, (one) => one.process),
    evidently: theirs(large.them, (one) => one.process, "parquet_1m", "evidently"),
  },
  import: { ours: least(small.us, (one) => one.imported as number) },
  "10k_cold with import": { ours: least(small.us, (one) => (one.imported as number) + first(one)) },
};
const megabytes = {
  parquet_1m: {
    ours: least(parquet, (one) => one.peak),
    evidently: former?.megabytes.parquet_1m.evidently ?? least(large.them, (one) => one.peak),
  },
};
const ratios = {
  "1m_cold/evidently": round(seconds["1m_cold"].evidently / seconds["1m_cold"].ours),
  "1m_warm/evidently": round(seconds["1m_warm"].evidently / seconds["1m_warm"].ours),
  "1m_warm/scipy": round(seconds["1m_warm"].scipy / seconds["1m_warm"].ours),
  "10k_cold/evidently": round(seconds["10k_cold"].evidently / seconds["10k_cold"].ours),
  "10k_warm/evidently": round(seconds["10k_warm"].evidently / seconds["10k_warm"].ours),
  "parquet_1m/evidently": round(seconds.parquet_1m.evidently / seconds.parquet_1m.ours),
  "parquet_1m_memory/evidently": round(megabytes.parquet_1m.evidently / megabytes.parquet_1m.ours),
  ...(secondCore ? { "workers_2/lightgbm_speedup": round(speedup(walls) / speedup(lightgbm.runs)) } : {}),
};
const threads = ([one, two]: readonly number[]) => ({ one, two });
/** Wall seconds on one thread and on two, and the load average when they were measured: both ratios fall when the cores are taken. */
const workers = {
  columns: 100,
  ours: threads(walls),
  lightgbm: threads(lightgbm.runs),
  load: round(load),
  cores: os.availableParallelism(),
};
const report = {
  area: "drift",
  rows: { large: LARGE, small: SMALL, columns: 20 },
  node: process.version,
  processor: os.cpus()[0]?.model ?? "unknown",
  peers: { evidently: "0.7.23", lightgbm: "4.7.0", measured: oursOnly ? "in an earlier run" : "in this run" },
  seconds,
  megabytes,
  workers,
  profiles: { featurePairsPerSecond: pairsPerSecond },
  ratios,
};
if (quick) say("quick: fewer rows, nothing is written");
else writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
process.stdout.write(`${JSON.stringify({ seconds, megabytes, workers, pairsPerSecond })}\nBENCH drift ${JSON.stringify({ ratios })}\n`);
