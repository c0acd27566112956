import { MLOpsError } from "@mlops/models";
import type { StartServer } from "./server-process.ts";

export async function serverStarter(): Promise<StartServer> {
  throw new MLOpsError({ code: "NOT_SUPPORTED", feature: "deploying to an endpoint" });
}
