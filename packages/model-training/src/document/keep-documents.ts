import { createHash } from "node:crypto";
import { join } from "node:path";
import type { FittedFeatures } from "@mlops/core/estimator";
import type { TrainingDetails } from "@mlops/core/stage";
import type { Job } from "../trainer/job.ts";
import { VERSION } from "../trainer/version.ts";
import { modelCard } from "./model-card.ts";
import { modelReport } from "./model-report.ts";
import type { Provenance } from "./provenance.ts";

const CARD_FILE = "model-card.md";
const REPORT_FILE = "model-report.html";

/** Writes model card and report beside the bundle's files and keeps them with the run. @throws PipelineError `STATE_UNWRITABLE` */
export async function keepDocuments(
  job: Job,
  details: TrainingDetails,
  made: { readonly graph: Uint8Array; readonly createdAt: Date; readonly features: FittedFeatures },
): Promise<void> {
  const { config, options, seed, run, name } = job;
  const provenance: Provenance = {
    name,
    description: config.description,
    card: config.modelCard,
    createdAt: made.createdAt.toISOString(),
    version: VERSION,
    seed,
    modelHash: createHash("sha256").update(made.graph).digest("hex"),
    datasets: options.datasets ?? [],
    inputs: made.features.inputColumns.map((input) => input.name),
  };
  const { writeReport } = await import("@mlops/core/report"); // drawing costs time to load, and only a finished model needs it
  const documents = { [CARD_FILE]: modelCard(details, provenance), [REPORT_FILE]: await modelReport(details, provenance) };
  for (const [file, text] of Object.entries(documents)) {
    await writeReport(join(details.bundle, file), text);
    await run.logArtifact(file, { text });
  }
}
