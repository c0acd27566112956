import type { DuckdbEngine } from "../duckdb/engine.ts";
import type { Relation, SourceSettings } from "./relation.ts";

type Exact = Pick<SourceSettings, "largeIntegers" | "decimals" | "timestamps" | "types">;

const INTEGERS: ReadonlySet<string> = new Set(["BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT"]);
const SAFE = Number.MAX_SAFE_INTEGER;

/** Whether DuckDB's type is a date or an instant. */
export const isInstant = (sqlType: string): boolean => sqlType === "DATE" || sqlType.startsWith("TIMESTAMP");

/** The ISO text of an instant with all its digits; Z where the file says that it is UTC. */
function isoText(quoted: string, sqlType: string): string {
  if (sqlType !== "TIMESTAMP WITH TIME ZONE") return `replace(CAST(${quoted} AS VARCHAR), ' ', 'T')`;
  // DuckDB writes such an instant in the zone of the machine.
  const utc = `replace(CAST(make_timestamp(epoch_us(${quoted})) AS VARCHAR), ' ', 'T') || 'Z'`;
  return `CASE WHEN isfinite(${quoted}) THEN ${utc} ELSE CAST(${quoted} AS VARCHAR) END`;
}

/** Whether DuckDB's type holds integers that a double may not. */
export const isLargeInteger = (sqlType: string): boolean => INTEGERS.has(sqlType);

/** Which of the integer columns hold a value that a double does not. */
export async function beyondSafe(sql: string, names: readonly string[], engine: DuckdbEngine): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const asked = names.map((name, i) => {
    const quoted = engine.dialect.identifier(name);
    return `coalesce(max(${quoted}) > ${SAFE} OR min(${quoted}) < -${SAFE}, false) AS c${i}`;
  });
  const [row] = await engine.rows(`SELECT ${asked.join(", ")} FROM ${sql}`, { whole: true });
  return new Set(names.filter((_, i) => row?.[`c${i}`] === true));
}

async function withTexts(sql: string, { largeIntegers, decimals, timestamps, types }: Exact, engine: DuckdbEngine): Promise<string> {
  const columns = (await engine.describe(`SELECT * FROM ${sql}`)).filter(({ name }) => types[name] === undefined);
  const integers = largeIntegers === "string" ? columns.filter(({ sqlType }) => isLargeInteger(sqlType)).map(({ name }) => name) : [];
  const large = await beyondSafe(sql, integers, engine);
  const texts = columns.flatMap(({ name, sqlType }) => {
    const quoted = engine.dialect.identifier(name);
    if (timestamps === "string" && isInstant(sqlType)) return [`${isoText(quoted, sqlType)} AS ${quoted}`];
    const exact = large.has(name) || (decimals === "string" && sqlType.startsWith("DECIMAL("));
    return exact ? [`CAST(${quoted} AS VARCHAR) AS ${quoted}`] : [];
  });
  return texts.length === 0 ? sql : `(SELECT * REPLACE (${texts.join(", ")}) FROM ${sql})`;
}

/** The relation with those columns as texts that its settings want exact: large integers, decimals, instants. */
export async function exactRelation(relation: Relation, settings: Exact, engine: DuckdbEngine): Promise<Relation> {
  if (settings.largeIntegers !== "string" && settings.decimals !== "string" && settings.timestamps !== "string") return relation;
  const again = relation.retry?.bind(relation);
  const retry = again === undefined ? undefined : async (): Promise<string> => withTexts(await again(), settings, engine);
  let sql: string;
  try {
    sql = await withTexts(relation.sql, settings, engine);
  } catch (error) {
    if (retry === undefined) throw error;
    sql = await retry(); // a late value does not fit the inferred types
  }
  return { ...relation, sql, ...(retry === undefined ? {} : { retry }) };
}
