// `pnpm bench <area> [--quick] [--json]`: ours beside its peers in one run.
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./step.ts";

/** What is to be compared, each with its peers; an area is built when `bench/<area>.ts` exists. */
const AREAS: Readonly<Record<string, string>> = {
  data: "DataValidator beside pandera and Great Expectations",
  features: "FeatureTransformer beside scikit-learn",
  training: "ModelTrainer beside scikit-learn and LightGBM",
  drift: "DriftDetector beside Evidently",
  "large-files": "memory of rules on 3 GB of CSV and Parquet beside DuckDB alone",
  calibration: "false alarms and power of the drift methods beside Evidently",
  serving: "the model server beside FastAPI and MLServer",
};

const fileOf = (area: string): string => path.join(root, "bench", `${area}.ts`);
const [area = ""] = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));

if (Object.hasOwn(AREAS, area) && existsSync(fileOf(area))) await import(pathToFileURL(fileOf(area)).href);
else {
  const known = Object.hasOwn(AREAS, area);
  process.stderr.write(
    known ? `NOT_SUPPORTED: the benchmark "${area}" is not built yet\n` : "usage: pnpm bench <area> [--quick] [--json]\n",
  );
  for (const [name, what] of Object.entries(AREAS)) {
    process.stderr.write(`  ${name.padEnd(12)} ${what}${existsSync(fileOf(name)) ? "" : " (not built yet)"}\n`);
  }
  process.exitCode = known ? 1 : 3;
}
