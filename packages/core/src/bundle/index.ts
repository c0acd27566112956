export { Bundle } from "./bundle.ts";
export { bundleFiles } from "./bundle-files.ts";
export { compareOutputs, type ParityReport } from "./parity.ts";
export { readBundle } from "./read-bundle.ts";
export { cellsOf } from "./rows.ts";
export type {
  BundleMetadata,
  BundleOptions,
  BundleSpec,
  Cell,
  GoldenRows,
  Signature,
  SignatureColumn,
  SignatureType,
  SplitRows,
} from "./spec.ts";
export { writeBundle } from "./write-bundle.ts";
