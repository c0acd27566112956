import { parentPort, workerData } from "node:worker_threads";
import { packError, unpackColumn } from "@mlops/core/threads";
import { compareFeature } from "./features/compare-feature.ts";
import {
  claim,
  type FeatureAnswer,
  type PackedTask,
  PROTOCOL,
  type TaskAnswer,
  type TaskMessage,
  type ThreadData,
} from "./workers/protocol.ts";

/** Compares one column of two tables from the buffers of both; what it throws becomes part of the answer. */
export function answerTask({ context, sides }: PackedTask): FeatureAnswer {
  const [reference, current] = sides.map((side) => (typeof side === "string" ? side : unpackColumn(side)));
  try {
    return { comparison: compareFeature(reference ?? "absent", current ?? "absent", context) };
  } catch (error) {
    return { error: packError(error) };
  }
}

const data: ThreadData | null = workerData;
if (parentPort !== null && data?.protocol === PROTOCOL) {
  const port = parentPort;
  port.on("message", (message: TaskMessage | null) => {
    if (message === null) return port.close();
    const { task, ...packed } = message;
    const answer: TaskAnswer = claim(data.claims, task) ? { task, ...answerTask(packed) } : { task, taken: true };
    port.postMessage(answer);
  });
}
