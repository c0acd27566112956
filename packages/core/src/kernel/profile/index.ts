export type {
  CategoryProfile,
  ColumnProfile,
  NumericProfile,
  ProfileOptions,
  Sketch,
  TableProfile,
  TimestampProfile,
} from "./column-profile.ts";
export { mergeProfiles } from "./merge-profiles.ts";
export { profileColumn } from "./profile-column.ts";
export { profileTable } from "./profile-table.ts";
export { profileQuantile } from "./sketch.ts";
