import { basename } from "node:path";
import type { StageContext } from "@mlops/core/pipeline";
import type { TableProfile } from "@mlops/core/profile";
import type { Holdout, SplitTables } from "@mlops/core/stage";
import { columnMissing, type TableLike } from "@mlops/core/table";
import { located, readTable } from "@mlops/data";
import { profileInFile } from "@mlops/drift-detection";
import { ConfigError, DataError, type DataSource, type MonitoringConfig, PipelineError } from "@mlops/models";
import { bundleProfile } from "./bundle-profile.ts";
import { type LoggedAnswers, loggedRows } from "./inference-log.ts";
import type { ScoringModel } from "./scoring-model.ts";

/** A table with what it is called. */
export interface NamedTable {
  readonly name: string;
  readonly table: TableLike;
}

/** A saved profile that stands for rows, with what it is called. */
export interface NamedProfile {
  readonly name: string;
  readonly profile: TableProfile;
}

/** What a monitoring stage looks at. */
export interface MonitoredTables {
  /** What features are compared with. */
  readonly reference: NamedTable | NamedProfile;
  /** What performance is compared with; `inSample` where the model has learned from these rows. A profile has no rows to measure. */
  readonly judged: (NamedTable & { readonly inSample: boolean }) | undefined;
  readonly current: NamedTable & Pick<Holdout, "groupBy"> & { readonly logged?: LoggedAnswers };
  /** Labels that come in a table of their own. */
  readonly labels: TableLike | undefined;
}

type Where = Pick<StageContext, "signal" | "home" | "pipelineFile">;

/**
 * Reads the tables that the configuration names; those it does not name come from the stages before: the training rows (and for performance the rows the
 * model was chosen on), and the rows kept out of training. Without such stages the reference is the profile in the bundle of `modelUri`.
 * @throws PipelineError `STAGE_INPUT_MISSING`; ConfigError `CONFIG_INVALID` where it is not clear which holdout is meant; DataError
 */
export async function monitoredTables(
  config: MonitoringConfig,
  context: StageContext,
  model: ScoringModel | undefined,
): Promise<MonitoredTables> {
  const upstream = context.inputs.feature?.raw ?? context.inputs.data;
  const missing = (what: "reference" | "current"): PipelineError =>
    new PipelineError({
      code: "STAGE_INPUT_MISSING",
      stage: context.run.stage,
      dependency: "a data stage",
      hint: `let it depend on a data stage, or name monitoringConfig.${what}${config.modelUri !== undefined && what === "reference" ? "; the bundle of modelUri keeps no profile" : ""}`,
    });
  const saved =
    config.reference === undefined && upstream === undefined && config.modelUri !== undefined ? bundleProfile(model) : undefined;
  if (config.reference === undefined && upstream === undefined && saved === undefined) throw missing("reference");
  const elsewhere = config.current !== undefined || config.inferenceLog !== undefined;
  if (!elsewhere && upstream === undefined) throw missing("current");
  const reference = config.reference === undefined ? saved : await readReference(config.reference, context);
  const current = await currentOf(config, context, upstream);
  for (const one of [...(reference ? [reference] : []), current])
    if (rowsIn(one) === 0) throw new DataError({ code: "TABLE_EMPTY", message: `${one.name} has no rows` });
  const judged = reference === undefined ? judgedOf(upstream as SplitTables) : { ...reference, inSample: false };
  return {
    reference: reference ?? { name: "train", table: (upstream as SplitTables).train },
    judged: "profile" in judged ? undefined : judged,
    current,
    labels: config.labels === undefined ? undefined : (await read(config.labels.source, context)).table,
  };
}

/** Rows of a table, or those that a profile is of. */
export const rowsIn = (one: NamedTable | NamedProfile): number => ("profile" in one ? one.profile.rows : one.table.numRows());

async function readReference(source: DataSource, where: Where): Promise<NamedTable | NamedProfile> {
  const { path } = located(source, where.pipelineFile);
  const profile = await profileInFile(path);
  return profile === undefined ? read(source, where) : { name: basename(path), profile };
}

async function currentOf(
  config: MonitoringConfig,
  context: StageContext,
  upstream: SplitTables | undefined,
): Promise<MonitoredTables["current"]> {
  if (config.inferenceLog !== undefined) return loggedRows(config, context);
  return config.current === undefined ? holdoutOf(upstream as SplitTables, config) : readRows(config.current, context);
}

/** Current rows are cut into windows: a profile will not do. */
async function readRows(source: DataSource, where: Where): Promise<NamedTable> {
  const { path } = located(source, where.pipelineFile);
  const detail = "it is a profile, and current rows are needed";
  if ((await profileInFile(path)) !== undefined)
    throw new DataError({
      code: "FILE_MALFORMED",
      file: path,
      detail,
      hint: "give a table, or compare two profiles with mlops drift check",
    });
  return read(source, where);
}

async function read(source: DataSource, { signal, home, pipelineFile }: Where): Promise<NamedTable> {
  const whole = located(source, pipelineFile);
  return { name: basename(whole.path), table: await readTable(whole, { signal, home }) };
}

/** The rows the model was chosen on: it has not learned from them. */
function judgedOf({ train, validation, test }: SplitTables): NonNullable<MonitoredTables["judged"]> {
  if (validation !== undefined) return { name: "validation", table: validation, inSample: false };
  return test === undefined ? { name: "train", table: train, inSample: true } : { name: "test", table: test, inSample: false };
}

function holdoutOf({ holdouts, test }: SplitTables, { holdout }: MonitoringConfig): MonitoredTables["current"] {
  const names = Object.keys(holdouts);
  const told = { hint: `holdouts: ${names.join(", ") || "none"}` };
  if (holdout !== undefined) {
    const found = holdouts[holdout];
    if (found === undefined) throw invalid(`monitoringConfig.holdout: there is no holdout "${holdout}"`, told.hint);
    return { name: holdout, ...found };
  }
  if (names.length > 1) throw invalid("there are several holdouts: monitoringConfig.holdout says which to look at", told.hint);
  const [name] = names;
  if (name !== undefined) return { name, ...(holdouts[name] as Holdout) };
  if (test !== undefined) return { name: "test", table: test };
  throw invalid("there are no rows to look at", "name monitoringConfig.current, or give the data stage a holdout");
}

function invalid(detail: string, hint: string): ConfigError {
  return new ConfigError({ code: "CONFIG_INVALID", detail, hint });
}

/** A column that must be there. @throws DataError `COLUMN_MISSING` */
export function requireColumn(table: TableLike, name: string): void {
  const names = table.columnNames();
  if (!names.includes(name)) throw columnMissing(name, names);
}
