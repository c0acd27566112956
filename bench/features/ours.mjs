// One measurement of ours, as published, in a process of its own: `ours.mjs FOLDER`; prints JSON.
import { join } from "node:path";
import { readTable } from "@mlops/data";
import { FeatureTransformer } from "@mlops/feature-engineering";
import { cpuSeconds, fresh } from "../data/fresh.mjs";
import { FEATURES } from "./steps.mjs";

const [folder = "."] = process.argv.slice(2);

const table = await readTable(join(folder, "rows.parquet"));
const before = process.resourceUsage().maxRSS * 1024;
const fits = [];
const transforms = [];
let means = {};
let memory = 0;
for (let run = 0; run < 6; run++) {
  const training = fresh(table);
  let from = process.cpuUsage();
  const fitted = new FeatureTransformer(FEATURES).fit(training);
  fitted.toMatrix(training);
  fits.push(cpuSeconds(from));
  memory ||= process.resourceUsage().maxRSS * 1024 - before;
  const rows = fresh(table);
  from = process.cpuUsage();
  const { columns } = fitted.toMatrix(rows);
  transforms.push(cpuSeconds(from));
  if (run === 0)
    means = Object.fromEntries(
      fitted.outputNames.map((name, i) => {
        let sum = 0;
        for (const value of columns[i]) sum += value;
        return [name, sum / rows.numRows()];
      }),
    );
}
const least = (runs) => Math.min(...runs.slice(1));
process.stdout.write(JSON.stringify({ cold: fits[0], fit: least(fits), transform: least(transforms), memory, means }));
