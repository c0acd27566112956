import { join } from "node:path";
import { Pipeline, type RunOptions, type StageContext, type StageResult, type StageWork } from "@mlops/core/pipeline";
import type { MonitoringDetails, MonitoringOutput } from "@mlops/core/stage";
import { DriftDetector } from "@mlops/drift-detection";
import { ConfigError, MLOpsError, type MonitoringConfig, type PipelineConfig, StatusEnum, ValidationResult } from "@mlops/models";
import { MetricCollector } from "../metric-collector.ts";
import { breachesInWords } from "../performance/performance-of.ts";
import { tableWindows, windowedConfig } from "./current-windows.ts";
import { driftSummary } from "./drift-summary.ts";
import { featuresCompared } from "./features-compared.ts";
import { type MonitoredTables, monitoredTables, rowsIn } from "./monitored-tables.ts";
import { performanceEstimate } from "./performance-estimate.ts";
import { performanceSummary } from "./performance-summary.ts";
import { predictionDrift } from "./prediction-drift.ts";
import { configOf, predictionPair } from "./predictions.ts";
import { scoringModel, UNREGISTERED } from "./scoring-model.ts";
import { validateMonitoring } from "./validate-monitoring.ts";
import { writeArtifacts } from "./write-artifacts.ts";

type PipelineInput = (typeof PipelineConfig)["_zod"]["input"];

/**
 * The monitoring stage of a pipeline: reads reference, current rows and late labels, cuts the current rows into windows, compares features and measures
 * performance in each, and leaves the Prometheus text, a Grafana dashboard, alert rules and the details in the run's folder.
 * Drift, a broken threshold and an alarm of the reference band give the status `warning`; drift fails the stage where `failOnDrift` is on.
 * `details` are `MonitoringDetails`.
 * @throws ConfigError `CONFIG_INVALID`, also when `monitoringConfig` is missing; `PARAMETER_INVALID`
 * @example new MonitoringPipeline({ name: "watch", monitoringConfig: { reference: "before.csv", current: "now.csv" } }).config.monitoringConfig.driftShare // => 0.5
 */
export class MonitoringPipeline extends Pipeline<MonitoringOutput> {
  readonly #monitoring: MonitoringConfig;

  /** The module that runs this pipeline in a worker thread. */
  static get workerEntry(): string {
    return import.meta.resolve("@mlops/monitoring/worker");
  }

