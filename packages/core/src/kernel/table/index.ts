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
export { columnMissing, columnOf, columnOfSeries, storedColumn } from "./column-of.ts";
export { missingCount, toFloat64 } from "./column-values.ts";
export { fromValues } from "./from-values.ts";
export { isColumn } from "./is-column.ts";
export { bigIntColumn, booleanColumn, numericColumn, stringColumn, timestampColumn } from "./make-column.ts";
export { missingColumn } from "./missing-column.ts";
export { nearestName } from "./nearest-name.ts";
export type {
  AnySchema,
  ColumnAt,
  ColumnName,
  ColumnNameOf,
  Columns,
  ColumnType,
  ObjectSchema,
  Row,
  SCHEMA,
  Schema,
  SchemaFrom,
  SchemaOf,
  ValueOf,
} from "./schema.ts";
export { markSplit, type Split, splitOf } from "./split-mark.ts";
export { tableOfColumns } from "./table-of-columns.ts";
export { takeRows } from "./take-rows.ts";
export { countMissing, isValid } from "./validity.ts";
