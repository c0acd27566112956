import { DatabricksClient, MLOpsError, openDuckdb } from "@mlops/all";
import { openTracking } from "@mlops/core/tracking";
import { type Check, type Finding, failed, ok } from "./check.ts";

function told(check: string, error: unknown): Finding {
  if (!MLOpsError.isInstance(error)) throw error;
  return failed(check, `${error.code} ${error.message}`, error.hint);
}

/** The engine that reads files starts and counts. */
export function fileEngine(home: string): Check {
  return async () => {
    try {
      const engine = await openDuckdb({ home });
      await engine.close();
      return ok("files", "the engine that reads CSV, NDJSON and Parquet starts");
    } catch (error) {
      return told("files", error);
    }
  };
}

/** The tracking store answers: the embedded one, or the MLflow server of `uri`. */
export function trackingStore(home: string, uri: string | undefined, signal: AbortSignal): Check {
  return async () => {
    try {
      const tracking = await openTracking({ home, signal, ...(uri === undefined ? {} : { trackingUri: uri }) });
      try {
        const models = await tracking.registry.searchModels();
        return ok("tracking", `${tracking.registry.url}, ${models.length} registered models`);
      } finally {
        await tracking.close();
      }
    } catch (error) {
      return told("tracking", error);
    }
  };
}

/** Whether a Databricks workspace is configured; nothing is asked of it. */
export const databricks: Check = async () => {
  try {
    const client = new DatabricksClient();
    await client.close();
    return ok("databricks", `${client.config.host}, ${client.config.authType}`);
  } catch (error) {
    if (!MLOpsError.isInstance(error)) throw error;
    return ok("databricks", "not configured; needed for the databricks target alone");
  }
};
