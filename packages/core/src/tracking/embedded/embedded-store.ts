import { join } from "node:path";
import type { TrackingRequest, TrackingResponse, TrackingTransport } from "../transport.ts";
import { ApiError } from "./api-error.ts";
import { openBlobStore } from "./blob-store.ts";
import type { StoreContext } from "./context.ts";
import { openTrackingDatabase } from "./database.ts";
import type { Fields } from "./fields.ts";
import { route } from "./routes.ts";

export interface EmbeddedOptions {
  /** Folder of `tracking.db` and `artifacts/`. */
  readonly home: string;
  /** Clock in ms. Default `Date.now`. */
  readonly now?: () => number;
}

const NOTHING = new Uint8Array(0);

/**
 * MLflow's REST answered in process: a SQLite file and a folder of files by hash, both below `home`.
 * Every answered write is on disk; several processes may use one home at once; a killed one leaves nothing half-written.
 * @throws TrackingError when the disk or the file refuses; MLflow's own refusals are answers
 */
export function openEmbeddedStore(options: EmbeddedOptions): TrackingTransport {
  const now = options.now ?? Date.now;
  const file = join(options.home, "tracking.db");
  const database = openTrackingDatabase(file, now());
  const store: StoreContext = { database, blobs: openBlobStore(join(options.home, "artifacts")), now };
  return {
    url: file,
    send: async (request) => {
      request.signal?.throwIfAborted();
      return answer(store, request);
    },
    close: async () => database.close(),
  };
}

async function answer(store: StoreContext, request: TrackingRequest): Promise<TrackingResponse> {
  try {
    const found = route(request.method, request.path);
    if (found === undefined) throw new ApiError("ENDPOINT_NOT_FOUND", `${request.method} ${request.path} is not part of this store`);
    const fields = fieldsOf(request);
    const result = await found.operation(store, { fields, path: found.path, bytes: request.bytes ?? NOTHING });
    return result instanceof Uint8Array ? file(result) : jsonAnswer(200, result);
  } catch (error) {
    if (error instanceof ApiError) return jsonAnswer(error.status, error.body());
    throw error;
  }
}

function fieldsOf({ json, query }: TrackingRequest): Fields {
  if (json === undefined || json === null) return query ?? {};
  if (typeof json !== "object" || Array.isArray(json)) throw new ApiError("INVALID_PARAMETER_VALUE", "the body must be a JSON object");
  return json as Fields;
}

function jsonAnswer(status: number, body: unknown): TrackingResponse {
  return { status, json: () => body, bytes: () => new TextEncoder().encode(JSON.stringify(body)) };
}

function file(bytes: Uint8Array): TrackingResponse {
  return { status: 200, json: () => JSON.parse(new TextDecoder().decode(bytes)), bytes: () => bytes };
}
