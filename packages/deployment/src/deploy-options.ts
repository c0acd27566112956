import { resolve } from "node:path";
import type { Progress } from "@mlops/core/pipeline";
import { parseConfig, TrackingConfig } from "@mlops/models";

type TrackingInput = (typeof TrackingConfig)["_zod"]["input"];

/** What a deployment takes beside its configuration; everything has a default. */
export interface DeployOptions {
  /** Folder of state: the embedded registry, endpoints and batch records. Default `.mlops` in the working directory. */
  readonly home?: string;
  /** Where `models:/…` URIs are looked up. Default: the embedded registry of `home`. */
  readonly trackingConfig?: TrackingInput;
  /** What relative paths of `batch` start from. Default: the working directory. */
  readonly base?: string;
  /**
   * Databricks: the same model on this machine, a folder or URI, whose golden rows the endpoint must answer. Default: the version of that name in the
   * registry here, where it has one.
   */
  readonly golden?: string;
  /** Databricks: seconds between two looks at an endpoint that changes, at most. Default 5. */
  readonly pollSeconds?: number;
  /** The moment that scored rows name. Default: now. */
  readonly scoredAt?: Date;
  /** Ends the work with the signal's reason; an endpoint is put back to what it served before. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** The options with every default filled in. */
export interface DeployContext {
  /** Absolute. */
  readonly home: string;
  readonly trackingConfig: TrackingConfig;
  /** Absolute. */
  readonly base: string;
  readonly golden: string | undefined;
  readonly pollSeconds: number;
  readonly scoredAt: Date;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

export function deployContext(options: DeployOptions): DeployContext {
  return {
    home: resolve(options.home ?? ".mlops"),
    trackingConfig: parseConfig(TrackingConfig, options.trackingConfig ?? {}, "trackingConfig"),
    base: resolve(options.base ?? "."),
    golden: options.golden,
    pollSeconds: options.pollSeconds ?? 5,
    scoredAt: options.scoredAt ?? new Date(),
    signal: options.signal ?? new AbortController().signal,
    progress: options.onProgress ?? (() => undefined),
  };
}
