/** The files of rows that commands read, told by their ending. */
export const INPUT_FORMATS = "csv, ndjson, json, parquet or arrow";

/** Those that they write. */
export const OUTPUT_FORMATS = "csv, ndjson, parquet or arrow";
