// What scoring alone needs: importing this loads no arquero.
export {
  type Column,
  columnOf,
  fromValues,
  missingColumn,
  numericColumn,
  type TableLike,
  tableOfColumns,
  timestampColumn,
} from "../kernel/table/index.ts";
export { readScorer } from "./read-scorer.ts";
export { cellsOf } from "./rows.ts";
export { type BundleParts, Scorer } from "./scorer.ts";
export type { Cell, Signature, SignatureColumn, SplitRows } from "./spec.ts";
