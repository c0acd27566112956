import type { BatchDetails } from "@mlops/core/stage";
import { fingerprintSource, formatOf, hashFiles } from "@mlops/data";
import type { DeploymentConfig } from "@mlops/models";
import type { DeployContext } from "../deploy-options.ts";
import type { PinnedModel } from "../model/pinned-model.ts";
import { type BatchRecord, readRecord, recordFile, writeRecord } from "./batch-record.ts";
import { locateBatch } from "./locate-batch.ts";
import { scoreFile } from "./score-file.ts";

type Batch = NonNullable<DeploymentConfig["batch"]>;

/**
 * Scores `batch.input` with a pinned model into `batch.output`, each row with `_model_version` and `_scored_at`. The same model, input and settings are
 * scored once: a later call leaves the output alone, unless it is gone or is no longer what was written.
 */
export async function deployBatch(model: PinnedModel, batch: Batch, context: DeployContext): Promise<BatchDetails> {
  const { home, base, signal, scoredAt } = context;
  const began = performance.now();
  const { source, output } = locateBatch(batch, base);
  formatOf(output); // an ending that is not known is told before anything is scored
  const { sha256 } = await fingerprintSource(source.path, { home, signal });
  const file = recordFile(home, { model: model.sha256, version: model.version, input: sha256, source, output, keep: batch.keep ?? null });
  const took = () => Math.round(performance.now() - began);
  const former = await readRecord(file, signal);
  if (former !== undefined) return { ...former, cached: true, durationMs: took() };
  const stamp = { version: model.version, scoredAt };
  const scored = await scoreFile(model.bundle, source, output, { keep: batch.keep, stamp, home, signal });
  const record: BatchRecord = {
    model: model.uri,
    modelVersion: model.version,
    modelSha256: model.sha256,
    input: source.path,
    inputSha256: sha256,
    output,
    outputSha256: await hashFiles([output], signal),
    rows: scored.rows,
    columns: scored.columns,
    scoredAt: scoredAt.toISOString(),
  };
  writeRecord(file, record);
  return { ...record, cached: false, durationMs: took() };
}
