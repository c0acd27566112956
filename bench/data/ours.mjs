// One measurement of ours, as published, in a process of its own: `ours.mjs FOLDER rules|schema|process|profile|parquet|arrow|csv`, or `arrow-file` to write what is read; prints JSON.
import { join } from "node:path";
import { DataValidator, profile, readTable, rulesOf, writeTable } from "@mlops/data";
import { cpuSeconds, fresh } from "./fresh.mjs";
import { BENCH_RULES } from "./rules.mjs";

const [folder = ".", what = "rules"] = process.argv.slice(2);

async function timed(runs, work) {
  const times = [];
  for (let run = 0; run < runs; run++) {
    const from = process.cpuUsage();
    await work();
    times.push(cpuSeconds(from));
  }
  return { cold: times[0], warm: Math.min(...times.slice(1)) };
}

const memory = () => process.resourceUsage().maxRSS * 1024;

if (what === "process") {
  const result = await new DataValidator(BENCH_RULES).validateSource(join(folder, "rows.parquet"));
  process.stdout.write(JSON.stringify({ failed: result.failedRules, process: cpuSeconds({ user: 0, system: 0 }), memory: memory() }));
} else if (what === "rules") {
  const table = await readTable(join(folder, "rows.parquet"));
  const validator = new DataValidator(BENCH_RULES);
  const from = process.cpuUsage();
  const first = validator.validate(fresh(table));
  const cold = cpuSeconds(from);
  const peak = memory();
  const { warm } = await timed(9, () => validator.validate(fresh(table)));
  process.stdout.write(JSON.stringify({ failed: first.failedRules, rules: BENCH_RULES.length, cold, warm, memory: peak }));
} else if (what === "schema") {
  const { BENCH_SCHEMA } = await import("./row-schema.mjs");
  const table = await readTable(join(folder, "rows.parquet"));
  const { rules, custom } = rulesOf(BENCH_SCHEMA);
  const validator = new DataValidator(rules, { custom });
  if (!validator.validate(table).isValid) throw new Error("the rows do not keep the schema");
  process.stdout.write(JSON.stringify({ rules: rules.length, ...(await timed(10, () => validator.validate(fresh(table)))) }));
} else if (what === "profile") {
  const table = await readTable(join(folder, "rows.parquet"));
  process.stdout.write(JSON.stringify(await timed(3, () => profile(fresh(table), { correlate: 0 }))));
} else if (what === "arrow-file") {
  await writeTable(await readTable(join(folder, "rows.parquet")), join(folder, "rows.arrow"));
  process.stdout.write("{}");
} else {
  const path = join(folder, `rows.${what}`);
  process.stdout.write(JSON.stringify(await timed(5, () => readTable(path))));
}
