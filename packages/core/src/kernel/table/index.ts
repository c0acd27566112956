export { allocate } from "./allocate.ts";
export type {
  ArrayLikeColumn,
  BigIntColumn,
  BooleanColumn,
  Column,
  ColumnKind,
  NumericArray,
  NumericColumn,
  Series,
  StringColumn,
  TableLike,
  TimestampColumn,
  Validity,
} from "./column.ts";
export { bigIntColumn, booleanColumn, numericColumn, stringColumn, timestampColumn } from "./make-column.ts";
export { countMissing, isValid } from "./validity.ts";
