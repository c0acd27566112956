/** The files of rows that commands read, told by their ending. */
export const INPUT_FORMATS = "csv, ndjson, json, parquet or arrow";
