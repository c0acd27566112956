import type { ColumnTable, Logger, RunOptions, Series, Table, TableLike } from "@mlops/all";
import {
  type DeploymentConfig,
  type DriftDetector,
  type DriftResult,
  type JobRun,
  type MetricCollector,
  type ModelDeployer,
  type ModelDeploymentConfig,
  type ModelVersion,
  MonitoringPipeline,
  PipelineConfig,
  type Result,
} from "@mlops/all";
import { expectTypeOf } from "vitest";

// The documented signatures, as a user of the one install sees them.
declare const table: TableLike;
declare const series: Series;
declare const drift: DriftDetector;
declare const metrics: MetricCollector;
declare const deployer: ModelDeployer;

expectTypeOf(drift.detectDrift(table, table, { categoricalFeatures: ["a"], numericalFeatures: ["b"] })).toEqualTypeOf<DriftResult>();
expectTypeOf(drift.detectDriftAsync(table, table, { workers: 2 })).resolves.toEqualTypeOf<DriftResult>();
expectTypeOf(drift.detectConceptDrift(series, series)).toEqualTypeOf<DriftResult>();
expectTypeOf(metrics.collectMetrics(series, series, series)).toEqualTypeOf<Result>();
expectTypeOf(deployer.deployToEndpoint("models:/churn/1")).resolves.toEqualTypeOf<Result>();
expectTypeOf(deployer.deployToBatch("models:/churn/1")).resolves.toEqualTypeOf<Result>();
expectTypeOf<ModelDeploymentConfig>().toEqualTypeOf<DeploymentConfig>();
expectTypeOf<ModelVersion["version"]>().toEqualTypeOf<string>();
expectTypeOf<JobRun["runId"]>().toEqualTypeOf<string>();
expectTypeOf<Table>().toExtend<ColumnTable>();
expectTypeOf(new MonitoringPipeline(PipelineConfig.parse({ name: "x" })).logger).toEqualTypeOf<Logger>();
expectTypeOf<RunOptions["signal"]>().toEqualTypeOf<AbortSignal | undefined>();

// @ts-expect-error a drift option that does not exist
drift.detectDrift(table, table, { categorical: ["a"] });
// @ts-expect-error the model's URI is text
deployer.deployToEndpoint(3);
