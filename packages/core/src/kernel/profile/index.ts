export type {
  CategoryProfile,
  ColumnProfile,
  NumericProfile,
  ProfileOptions,
  Sketch,
  TableProfile,
  TimestampProfile,
} from "./column-profile.ts";
export { compareSketches, type SketchDistance } from "./compare-sketches.ts";
export { mergeProfiles } from "./merge-profiles.ts";
export { decodeProfile, encodeProfile, isProfileBytes } from "./profile-bytes.ts";
export { profileColumn } from "./profile-column.ts";
export { profileColumnLike, profileLike, updateProfile } from "./profile-like.ts";
export { profileTable } from "./profile-table.ts";
export { readProfile } from "./read-profile.ts";
export { mergeSketches, profileQuantile } from "./sketch.ts";
export { CategoryState } from "./states/category-state.ts";
export { CoMoments, type PairMoments } from "./states/co-moments.ts";
export { DISTINCT_ERROR } from "./states/distinct-sketch.ts";
export { NumberState } from "./states/number-state.ts";
export type { WeightedValues } from "./states/quantile-sketch.ts";
export { decodeTableState, encodeTableState } from "./states/state-bytes.ts";
export { type ColumnState, TableState, type TableStateOptions } from "./states/table-state.ts";