  constructor(config: PipelineInput) {
    super(config as PipelineConfig, "monitoringConfig");
    this.#monitoring = this.config.monitoringConfig as MonitoringConfig;
    const { score, prediction, modelUri, current, inferenceLog } = this.#monitoring;
    if (current !== undefined && inferenceLog !== undefined) throw invalid("give current or inferenceLog, not both");
    if (score !== undefined && prediction === undefined) throw invalid("score needs prediction: name the column with the predicted value");
    if (modelUri !== undefined && prediction !== undefined) throw invalid("give prediction or modelUri, not both");
    new DriftDetector(this.#monitoring); // both check what the schema cannot
    new MetricCollector(this.#monitoring);
  }

  run(options?: RunOptions): Promise<StageResult<MonitoringOutput>> {
    return this.complete(options, (context) => this.#work(context, options?.runFolder !== undefined));
  }

  async #work(context: StageContext, keep: boolean): Promise<StageWork<MonitoringOutput>> {
    const { signal, progress } = context;
    progress({ done: 0, message: "reading tables" });
    const model = await scoringModel(this.#monitoring, context, this.name);
    const tables = await monitoredTables(this.#monitoring, context, model);
    const { logged } = tables.current;
    const timestamp = this.#monitoring.timestamp ?? (logged === undefined ? undefined : "timestamp");
    const seeded = { ...this.#monitoring, seed: context.seed || this.#monitoring.seed }; // 0 is what a run has whose seed nobody set
    const settings = timestamp === undefined ? seeded : { ...seeded, timestamp };
    const config = windowedConfig(settings, tables.current.table, tables.current.groupBy);
    const windows = tableWindows(tables.current.table, config);
    signal.throwIfAborted();

    const { reference } = tables;
    const pair = { reference: "profile" in reference ? reference.profile : reference.table, current: tables.current.table };
    const features = featuresCompared(pair, config, this.config, model, logged?.roles);
    const drift = await driftSummary(features, windows, config, {
      signal,
      progress: (done, total, message) => progress({ done, total, message }),
    });
    progress({ done: 0, message: model === undefined ? "measuring performance" : "scoring rows" });
    const predictions = await predictionPair(tables, config, model, signal);
    signal.throwIfAborted();
    if (model !== undefined) progress({ done: 0, message: "measuring performance" });
    const moved = predictionDrift(predictions, config);
    const target = config.target ?? model?.bundle.metadata?.target ?? this.config.modelConfig?.target;
    const measured = performanceSummary(tables, windows, { config, predictions, model, target });
    const { performance, reason, labels, judged } = measured;
    const unlabelled = performance === null && target !== undefined;
    const estimate = unlabelled ? performanceEstimate(tables, predictions, target, configOf(config, model)) : undefined;

    const found: MonitoringDetails = {
      hasDrift: drift.hasDrift,
      driftScore: drift.driftScore,
      driftedFeatures: drift.driftedFeatures,
      model: { name: model?.model ?? this.name, version: model?.version ?? UNREGISTERED },
      reference: described(tables.reference),
      current: described(tables.current),
      drift: moved === undefined ? drift : { ...drift, predictions: moved },
      performance,
      ...(reason === undefined ? {} : { performanceReason: reason }),
      ...(estimate === undefined ? {} : { performanceEstimate: estimate }),
      ...(judged && tables.judged ? { performanceReference: { ...described(tables.judged), inSample: tables.judged.inSample } } : {}),
      ...(tables.judged === undefined && performance !== null ? { performanceReferenceReason: NO_ROWS } : {}),
      ...(labels === undefined ? {} : { labels }),
      files: {},
    };
    const folder = join(context.runFolder, "monitoring", encodeURIComponent(context.run.stage));
    return verdictOn(keep ? await writeArtifacts(folder, found, config) : found, config);
  }

  /** Looks at the files and columns that the configuration names, without reading rows. */
  async validate(options: Pick<RunOptions, "home" | "pipelineFile"> = {}): Promise<ValidationResult> {
    try {
      const files = await validateMonitoring(this.#monitoring, options);
      return ValidationResult.parse({ status: StatusEnum.SUCCESS, message: `${files} tables are there with their columns` });
    } catch (error) {
      if (!MLOpsError.isInstance(error)) throw error;
      const { code, hint, message } = error;
      return ValidationResult.parse({ status: StatusEnum.FAILED, message, details: { code, hint } });
    }
  }
}

function invalid(detail: string): ConfigError {
  return new ConfigError({ code: "CONFIG_INVALID", detail: `monitoringConfig: ${detail}` });
}

/** Why a saved profile gives no bands. */
const NO_ROWS = "the reference is a saved profile, without rows to measure: only thresholds judge";

function described(one: MonitoredTables["reference"]) {
  return { name: one.name, rows: rowsIn(one), ...("profile" in one ? { profile: true as const } : {}) };
}

/** Drift first, then performance, in one sentence each. */
function verdictOn(details: MonitoringDetails, { failOnDrift }: MonitoringConfig): StageWork<MonitoringOutput> {
  const { drift, performance, performanceReason, performanceEstimate } = details;
  const breaches = performance?.breaches ?? [];
  const windows = new Set(breaches.map(({ window }) => window)).size;
  const quality =
    performance === null
      ? `performance not measured: ${[performanceReason, ...(performanceEstimate ? [performanceEstimate.message] : [])].join("; ")}`
      : breaches.length === 0
        ? `performance within bounds in ${performance.windows.length || 1} windows`
        : `performance out of bounds in ${windows} of ${performance.windows.length || 1} windows: ${breachesInWords(breaches)}`;
  const message = `${drift.hasDrift ? "drift" : "no drift"}: ${drift.message}; ${quality}`;
  const output: MonitoringOutput = { kind: "monitoring", details };
  if (drift.hasDrift && failOnDrift) return { status: StatusEnum.FAILED, message, details: { ...details, reason: "drift" } };
  const unmeasured = performance !== null && performance.overall.n === 0;
  return {
    output,
    message,
    details: { ...details },
    status: drift.hasDrift || breaches.length > 0 || unmeasured ? StatusEnum.WARNING : StatusEnum.SUCCESS,
  };
}
