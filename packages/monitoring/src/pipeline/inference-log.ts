import type { StageContext } from "@mlops/core/pipeline";
import { columnMissing, type TableLike } from "@mlops/core/table";
import { ConfigError, type MonitoringConfig } from "@mlops/models";

/** What the log knows of a row beside the model's inputs. */
const KEYS = ["request_id", "row_index", "model", "version", "timestamp"];

/** The columns of the log in which the model's answers stand. */
export interface LoggedAnswers {
  readonly call: string;
  /** Of the positive class of two. */
  readonly score?: string;
  /** Columns that are no features: keys, time and answers. */
  readonly roles: readonly string[];
}

export interface LoggedRows {
  readonly name: string;
  readonly table: TableLike;
  readonly logged: LoggedAnswers;
}

/**
 * The rows that the model server has answered and logged in the home folder, with its answers.
 * @throws ConfigError `PACKAGE_MISSING` without `@mlops/api`; DataError `FILE_MALFORMED`, `VALUE_INVALID`
 */
export async function loggedRows(config: MonitoringConfig, { home }: Pick<StageContext, "home">): Promise<LoggedRows> {
  const { readInferenceLog } = await import("@mlops/api").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new ConfigError({ code: "PACKAGE_MISSING", feature: "the inference log", package: "@mlops/api", cause });
  });
  const { model, version, from, to } = config.inferenceLog ?? {};
  const given = { ...(model && { model }), ...(version && { version }), ...(from && { from }), ...(to && { to }) };
  const table = await readInferenceLog({ home, ...given });
  const name = `inference log${model === undefined ? "" : ` of ${model}`}`;
  return { name, table, logged: table.numRows() === 0 ? { call: "", roles: KEYS } : answersIn(table.columnNames(), config) };
}

/** Outputs that have the name of an input are called `outputs.<name>` in the log. */
function answersIn(names: readonly string[], { positiveClass }: MonitoringConfig): LoggedAnswers {
  const outputs = names.filter((name) => /^(outputs\.)?(label$|prediction$|probability_)/.test(name));
  const call = ["outputs.label", "label", "outputs.prediction", "prediction"].find((name) => outputs.includes(name));
  if (call === undefined) throw columnMissing("label", names);
  const shares = outputs.filter((name) => name.includes("probability_"));
  const score = shares.length === 2 ? (shares.find((name) => name.endsWith(`probability_${positiveClass}`)) ?? shares[1]) : undefined;
  return { call, ...(score === undefined ? {} : { score }), roles: [...KEYS, ...outputs] };
}
