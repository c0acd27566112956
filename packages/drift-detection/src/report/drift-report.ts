import type { TableProfile } from "@mlops/core/profile";
import type { DriftReport } from "@mlops/core/report";
import type { DriftSummary, WindowDrift } from "@mlops/core/stage";
import type { TableLike } from "@mlops/core/table";
import { DataError, DriftResult } from "@mlops/models";
import { rowsOf } from "../features/column-source.ts";
import { distributionsOf } from "./distributions.ts";
import { rankedFeatures } from "./ranked-features.ts";

export interface DriftReportOptions {
  /** Title of the page; `Drift`. */
  readonly name?: string;
  /** Names of the tables; `reference` and `current`. */
  readonly tables?: readonly [reference: string, current: string];
  /** Features, the greatest effects first, whose distributions are drawn; 12. */
  readonly distributions?: number;
  /** Weights of features, by name, for example a model's importances: features then rank by importance times effect. Those of the result when absent. */
  readonly importances?: Readonly<Record<string, number>>;
  /** Other results on the same tables: of `detectMultivariateDrift` and `detectConceptDrift`. */
  readonly further?: readonly DriftResult[];
  /** The same comparison of parts of the current table, for example of each month: drawn as a strip of features by windows. */
  readonly windows?: readonly ReportWindow[];
  /** Where to write the page; the JSON goes beside it, with `.json` as ending. Each is there whole or not at all. */
  readonly file?: string;
}

/** What `detectDrift` found of one part of the current table. */
export interface ReportWindow {
  /** As people read it: `2024-03`. */
  readonly name: string;
  readonly rows: number;
  readonly result: DriftResult;
}

/** The page, and what it shows as JSON. */
export interface WrittenReport {
  readonly html: string;
  readonly json: DriftReport;
}

/**
 * What `detectDrift` found as one HTML page that needs nothing from outside: verdict first, features ranked, how they are spread on both sides, what changed;
 * light or dark by the reader's setting, and at most 200 KB for 20 features. The tables or profiles are those that were compared.
 * @throws DataError `VALUE_INVALID` for a result that is not of `detectDrift`; PipelineError `STATE_UNWRITABLE`
 * @example
 * const table = aq.table({ x: [1, 2, 3] });
 * const { json } = await driftReport(new DriftDetector({ minRows: 3 }).detectDrift(table, table), table, table);
 * json.drift.features.map((feature) => feature.name) // => ["x"]
 */
export async function driftReport(
  result: DriftResult,
  reference: TableLike | TableProfile,
  current: TableLike | TableProfile,
  options: DriftReportOptions = {},
): Promise<WrittenReport> {
  const { name = "Drift", tables = ["reference", "current"], distributions = 12, importances, further = [], windows = [], file } = options;
  if (!Array.isArray(result.details["features"])) {
    const hint = "give other results as the option further";
    throw new DataError({ code: "VALUE_INVALID", what: "the result", detail: "it holds no features", hint });
  }
  const features = byImportance(rankedFeatures(result), importances ?? importancesIn(result));
  const { driftShare, critical, compared, correction } = result.details as unknown as DriftSummary;
  const json: DriftReport = {
    name,
    timestamp: result.timestamp,
    reference: { name: tables[0], rows: rowsOf(reference) },
    current: { name: tables[1], rows: rowsOf(current) },
    drift: {
      message: result.message,
      hasDrift: result.hasDrift,
      driftScore: result.driftScore,
      driftedFeatures: result.driftedFeatures,
      ...{ driftShare, critical, compared, correction, features },
      distributions: distributionsOf({ reference, current }, features, distributions),
      windows: windows.map(spanOf),
    },
    further: further.map((one) => DriftResult.parse(one)),
  };
  const { renderDriftReport, writeReport } = await import("@mlops/core/report"); // charts are loaded where they are drawn
  const html = renderDriftReport(json);
  if (file !== undefined) {
    await writeReport(file, html);
    await writeReport(`${file.replace(/\.html?$/i, "")}.json`, `${JSON.stringify(json, null, 2)}\n`);
  }
  return { html, json };
}

function spanOf({ name, rows, result }: ReportWindow): WindowDrift {
  const { hasDrift, driftScore, driftedFeatures, featureDriftScores, status } = result;
  const span = { label: name, start: null, end: null, partial: false, rows };
  return { ...span, compared: status !== "skipped", hasDrift, driftScore, driftedFeatures, effects: featureDriftScores };
}

function importancesIn({ details }: DriftResult): Record<string, number> | undefined {
  const ranking = details["ranking"];
  if (!Array.isArray(ranking)) return undefined;
  return Object.fromEntries((ranking as { name: string; importance: number }[]).map(({ name, importance }) => [name, importance]));
}

/** Drifted ones stay first. */
function byImportance<F extends { readonly name: string; readonly effect: number; readonly drifted: boolean }>(
  features: readonly F[],
  importances: DriftReportOptions["importances"],
): F[] {
  if (importances === undefined) return [...features];
  const weight = ({ name, effect }: F): number => (importances[name] ?? 0) * effect;
  return [...features].sort((a, b) => Number(b.drifted) - Number(a.drifted) || weight(b) - weight(a));
}
