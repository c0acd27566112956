// `pnpm bench calibration [--quick]`: false alarms at a nominal 5% without drift, and power, of every method beside Evidently's defaults; writes docs/calibration.md.
import { writeFileSync } from "node:fs";
import path from "node:path";
import {
  alarmsOf,
  isPermutation,
  miscalibrated,
  type Population,
  type Sizes,
} from "../packages/drift-detection/src/calibration/simulate.ts";
import { peerPython, runJson } from "./peer.ts";

const quick = process.argv.includes("--quick");
const RUNS = quick ? 200 : 2000;
const POWER_RUNS = quick ? 50 : 300;
/** Methods that draw permutations: fewer pairs, and none of many rows. */
const DRAWN_RUNS = 300;
const DRAWN_POWER_RUNS = 40;
const DRAWN_UP_TO = 1001;
const SIZES: readonly Sizes[] = [
  [60, 60],
  [800, 800],
  [5000, 5000],
  [1001, 60],
];
const NUMERIC: readonly Population[] = ["normal", "integers"];
const CATEGORICAL: readonly Population[] = [2, 3, 5, 20];
const SHIFT = { numeric: 0.2, categorical: 0.05 };

const python = peerPython("drift", ["evidently==0.7.23", "pandas<3", "pyarrow", "scipy"]);
const sizeName = ([n, m]: Sizes): string => `${n}, ${m}`;
const populationName = (population: Population): string => (typeof population === "number" ? `${population} categories` : population);
const wrong: string[] = [];

/** Shares of alarms by method and by population and sizes. */
function shares(populations: readonly Population[], runs: number, shift: number): Map<string, Map<string, number>> {
  const table = new Map<string, Map<string, number>>();
  for (const population of populations)
    for (const sizes of SIZES) {
      const key = `${populationName(population)}: ${sizeName(sizes)}`;
      for (const drawn of [false, true]) {
        if (drawn && Math.max(...sizes) > DRAWN_UP_TO) continue;
        const pairs = drawn ? Math.min(runs, shift === 0 ? DRAWN_RUNS : DRAWN_POWER_RUNS) : runs;
        const alarms = alarmsOf(population, sizes, pairs, shift, (method) => isPermutation(method, population) === drawn);
        for (const [method, count] of Object.entries(alarms)) {
          const row = table.get(method) ?? new Map<string, number>();
          table.set(method, row.set(key, count / pairs));
          const problem = shift === 0 ? miscalibrated(method, count, pairs, population, sizes) : null;
          if (problem !== null) wrong.push(problem);
        }
      }
      process.stderr.write(`${key}, shift ${shift}\n`);
    }
  return table;
}

interface PeerTask {
  readonly population: Population;
  readonly sizes: Sizes;
  readonly runs: number;
  readonly shift: number;
}

function evidently(tasks: readonly PeerTask[]): Map<string, number> {
  const found = runJson<number[]>(python, [path.join(import.meta.dirname, "drift", "calibration_peer.py"), JSON.stringify(tasks)]);
  return new Map(tasks.map(({ population, sizes }, i) => [`${populationName(population)}: ${sizeName(sizes)}`, found[i] as number]));
}

const percent = (share: number | undefined): string => (share === undefined ? "" : `${(100 * share).toFixed(1)}`);

function markdown(rows: ReadonlyMap<string, ReadonlyMap<string, number>>): string {
  const columns = [...new Set([...rows.values()].flatMap((row) => [...row.keys()]))];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const body = [...rows].map(([name, row]) => line([name, ...columns.map((column) => percent(row.get(column)))]));
  return [line(["method", ...columns]), line(["---", ...columns.map(() => "--:")]), ...body].join("\n");
}

const sections: string[] = [];
for (const [title, populations, shift] of [
  ["False alarms, numbers", NUMERIC, 0],
  ["False alarms, categories", CATEGORICAL, 0],
  [`Power, numbers moved by ${SHIFT.numeric} standard deviations`, NUMERIC, SHIFT.numeric],
  [`Power, the first category gains ${100 * SHIFT.categorical}% of the rows`, CATEGORICAL, SHIFT.categorical],
] as const) {
  const runs = shift === 0 ? RUNS : POWER_RUNS;
  const table = shares(populations, runs, shift);
  const peerRuns = Math.min(runs, quick ? 20 : 200);
  table.set(
    "Evidently's default",
    evidently(populations.flatMap((population) => SIZES.map((sizes) => ({ population, sizes, runs: peerRuns, shift })))),
  );
  sections.push(
    `## ${title}\n\nAlarms in percent of ${runs} pairs of samples (methods that draw permutations: ${Math.min(runs, shift === 0 ? DRAWN_RUNS : DRAWN_POWER_RUNS)}; Evidently: ${peerRuns}), by what is drawn and by the rows of both samples.\n\n${markdown(table)}`,
  );
}

const text = `# Calibration of drift detection

How often each method of \`@mlops/drift-detection\` gives p < 0.05, one column at a time and without a floor of the effect, beside the test that Evidently 0.7.23 takes
by default for such a column and such sizes (its own threshold). Written by \`pnpm bench calibration\`; the pairs of samples are seeded. A method may not be above 7% for
certain (exact 99.9% interval), nor, where its statistic is not discrete, below 3%: ${wrong.length === 0 ? "none is" : `these are: ${wrong.join("; ")}`}.

The defaults are \`ks\` for numbers and \`chi_squared\` for categories (\`fisher\` for two of which one is rare). Statistics of few values (\`ks\` of small samples, \`fisher\`, two categories) cannot
reach 5% and stay below it.

${sections.join("\n\n")}
`;
if (!quick) writeFileSync(path.join(import.meta.dirname, "..", "docs", "calibration.md"), text);
else process.stdout.write(text);
process.stdout.write(`BENCH calibration ${JSON.stringify({ wrong })}\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
