import type { Cell } from "@mlops/core/bundle";
import type { GoldenParity } from "@mlops/core/stage";
import type { DatabricksClient } from "@mlops/databricks";
import { DeploymentError } from "@mlops/models";
import { compareAnswers } from "../golden/compare-answers.ts";
import { type GoldenRequest, splitBody } from "../golden/golden-request.ts";

export interface GoldenQuery {
  readonly client: DatabricksClient;
  readonly endpoint: string;
  readonly request: GoldenRequest;
  /** One model of the endpoint; by default whichever its routes choose. */
  readonly servedModel?: string;
  readonly signal: AbortSignal;
}

/** The golden rows over an endpoint's query route. @throws DeploymentError for an answer that holds no predictions; DatabricksError */
export async function queryGolden({ client, endpoint, request, servedModel, signal }: GoldenQuery): Promise<GoldenParity> {
  const options = { signal, ...(servedModel === undefined ? {} : { servedModel }) };
  const { predictions } = await client.servingEndpoints.query(endpoint, splitBody(request), options);
  if (Array.isArray(predictions) && predictions.length === request.rows) return compareAnswers(request, columnsOf(predictions, request));
  const found = Array.isArray(predictions) ? `${predictions.length} predictions` : "no predictions";
  const detail = `it answered ${request.rows} golden rows with ${found}`;
  throw new DeploymentError({ code: "DEPLOYMENT_FAILED", endpoint, detail });
}

/** Predictions by output: one object per row, or bare values of a model with a single output. */
function columnsOf(predictions: readonly unknown[], { expected }: GoldenRequest): Record<string, Cell[]> {
  const names = Object.keys(expected);
  const [single] = names;
  return Object.fromEntries(
    names.map((name) => [
      name,
      predictions.map((row) => {
        if (typeof row === "object" && row !== null) return ((row as Record<string, unknown>)[name] ?? null) as Cell;
        return names.length === 1 && name === single ? (row as Cell) : null;
      }),
    ]),
  );
}
