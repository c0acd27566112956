import type { Parity } from "@mlops/core/stage";
import { DeploymentError } from "@mlops/models";
import type { PinnedModel } from "../model/pinned-model.ts";
import { parityProblem } from "./compare-answers.ts";
import { type GoldenRequest, goldenRequest } from "./golden-request.ts";

export interface LocalParity {
  /** Null where the model has no golden rows. */
  readonly local: Parity | null;
  /** The golden rows as a request, where there are any that can travel. */
  readonly request: GoldenRequest | undefined;
  /** Why nothing is asked over HTTP. */
  readonly reason?: string;
}

/**
 * Scores the golden rows with the bundle on this machine.
 * @throws DeploymentError `DEPLOYMENT_FAILED` when they differ from what was written at the export
 */
export function localParity({ bundle, uri }: PinnedModel): LocalParity {
  const golden = bundle.goldenRows;
  if (golden === null) return { local: null, request: undefined, reason: "the model has no golden rows" };
  const local = bundle.verifyGoldenRows();
  if (!local.ok) {
    const message = `${uri} does not answer its golden rows as it did at the export: ${parityProblem({ ...local, skipped: 0 })}`;
    throw new DeploymentError({ code: "DEPLOYMENT_FAILED", message, hint: "train and register the model again" });
  }
  const request = goldenRequest(golden, bundle.signature);
  if (request.rows > 0) return { local, request };
  return { local, request, reason: "every golden row has a missing value in a required column" };
}
