import { MLOpsError } from "@mlops/models/errors";
import type { ExpressionDialect } from "../kernel/expression/to-sql.ts";

export interface SqlDialect extends ExpressionDialect {
  readonly name: string;
}

/** RE2 has neither look-around nor back references. */
const BEYOND_RE2 = /\(\?(?:[=!]|<[=!])|\\[1-9]|\\k</;

function notSupported(engine: string, pattern: string): MLOpsError {
  return new MLOpsError({
    code: "NOT_SUPPORTED",
    feature: `the pattern ${pattern} in ${engine}`,
    hint: "write it without look-around and back references",
  });
}

/** JavaScript's `\uXXXX`, `\u{…}` and `\/` as RE2 and Java write them. */
function portable(pattern: string): string {
  return pattern
    .replace(/\\u\{([0-9a-f]+)\}|\\u([0-9a-f]{4})/gi, (_, braced?: string, plain?: string) => `\\x{${braced ?? plain}}`)
    .replaceAll("\\/", "/");
}

/**
 * DuckDB: identifiers in double quotes, texts in single quotes without escapes.
 * @example duckdbDialect.identifier('a "b"') // => '"a ""b"""'
 */
export const duckdbDialect: SqlDialect = {
  name: "duckdb",
  identifier: (name) => `"${name.replaceAll('"', '""')}"`,
  text: (value) => `'${value.replaceAll("'", "''")}'`,
  instant: (iso) => `TIMESTAMP '${iso.replace("T", " ").replace("Z", "")}'`,
  double: (value) => `CAST(${value} AS DOUBLE)`,
  like: (operand, pattern) => `(${operand} LIKE ${duckdbDialect.text(pattern)})`,
  matches(operand, pattern) {
    if (BEYOND_RE2.test(pattern)) throw notSupported("DuckDB", pattern);
    return `regexp_matches(${operand}, ${duckdbDialect.text(portable(pattern))})`;
  },
};

/**
 * Spark and Databricks SQL: identifiers in backticks, texts with backslash escapes.
 * @example sparkDialect.text("it's") // => "'it\\'s'"
 */
export const sparkDialect: SqlDialect = {
  name: "spark",
  identifier: (name) => `\`${name.replaceAll("`", "``")}\``,
  text: (value) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`,
  instant: (iso) => `TIMESTAMP '${iso}'`,
  double: (value) => `CAST(${value} AS DOUBLE)`,
  // A backslash escapes in Spark's patterns, never in ours.
  like: (operand, pattern) => `(${operand} LIKE ${sparkDialect.text(pattern.replaceAll("\\", "\\\\"))})`,
  matches: (operand, pattern) => `(${operand} RLIKE ${sparkDialect.text(portable(pattern))})`,
};
