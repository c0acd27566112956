import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  type ColumnSummary,
  ConfigError,
  type DataProfile,
  DataValidator,
  dataDocs,
  describeSource,
  importExpectations,
  inferRules,
  located,
  profileSource,
  type ValidationRuleInput,
} from "@mlops/all";
import { figure, writeReport } from "@mlops/core/report";
import { columnOf } from "@mlops/core/table";
import { alignColumns } from "../output/columns.ts";
import { brokenRules } from "../output/rule-table.ts";
import { paint } from "../output/terminal.ts";
import type { Session } from "../session.ts";
import { type FileOptions, loadFile } from "./pipeline-file.ts";

export interface ReportOption {
  readonly report?: string;
}

async function saveReport({ terminal, json }: Session, file: string | undefined, page: () => Promise<string>): Promise<void> {
  if (file === undefined) return;
  await writeReport(resolve(file), await page());
  if (!json) terminal.out(`report ${resolve(file)}\n`);
}

function summary({ kind, top, numbers }: ColumnSummary): string {
  if (numbers !== undefined && kind !== "timestamp")
    return `${figure(numbers.min)} to ${figure(numbers.max)}, median ${figure(numbers.quantiles["0.5"])}`;
  if (numbers?.min != null && numbers.max != null)
    return `${new Date(numbers.min).toISOString().slice(0, 10)} to ${new Date(numbers.max).toISOString().slice(0, 10)}`;
  return top
    .slice(0, 3)
    .map(({ value, count }) => `${value.slice(0, 24)} (${count})`)
    .join(", ");
}

function profileTable({ columns }: DataProfile): string {
  const rows = Object.entries(columns).map(([name, column]) => [
    name,
    column.kind,
    figure(column.missing),
    `${column.approximate?.distinct ? "about " : ""}${figure(column.distinct)}`,
    summary(column),
  ]);
  return alignColumns(["column", "kind", "missing", "different", "values"], rows);
}

/** `mlops data profile`: what each column of a file holds. */
export async function dataProfileCommand(session: Session, input: string, options: ReportOption): Promise<number> {
  const { terminal, json, home, signal } = session;
  const found = await profileSource(input, { home, signal });
  if (json) terminal.out(`${JSON.stringify({ ...found, exitCode: 0 })}\n`);
  else terminal.out(`${figure(found.rows)} rows\n${profileTable(found)}`);
  await saveReport(session, options.report, () => dataDocs({ title: input, profile: found }));
  return 0;
}

/** `mlops data infer`: rules that a file keeps, as JSON that `mlops data check` takes. */
export async function dataInferCommand(session: Session, input: string): Promise<number> {
  const { terminal, json, home, signal } = session;
  const rules = inferRules(await profileSource(input, { home, signal, correlate: 0 }));
  if (json) terminal.out(`${JSON.stringify({ rules, exitCode: 0 })}\n`);
  else
    terminal.out(
      `${JSON.stringify(
        rules.map(({ rule, confidence, reason }) => ({ ...rule, description: `${reason} (${confidence})` })),
        null,
        2,
      )}\n`,
    );
  return 0;
}

/** Rules of a file: a list, an object with `rules`, or a Great Expectations suite. */
async function readRules(file: string, { terminal }: Session): Promise<readonly ValidationRuleInput[]> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new ConfigError({ code: "CONFIG_FILE_UNREADABLE", file, detail: (cause as Error).message, hint: "give a JSON file", cause });
  }
  if (Array.isArray(content)) return content as ValidationRuleInput[];
  const { rules } = (content ?? {}) as { rules?: unknown };
  if (Array.isArray(rules))
    return rules.map((one: { rule?: unknown }) => (typeof one?.rule === "object" ? one.rule : one) as ValidationRuleInput);
  const suite = importExpectations(content);
  for (const { index, type, reason } of suite.unmapped)
    terminal.err(`${paint(terminal, "yellow", "warning")} expectation ${index} (${type}) is left out: ${reason}\n`);
  return suite.rules;
}

/** `mlops data check`: a file against rules; ends with 4 where an error rule is broken. */
export async function dataCheckCommand(session: Session, input: string, options: ReportOption & { rules: string }): Promise<number> {
  const { terminal, json, home, signal } = session;
  const validator = new DataValidator(await readRules(options.rules, session));
  const result = await validator.validateSource(input, { home, signal });
  const exitCode = result.isValid ? 0 : 4;
  if (json) terminal.out(`${JSON.stringify({ ...result, exitCode })}\n`);
  else {
    terminal.out(`${result.isValid ? paint(terminal, "green", "valid") : paint(terminal, "red", "not valid")}: ${result.message}\n`);
    if (result.validationErrors.length > 0) terminal.out(brokenRules(result.validationErrors));
  }
  await saveReport(session, options.report, async () =>
    dataDocs({ title: input, result, rules: validator.rules, profile: await profileSource(input, { home, signal }) }),
  );
  return exitCode;
}

const TYPES = { numeric: "number", bigint: "bigint", boolean: "boolean", string: "string", timestamp: "timestamp" } as const;

/** `mlops data types`: the columns of a pipeline's data, as a module for `Table<typeof schema>`. */
export async function dataTypesCommand(session: Session, file: string, options: FileOptions): Promise<number> {
  const { terminal, json, home, signal } = session;
  const { dataConfig } = await loadFile(file, options);
  if (dataConfig === undefined)
    throw new ConfigError({ code: "CONFIG_INVALID", detail: "there is no data_config", hint: "name the table to read" });
  const table = await describeSource(located(dataConfig.source, resolve(file)), { home, signal });
  const schema = Object.fromEntries(table.columnNames().map((name) => [name, TYPES[columnOf(table, name).kind]]));
  if (json) terminal.out(`${JSON.stringify({ schema, exitCode: 0 })}\n`);
  else
    terminal.out(
      `/** The columns that ${file} reads. */\nexport declare const schema: ${JSON.stringify(schema, null, 2)
        .replace(/"(\w+)": /g, "readonly $1: ")
        .replace(/,\n/g, ";\n")};\n`,
    );
  return 0;
}
