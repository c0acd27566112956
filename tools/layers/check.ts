// Fails on an import that points up or sideways: `pnpm layers`.
import path from "node:path";
import { cruiseLayers } from "./cruise.ts";

const { summary } = await cruiseLayers(path.resolve(import.meta.dirname, "../.."));
for (const { rule, from, to } of summary.violations) process.stderr.write(`${from} imports ${to}: ${rule.name}\n`);
process.stdout.write(
  `${summary.totalCruised} modules, ${summary.totalDependenciesCruised ?? 0} imports, ${summary.violations.length} forbidden\n`,
);
process.exitCode = summary.violations.length > 0 ? 1 : 0;
