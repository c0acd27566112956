import { type Bundle, type BundleSpec, bundleFiles, type ParityReport, readBundle } from "@mlops/core/bundle";
import { profileTable } from "@mlops/core/profile";
import type { MetricValue } from "@mlops/core/stage";
import { buildGraph } from "../export/build-graph.ts";
import { bundleSpec } from "../export/bundle-spec.ts";
import { checkParity } from "../export/parity.ts";
import type { FinishedModel } from "./fit-model.ts";
import type { Job } from "./job.ts";
import type { Prepared } from "./prepare.ts";
import { VERSION } from "./version.ts";

export interface Exported {
  readonly spec: BundleSpec;
  readonly bundle: Bundle;
  readonly parity: ParityReport;
}

/** The model directory in memory, compared with the model. @throws MLOpsError `PARITY_BROKEN` */
export async function exportModel(
  job: Job,
  { rows: { features }, judged, target }: Prepared,
  {
    model,
    threshold,
    params,
    calibration,
  }: FinishedModel & {
    readonly params: Readonly<Record<string, unknown>>;
    readonly calibration: string | undefined;
  },
  metrics: Readonly<Record<string, MetricValue>>,
): Promise<Exported> {
  const spec = bundleSpec({
    built: buildGraph({ name: job.name, features, model, threshold, version: VERSION }),
    model,
    threshold,
    calibration,
    features,
    rows: judged.raw,
    goldenRows: job.config.goldenRows,
    seed: job.seed,
    target,
    parameters: params,
    metrics: Object.fromEntries(Object.entries(metrics).map(([key, metric]) => [key, metric.value])),
    profile: job.options.profile ?? profileTable(job.rows),
    version: VERSION,
  });
  const bundle = await readBundle(bundleFiles(spec));
  return { spec, bundle, parity: checkParity({ bundle, spec, model, threshold, features, rows: judged.raw, seed: job.seed }) };
}
