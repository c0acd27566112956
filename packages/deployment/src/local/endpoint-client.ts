import type { Cell } from "@mlops/core/bundle";
import { createHttpClient, HttpFailure } from "@mlops/core/http";
import type { GoldenParity } from "@mlops/core/stage";
import { compareAnswers } from "../golden/compare-answers.ts";
import { type GoldenRequest, inferBody } from "../golden/golden-request.ts";

/** A local endpoint over HTTP, by the Open Inference Protocol V2. */
export interface EndpointClient {
  /** Whether a server answers for this endpoint. */
  isUp(): Promise<boolean>;
  /** Whether a version is loaded. */
  isReady(version: string): Promise<boolean>;
  /** The golden rows, asked of one version by its name. */
  golden(version: string, request: GoldenRequest): Promise<GoldenParity>;
  /** The version that answers a request without one; undefined where there is no row to ask with. */
  answeringVersion(request: GoldenRequest): Promise<string | undefined>;
  close(): Promise<void>;
}

interface Answer {
  readonly model_version?: string;
  readonly outputs?: readonly { readonly name: string; readonly data: readonly Cell[] }[];
}

export function endpointClient(url: string, endpoint: string, signal: AbortSignal, timeoutMs: number): EndpointClient {
  const http = createHttpClient({ baseUrl: url, retries: 2, baseDelayMs: 50, timeoutMs, totalTimeoutMs: timeoutMs, signal });
  const model = `/v2/models/${encodeURIComponent(endpoint)}`;
  const versioned = (version: string) => `${model}/versions/${encodeURIComponent(version)}`;
  const answers = async (path: string): Promise<boolean> => {
    try {
      await http.request({ path, timeoutMs: Math.min(2000, timeoutMs) });
      return true;
    } catch (error) {
      if (HttpFailure.isInstance(error)) return false;
      throw error;
    }
  };
  const infer = async (path: string, json: unknown): Promise<Answer> =>
    (await http.request({ method: "POST", path: `${path}/infer`, json, idempotent: true })).json() as Answer;
  return {
    isUp: () => answers(model),
    isReady: (version) => answers(`${versioned(version)}/ready`),
    async golden(version, request) {
      const { outputs = [] } = await infer(versioned(version), inferBody(request));
      return compareAnswers(request, Object.fromEntries(outputs.map(({ name, data }) => [name, data])));
    },
    answeringVersion: async (request) => (request.rows === 0 ? undefined : (await infer(model, inferBody(request, true))).model_version),
    close: () => http.close(),
  };
}
