import { parentPort, workerData } from "node:worker_threads";
import { type PackedColumn, packError, unpackColumn } from "@mlops/core/threads";
import { compareFeature } from "./features/compare-feature.ts";
import type { FeatureContext } from "./features/feature-context.ts";
import { type FeatureAnswer, PROTOCOL } from "./workers/protocol.ts";

/** A column to compare, as it crosses between threads. */
export interface PackedTask {
  readonly context: FeatureContext;
  readonly sides: readonly [PackedSide, PackedSide];
}

type PackedSide = PackedColumn | "absent" | "unreadable";

/** Compares one column of two tables from the buffers of both; what it throws becomes part of the answer. */
export function answerTask({ context, sides }: PackedTask): FeatureAnswer {
  const [reference, current] = sides.map((side) => (typeof side === "string" ? side : unpackColumn(side)));
  try {
    return { comparison: compareFeature(reference ?? "absent", current ?? "absent", context) };
  } catch (error) {
    return { error: packError(error) };
  }
}

if (parentPort !== null && workerData === PROTOCOL) {
  const port = parentPort;
  port.on("message", (task: PackedTask) => port.postMessage(answerTask(task)));
}
