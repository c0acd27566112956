import { type Dispatcher, request as undiciRequest } from "undici";
import type { AuthProvider } from "./auth-provider.ts";
import { connectionFailure } from "./connection-failure.ts";
import { deadline } from "./deadline.ts";
import { HttpFailure, type HttpFailureInit } from "./http-failure.ts";
import { type HttpResponse, httpResponse, shownBody } from "./http-response.ts";
import { redactUrl, scrub } from "./redact.ts";

export interface Sent {
  readonly method: Dispatcher.HttpMethod;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | undefined;
  readonly json: boolean;
}

export interface SendOptions {
  readonly dispatcher: Dispatcher;
  readonly auth: AuthProvider | undefined;
  readonly renew: boolean;
  readonly attempt: number;
  readonly timeoutMs: number;
  readonly maxRedirects: number;
  readonly signal: AbortSignal;
}

/** One try: the answer, or why there is none and whether the server cannot have seen the request. */
export type Outcome = { readonly response: HttpResponse } | { readonly failure: HttpFailure; readonly unsent: boolean };

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Sends a request once. Rejects only for an abort of `signal`, a failing `AuthProvider` or a bug; the rest is an outcome. */
export async function sendOnce(sent: Sent, options: SendOptions): Promise<Outcome> {
  const limit = deadline(options.timeoutMs, [options.signal]);
  const secrets: string[] = [];
  let url = sent.url;
  const failed = (init: Pick<HttpFailureInit, "kind" | "detail"> & Partial<HttpFailureInit>, unsent = false): Outcome => {
    const body = init.body === undefined ? {} : { body: scrub(init.body, secrets) };
    const failure = new HttpFailure({
      ...init,
      ...body,
      detail: scrub(init.detail, secrets),
      method: sent.method,
      url: redactUrl(url),
      attempts: options.attempt,
    });
    return { failure, unsent };
  };
  try {
    const authorization = await options.auth?.authorization({ renew: options.renew, signal: limit.signal });
    if (authorization !== undefined) secrets.push(authorization, authorization.replace(/^\S+ /, ""));
    for (let hop = 0; ; hop++) {
      const own = url.origin === sent.url.origin;
      const answer = await undiciRequest(url, {
        dispatcher: options.dispatcher,
        method: sent.method,
        headers: {
          ...sent.headers,
          ...(sent.json ? { "content-type": "application/json" } : {}),
          ...(own && authorization !== undefined ? { authorization } : {}),
        },
        body: sent.body ?? null,
        signal: limit.signal,
      });
      const bytes = new Uint8Array(await answer.body.arrayBuffer());
      const headers = flatHeaders(answer.headers);
      const status = answer.statusCode;
      const { location } = headers;
      if (REDIRECTS.has(status) && location !== undefined) {
        const next = redirectTarget(url, location);
        const followable = next !== undefined && (sent.method === "GET" || sent.method === "HEAD") && hop < options.maxRedirects;
        if (!followable) {
          const detail = `${status} redirects to ${redactUrl(next ?? location)}, which was not followed`;
          return failed({ kind: "redirect", detail, status, headers, body: shownBody(bytes) });
        }
        url = next;
        continue;
      }
      if (status >= 200 && status < 300) {
        return { response: httpResponse(status, headers, bytes, { method: sent.method, url: redactUrl(url), attempts: options.attempt }) };
      }
      return failed({ kind: "status", detail: `the server answered ${status}`, status, headers, body: shownBody(bytes) });
    }
  } catch (error) {
    if (options.signal.aborted) throw error;
    if (limit.expired()) {
      return failed({ kind: "timeout", detail: `no complete answer within ${options.timeoutMs / 1000} s`, cause: error });
    }
    const broken = connectionFailure(error);
    if (broken === undefined) throw error;
    return failed({ kind: broken.kind, detail: broken.detail, cause: error }, broken.unsent);
  } finally {
    limit.clear();
  }
}

/** Undefined where the credentials or the content would travel less protected than before. */
function redirectTarget(from: URL, location: string): URL | undefined {
  const next = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (next === undefined || (next.protocol !== "https:" && next.protocol !== from.protocol)) return undefined;
  return next;
}

function flatHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}
