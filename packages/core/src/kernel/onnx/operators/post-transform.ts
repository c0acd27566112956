import { exponential } from "../../stats/exponential.ts";
import type { NodeReader } from "./operator.ts";
import { logistic } from "./unary.ts";

export type PostTransform = "NONE" | "LOGISTIC" | "SOFTMAX" | "SOFTMAX_ZERO" | "PROBIT";
const KNOWN: readonly string[] = ["NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO", "PROBIT"] satisfies readonly PostTransform[];

export function postTransform(node: NodeReader): PostTransform {
  const name = node.string("post_transform", "NONE");
  if (!KNOWN.includes(name)) throw node.invalid(`post_transform ${name}`);
  if (name === "PROBIT") throw node.unsupported("post_transform PROBIT");
  return name as PostTransform;
}

const f32 = Math.fround;

/** The logistic function with the runtime's steps and roundings to 32 bits. */
export function logistic32(x: number): number {
  const v = f32(1 / f32(1 + f32(exponential(-Math.abs(f32(x))))));
  return x < 0 ? f32(1 - v) : v;
}

/** Transforms the scores of one row in place: `scores[from … from + count - 1]`. */
export function transformRow(kind: PostTransform, scores: Float32Array | Float64Array, from: number, count: number): void {
  const wide = scores instanceof Float64Array;
  if (kind === "NONE") return;
  if (kind === "LOGISTIC") {
    for (let i = from; i < from + count; i++) scores[i] = wide ? logistic(scores[i] as number) : logistic32(scores[i] as number);
    return;
  }
  let top = Number.NEGATIVE_INFINITY;
  for (let i = from; i < from + count; i++) top = Math.max(top, scores[i] as number);
  let sum = 0;
  for (let i = from; i < from + count; i++) {
    const x = scores[i] as number;
    // SOFTMAX_ZERO leaves out scores of zero: no such class took part.
    const counts = kind === "SOFTMAX" || Math.abs(x) > 1e-7;
    const value = counts ? exponential(x - top) : x * exponential(-top);
    scores[i] = value;
    if (counts) sum += scores[i] as number;
  }
  for (let i = from; i < from + count; i++) scores[i] = (scores[i] as number) / sum;
}
