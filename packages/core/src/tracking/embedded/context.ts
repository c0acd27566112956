import type { BlobStore } from "./blob-store.ts";
import type { TrackingDatabase } from "./database.ts";
import type { Fields } from "./fields.ts";

/** What the handlers work with. */
export interface StoreContext {
  readonly database: TrackingDatabase;
  readonly blobs: BlobStore;
  readonly now: () => number;
}

/** One call: its fields and the parts of its path that are ids. */
export interface Call {
  readonly fields: Fields;
  readonly path: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** Answers a call with a JSON value, or with the bytes of a file. Refusals are thrown as `ApiError`. */
export type Operation = (store: StoreContext, call: Call) => unknown;
