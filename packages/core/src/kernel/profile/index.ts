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
