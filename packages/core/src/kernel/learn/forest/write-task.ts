import { TASK_WORDS, WORD } from "../wasm/forest-kernels.ts";
import type { ForestLayout } from "./forest-layout.ts";

/** Tells the kernels where everything lies for the share whose memory begins at `own`, and empties its histogram. */
export function writeTask(buffer: ArrayBuffer | SharedArrayBuffer, layout: ForestLayout, own: number): void {
  const task = new Uint32Array(buffer, own + layout.task, TASK_WORDS);
  const words: Readonly<Record<keyof typeof WORD, number>> = {
    ROWS: layout.binned,
    STRIDE: layout.stride,
    INFO: layout.info,
    FEATURES: own + layout.list,
    FEATURE_COUNT: layout.features,
    WANTED: layout.wanted,
    ORDER: own + layout.order,
    PAYLOAD: own + layout.payload,
    CELLS: own + layout.cells,
    SEEN: own + layout.seen,
    COUNTS: own + layout.counts,
    CLASSES: layout.classes,
    MIN_LEAF: layout.minSamplesLeaf,
    RANDOM: own + layout.random,
    LOWS: layout.lows,
    HIGHS: layout.highs,
    OUT: own + layout.out,
    DRAWN: layout.drawThresholds ? 1 : 0,
    SUMS: own + layout.sums,
    OTHER_ORDER: own + layout.otherOrder,
    OTHER_PAYLOAD: own + layout.otherPayload,
    BINS: own + layout.bins,
    VALUES: layout.values,
    VALUE_BYTES: 4 * layout.rows,
  };
  for (const [name, value] of Object.entries(words)) task[WORD[name as keyof typeof WORD]] = value;
  new Uint8Array(buffer, own + layout.cells, layout.sums - layout.cells).fill(0);
}
