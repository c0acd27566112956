import type { EndpointDetails } from "@mlops/core/stage";
import { MLOpsError } from "@mlops/models";

export async function deployDatabricks(_: unknown): Promise<EndpointDetails> {
  throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "deploying to a Databricks endpoint" });
}
