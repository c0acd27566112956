import type { Logger } from "@mlops/core/logging";
import type { ServedShare } from "@mlops/core/stage";
import type { Tracking } from "@mlops/core/tracking";
import { DeploymentError, MLOpsError } from "@mlops/models";
import { incompatibilities } from "./compatibility.ts";
import { type PinnedModel, pinModel } from "./pinned-model.ts";

export interface FitCheck {
  readonly model: PinnedModel;
  readonly served: readonly ServedShare[];
  readonly endpoint: string;
  readonly tracking: Tracking;
  readonly logger: Logger;
}

/**
 * Refuses a model whose signature would break what clients of the endpoint send and read. At a first deployment there is nothing to break; a served
 * model that can no longer be read is passed over with a warning.
 * @throws DeploymentError `DEPLOYMENT_INCOMPATIBLE`
 */
export async function checkFits({ model, served, endpoint, tracking, logger }: FitCheck): Promise<void> {
  const main = served.toSorted((a, b) => b.weight - a.weight)[0];
  if (main === undefined || main.modelUri === model.uri) return;
  let former: PinnedModel;
  try {
    former = await pinModel(main.modelUri, tracking);
  } catch (error) {
    if (!MLOpsError.isInstance(error)) throw error;
    logger.warn(`the served version ${main.version} cannot be read, so signatures are not compared`, { reason: error.message });
    return;
  }
  const problems = incompatibilities(former.bundle.signature, model.bundle.signature);
  if (problems.length === 0) return;
  throw new DeploymentError({
    code: "DEPLOYMENT_INCOMPATIBLE",
    endpoint,
    version: model.version,
    servedVersion: main.version,
    detail: problems.join("; "),
    problems,
  });
}
