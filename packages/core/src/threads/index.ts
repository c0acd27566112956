// What a thread that works on columns needs: kernel columns, and how they and errors cross between threads. Loads neither arquero nor zod, which would cost each thread its start.
export { type Column, columnOf, missingCount, type TableLike, toFloat64 } from "../kernel/table/index.ts";
export { type PackedColumn, packColumn, unpackColumn } from "../stage/column-transport.ts";
export { type PackedError, packError, unpackError } from "../worker/error-transport.ts";
