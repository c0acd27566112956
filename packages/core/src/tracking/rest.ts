import { TrackingError } from "@mlops/models/errors";
import { refusalOf, refusedError } from "./tracking-failure.ts";
import { API, type TrackingRequest, type TrackingResponse, type TrackingTransport } from "./transport.ts";
import { isRecord, type WireObject } from "./wire.ts";

export interface CallOptions {
  readonly query?: NonNullable<TrackingRequest["query"]>;
  readonly json?: WireObject;
  /** The call may be repeated without harm. Default: GET, PUT and DELETE. */
  readonly idempotent?: boolean;
  /** What the call is about, for messages. */
  readonly what?: string;
}

/** MLflow's calls over any transport: JSON in, JSON out, refusals as `TrackingError`. */
export interface MlflowRest {
  readonly url: string;
  get(name: string, options?: CallOptions): Promise<WireObject>;
  post(name: string, options?: CallOptions): Promise<WireObject>;
  patch(name: string, options?: CallOptions): Promise<WireObject>;
  delete(name: string, options?: CallOptions): Promise<WireObject>;
  /** Sends any request and gives its answer when it was accepted. */
  send(request: TrackingRequest, what?: string): Promise<TrackingResponse>;
}

export function mlflowRest(transport: TrackingTransport): MlflowRest {
  async function send(request: TrackingRequest, what?: string): Promise<TrackingResponse> {
    const response = await transport.send(request);
    if (response.status >= 200 && response.status < 300) return response;
    const refusal = refusalOf(response.status, response.json()) ?? { status: response.status, errorCode: "", message: "no error code" };
    throw refusedError(request, refusal, what);
  }

  async function call(method: TrackingRequest["method"], name: string, options: CallOptions = {}): Promise<WireObject> {
    const { what, ...rest } = options;
    const path = API + name;
    const body = (await send({ method, path, ...rest }, what)).json();
    if (isRecord(body)) return body;
    throw new TrackingError({ code: "TRACKING_RESPONSE", url: transport.url + path, detail: "the answer is not a JSON object" });
  }

  return {
    url: transport.url,
    send,
    get: (name, options) => call("GET", name, options),
    post: (name, options) => call("POST", name, { json: {}, ...options }),
    patch: (name, options) => call("PATCH", name, { json: {}, ...options }),
    delete: (name, options) => call("DELETE", name, options),
  };
}

/** Reads all pages of a search, at most `limit` items. */
export async function readPages<T>(
  limit: number,
  page: (token: string | undefined, size: number) => Promise<WireObject>,
  read: (body: WireObject) => T[],
) {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const body = await page(token, Math.min(limit - found.length, 1000));
    found.push(...read(body));
    const next = body["next_page_token"];
    token = typeof next === "string" && next !== "" ? next : undefined;
  } while (token !== undefined && found.length < limit);
  return found.slice(0, limit);
}

/**
 * Creates something once, though the answer may get lost: after an uncertain failure the server is asked whether it was made.
 * @param find - gives what an earlier try made, if it did
 */
export async function createOnce<T>(create: () => Promise<T>, find: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await create();
    } catch (error) {
      if (!TrackingError.isInstance(error) || error.fields["uncertain"] !== true) throw error;
      const made = await find();
      if (made !== undefined) return made;
      if (tries === 3) throw error;
    }
  }
}
