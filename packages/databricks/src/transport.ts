import { setTimeout as pause } from "node:timers/promises";
import { type AuthProvider, createHttpClient, HttpFailure, type HttpRequest, type HttpResponse } from "@mlops/core/http";
import { oauthM2m } from "./oauth-m2m.ts";
import { readRefusal, requestError } from "./request-failure.ts";
import type { ResolvedConfig } from "./resolve-config.ts";

/** Answers are parsed without rounding: integers beyond 2^53 arrive as bigints. */
export interface Transport {
  send(request: HttpRequest & { readonly payload?: unknown }): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

// Messages of answers that pass later, whatever their status.
const PASSING = [
  "UnknownWorkerEnvironmentException",
  "does not have any associated worker environments",
  "There is no worker environment with id",
  "Unknown worker environment",
  "ClusterNotReadyException",
  "Unexpected error",
  "Please try again later or try a faster operation.",
  "RPC token bucket limit has been exceeded",
];

type RawJson = { rawJSON(text: string): unknown };

/** JSON in which a bigint is a number of all its digits. */
export function stringifyInt64(value: unknown): string {
  const raw = (digits: bigint) => (JSON as unknown as RawJson).rawJSON(String(digits));
  return JSON.stringify(value, (_key, one: unknown) => (typeof one === "bigint" ? raw(one) : one));
}

/** Requests to one workspace: credentials, retries within `retryTimeoutSeconds`, and errors as `DatabricksError`. */
export function openTransport(config: ResolvedConfig): Transport {
  const totalMs = config.retryTimeoutSeconds * 1000;
  const settings = {
    baseUrl: config.host,
    timeoutMs: config.requestTimeoutSeconds * 1000,
    totalTimeoutMs: totalMs,
    maxRetryAfterMs: totalMs,
    retries: 1000, // time is the limit
    baseDelayMs: 1000,
    retryStatuses: [429, 503],
    userAgent: `mlops-ts/0 node/${process.versions.node} os/${process.platform} auth/${config.authType}`,
  };
  const token = config.token?.reveal();
  const secret = config.clientSecret?.reveal();
  const plain = createHttpClient(settings);
  const m2m =
    config.authType === "oauth-m2m" ? oauthM2m({ http: plain, clientId: config.clientId ?? "", secret: secret ?? "" }) : undefined;
  const auth: AuthProvider = m2m ?? { authorization: () => `Bearer ${token}` };
  const http = createHttpClient({ ...settings, auth });
  const secrets = () => [token, secret, m2m?.current()].filter((one) => one !== undefined);

  async function attempt(request: HttpRequest, endsAt: number): Promise<HttpResponse> {
    for (let tries = 1; ; tries++) {
      try {
        return await http.request({ ...request, totalTimeoutMs: Math.max(1, endsAt - Date.now()) });
      } catch (error) {
        const wait = 1000 * (Math.min(10, tries) + Math.random());
        if (!isPassing(error) || Date.now() + wait >= endsAt) throw error;
        await pause(wait, undefined, request.signal === undefined ? {} : { signal: request.signal });
      }
    }
  }

  return {
    async send({ payload, ...request }) {
      const body = payload === undefined ? {} : { body: stringifyInt64(payload), headers: { "content-type": "application/json" } };
      try {
        const answer = await attempt({ ...request, ...body }, Date.now() + totalMs);
        return answer.bytes.length === 0 ? {} : (answer.json({ int64: true }) as Record<string, unknown>);
      } catch (error) {
        if (request.signal?.aborted) throw request.signal.reason;
        throw HttpFailure.isInstance(error) ? requestError(error, secrets()) : error;
      }
    },
    close: async () => {
      await Promise.all([http.close(), plain.close()]);
    },
  };
}

function isPassing(error: unknown): boolean {
  if (!HttpFailure.isInstance(error) || error.kind !== "status" || error.status === undefined) return false;
  if (error.status === 429 || error.status === 503) return false; // retried already
  const { detail } = readRefusal(error.status, error.body ?? "");
  return PASSING.some((message) => detail.includes(message));
}
