/** One request of MLflow's REST, whoever answers it. */
export interface TrackingRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Encoded path from the server's root, such as `/api/2.0/mlflow/runs/create`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly bytes?: Uint8Array;
  /** The server may see it twice without harm. Default: GET, PUT and DELETE. */
  readonly idempotent?: boolean;
  readonly signal?: AbortSignal;
}

/** An answer of any status: MLflow's refusals are answers too. */
export interface TrackingResponse {
  readonly status: number;
  /** The parsed body. Throws when it is not JSON. */
  json(): unknown;
  bytes(): Uint8Array;
}

/** Where requests go: a server over HTTP, or the embedded store in process. Throws `TrackingError` when there is no MLflow answer. */
export interface TrackingTransport {
  /** What is spoken to, as it may be shown. */
  readonly url: string;
  send(request: TrackingRequest): Promise<TrackingResponse>;
  close(): Promise<void>;
}

/** Prefix of MLflow's tracking and registry calls. */
export const API = "/api/2.0/mlflow/";
/** Prefix of a file behind MLflow's artifact proxy. */
export const ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";
