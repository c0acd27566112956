// `pnpm bench large-files [--quick]`: what `validateSource` takes beyond DuckDB's own memory on 3 GB of CSV and of Parquet. DuckDB's own is the peak of a process
// that has it answer the same questions without us, under the same memory limit. The files are made in the temporary folder and removed.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DataValidator, openDuckdb } from "@mlops/data";
import type { ValidationRuleInput } from "@mlops/models";

const LIMIT = "1GB";
const ROWS = { csv: 17_000_000, parquet: 23_000_000 };
type Kind = keyof typeof ROWS;

const ROW_RULES: ValidationRuleInput[] = [
  { type: "not_null", column: "id" },
  { type: "range", column: "x", min: 0, max: 1 },
  { type: "regex", column: "key", pattern: "^[0-9a-f]{32}$" },
  { type: "length", column: "note", min: 64, max: 64 },
  { type: "in_set", column: "city", values: Array.from({ length: 500 }, (_, i) => `city_${i}`) },
  { type: "expression", expression: "amount >= 0 and x <= 1" },
];
const WHOLE_RULES: ValidationRuleInput[] = [
  { type: "unique", column: "key" },
  { type: "distinct_count", column: "key", min: 1 },
  { type: "aggregate", column: "x", statistic: "median", min: 0.4, max: 0.6 },
  { type: "foreign_key", columns: ["id"], other: "other" },
];

/** What DuckDB alone is asked: to read every value, and the questions behind the rules about the whole table. */
const questions = (from: string) => ({
  rows: [`SELECT max(hash(COLUMNS(*))) FROM ${from}`],
  whole: [
    `SELECT count(*) FILTER (WHERE n > 1) FROM (SELECT count(*) OVER (PARTITION BY key) AS n FROM ${from} WHERE key IS NOT NULL)`,
    `SELECT count(DISTINCT key), median(x) FROM ${from}`,
    `SELECT count(*) FILTER (WHERE NOT k) FROM (SELECT EXISTS (SELECT 1 FROM ${from} b WHERE b.id = a.id) AS k FROM ${from} a WHERE id IS NOT NULL)`,
  ],
});
type Part = keyof ReturnType<typeof questions>;

async function alone(kind: Kind, part: Part, path: string, home: string): Promise<void> {
  type Api = {
    create_config(): object;
    set_config(config: object, name: string, value: string): void;
    open(path: string, config: object): Promise<object>;
    connect(database: object): Promise<object>;
    query(connection: object, sql: string): Promise<unknown>;
  };
  const api = createRequire(new URL("../packages/data/package.json", import.meta.url))("@duckdb/node-bindings") as Api;
  const options = { threads: String(cpus().length), memory_limit: LIMIT, temp_directory: home, enable_external_file_cache: "false" };
  const config = api.create_config();
  for (const [name, value] of Object.entries(options)) api.set_config(config, name, value);
  const connection = await api.connect(await api.open(":memory:", config));
  for (const sql of questions(`read_${kind}('${path}')`)[part]) await api.query(connection, sql);
}

async function ours(part: Part, path: string, home: string): Promise<void> {
  const options = { memoryLimit: LIMIT, home, ...(part === "whole" ? { tables: { other: path } } : {}) };
  const result = await new DataValidator(part === "whole" ? WHOLE_RULES : ROW_RULES).validateSource(path, options);
  if (!result.isValid) throw new Error(result.message);
}

async function make(kind: Kind, path: string, rows: number, home: string): Promise<void> {
  const engine = await openDuckdb({ home });
  const half = (factor: number) => `md5(CAST(i * ${factor} AS VARCHAR))`;
  const share = (factor: number) => `hash(i * ${factor}) / 1.8446744073709552e19`;
  await engine.exec(`COPY (SELECT i AS id, ${half(1)} AS key, ${share(3)} AS x, ${share(5)} AS y, CAST(hash(i * 7) % 1000000 AS INTEGER) AS amount,
    'city_' || hash(i * 11) % 500 AS city, ${half(13)} || ${half(17)} AS note, TIMESTAMP '2020-01-01' + to_seconds(CAST(hash(i * 19) % 100000000 AS BIGINT)) AS moment
    FROM range(${rows}) t(i)) TO '${path}' (FORMAT ${kind})`);
  await engine.close();
}

const [who, kind, part, path = "", home = ""] = process.argv.slice(process.argv.indexOf("--measure") + 1);
if (process.argv.includes("--measure")) {
  if (who === "ours") await ours(part as Part, path, home);
  else await alone(kind as Kind, part as Part, path, home);
  const { user, system } = process.cpuUsage();
  process.stdout.write(JSON.stringify({ peak: process.resourceUsage().maxRSS * 1024, cpu: (user + system) / 1e6 }));
} else await compare();

async function compare(): Promise<void> {
  const quick = process.argv.includes("--quick");
  const folder = mkdtempSync(join(tmpdir(), "mlops-large-"));
  const beyond: Record<string, number> = {};
  const measured: Record<string, { peak: number; cpu: number }> = {};
  const bytes: Record<string, number> = {};
  try {
    for (const kind of ["csv", "parquet"] as const) {
      const file = join(folder, `rows.${kind}`);
      await make(kind, file, ROWS[kind] / (quick ? 20 : 1), folder);
      bytes[kind] = statSync(file).size;
      for (const part of ["rows", "whole"] as const) {
        const measure = (who: string): { peak: number; cpu: number } => {
          const self = fileURLToPath(import.meta.url);
          const args = ["--conditions=@mlops/source", self, "--measure", who, kind, part, file, folder];
          return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as { peak: number; cpu: number };
        };
        const own = measure("engine");
        const all = measure("ours");
        measured[`${kind}_${part}/engine`] = own;
        measured[`${kind}_${part}/ours`] = all;
        beyond[`${kind}_${part}`] = Math.round((all.peak - own.peak) / 1e6);
        process.stdout.write(
          `${`${kind}, ${part}`.padEnd(16)} ${beyond[`${kind}_${part}`]} MB beyond the engine's ${Math.round(own.peak / 1e6)} MB\n`,
        );
      }
      rmSync(file);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
  const unit = "beyond: MB of peak resident memory above DuckDB's own; peak: bytes; cpu: seconds";
  if (quick) return;
  mkdirSync(join(import.meta.dirname, "results"), { recursive: true });
  writeFileSync(
    join(import.meta.dirname, "results", "large-files.json"),
    `${JSON.stringify({ beyond, bytes, memoryLimit: LIMIT, machine, unit, measured }, null, 1)}\n`,
  );
}
