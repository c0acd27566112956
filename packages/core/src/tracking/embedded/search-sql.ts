import { invalid } from "./api-error.ts";
import type { SqlValue } from "./database.ts";
import { type Comparison, type FilterOperator, parseFilter } from "./filter.ts";

export interface Sql {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** A property that can be searched: a column, or a table of keys and values. All SQL calls the searched table `t`. */
export interface SearchTarget {
  /** Prefix as written → what it names. */
  readonly prefixes: Readonly<Record<string, "attribute" | "metric" | "param" | "tag" | "dataset">>;
  /** Key as written → SQL expression. */
  readonly attributes: Readonly<Record<string, { readonly sql: string; readonly type: "text" | "number" | "order-only" }>>;
  /** Condition that joins a key-value table `k` to `t`. */
  readonly join: string;
  readonly metricTable?: string;
  readonly paramTable?: string;
  readonly tagTable?: string;
}

const NUMERIC: readonly FilterOperator[] = ["=", "!=", "<", "<=", ">", ">="];
const TEXT: readonly FilterOperator[] = ["=", "!=", "LIKE", "ILIKE", "IN", "NOT IN"];
const KEYED: readonly FilterOperator[] = ["=", "!=", "LIKE", "ILIKE", "IS NULL", "IS NOT NULL"];

/** The WHERE conditions of a filter, each starting with " AND ". */
export function filterSql(filter: string | undefined, target: SearchTarget): Sql {
  const parts = (filter === undefined ? [] : parseFilter(filter)).map((comparison) => condition(comparison, target));
  return { sql: parts.map((part) => ` AND ${part.sql}`).join(""), values: parts.flatMap((part) => part.values) };
}

function kindOf(prefix: string | undefined, target: SearchTarget): string {
  if (prefix === undefined) return "attribute";
  const kind = target.prefixes[prefix];
  if (kind === undefined) throw invalid(`"${prefix}" cannot be searched; there are ${Object.keys(target.prefixes).join(", ")}`);
  return kind;
}

function attributeOf(key: string, target: SearchTarget, sorting: boolean) {
  const attribute = Object.hasOwn(target.attributes, key) ? target.attributes[key] : undefined;
  if (attribute === undefined || (attribute.type === "order-only" && !sorting)) {
    throw invalid(`there is no attribute "${key}"; there are ${Object.keys(target.attributes).join(", ")}`);
  }
  return attribute;
}

function condition(comparison: Comparison, target: SearchTarget): Sql {
  const { key } = comparison;
  switch (kindOf(comparison.prefix, target)) {
    case "metric":
      return keyed(target.metricTable, key, compare("k.value", comparison, NUMERIC, "number"), target, " AND k.is_nan = 0");
    case "param":
      return keyedText(target.paramTable, comparison, target);
    case "tag":
      return keyedText(target.tagTable, comparison, target);
    case "dataset":
      return dataset(comparison);
    default: {
      const attribute = attributeOf(key, target, false);
      const number = attribute.type === "number";
      return compare(attribute.sql, comparison, number ? NUMERIC : TEXT, number ? "number" : "text");
    }
  }
}

function keyed(table: string | undefined, key: string, value: Sql, target: SearchTarget, extra = ""): Sql {
  return {
    sql: `EXISTS (SELECT 1 FROM ${table} k WHERE ${target.join} AND k.key = ?${extra} AND ${value.sql})`,
    values: [key, ...value.values],
  };
}

function keyedText(table: string | undefined, comparison: Comparison, target: SearchTarget): Sql {
  const { operator, key } = comparison;
  if (operator === "IS NULL" || operator === "IS NOT NULL") {
    const exists = keyed(table, key, { sql: "1", values: [] }, target);
    return operator === "IS NULL" ? { sql: `NOT ${exists.sql}`, values: exists.values } : exists;
  }
  // The Python client adds this to every search of the registry, and means models that have no such tag too.
  if (key === "mlflow.prompt.is_prompt" && operator === "!=") {
    const prompts = keyed(table, key, compare("k.value", { ...comparison, operator: "=" }, KEYED, "text"), target);
    return { sql: `NOT ${prompts.sql}`, values: prompts.values };
  }
  return keyed(table, key, compare("k.value", comparison, KEYED, "text"), target);
}

function dataset(comparison: Comparison): Sql {
  const from = "SELECT 1 FROM run_datasets rd JOIN datasets d USING (dataset_id)";
  if (comparison.key === "name" || comparison.key === "digest") {
    const value = compare(`d.${comparison.key}`, comparison, TEXT, "text");
    return { sql: `EXISTS (${from} WHERE rd.run_id = t.run_id AND ${value.sql})`, values: value.values };
  }
  if (comparison.key !== "context") throw invalid(`there is no dataset attribute "${comparison.key}"; there are name, digest, context`);
  const value = compare("k.value", comparison, TEXT, "text");
  const sql = `EXISTS (SELECT 1 FROM run_dataset_tags k WHERE k.run_id = t.run_id AND k.key = 'mlflow.data.context' AND ${value.sql})`;
  return { sql, values: value.values };
}

function compare(expression: string, comparison: Comparison, operators: readonly FilterOperator[], type: "text" | "number"): Sql {
  const { operator, value, key } = comparison;
  if (!operators.includes(operator)) throw invalid(`"${key}" cannot be compared with ${operator}; use one of ${operators.join(" ")}`);
  if (type === "number") {
    if (value.kind !== "number") throw invalid(`"${key}" is compared with a number without quotes`);
    return { sql: `${expression} ${operator} ?`, values: [value.number] };
  }
  if (value.kind === "list") return { sql: `${expression} ${operator} (${value.list.map(() => "?").join(", ")})`, values: value.list };
  if (value.kind !== "text") throw invalid(`"${key}" is compared with a text in quotes`);
  if (operator === "LIKE" || operator === "ILIKE") {
    return { sql: `mlops_like(${expression}, ?, ${operator === "ILIKE" ? 1 : 0})`, values: [value.text] };
  }
  return { sql: `${expression} ${operator} ?`, values: [value.text] };
}

/** One key of an order: an attribute, metric, param or tag, ascending unless said otherwise. */
export interface Order {
  readonly name: string;
  readonly ascending: boolean;
}

/** Reads `metrics.auc DESC`. */
export function parseOrder(text: string): Order {
  const match = /^\s*(.+?)(?:\s+(ASC|DESC))?\s*$/i.exec(text);
  const name = match?.[1] ?? "";
  if (match === null || (/\s/.test(name) && !/[`"]/.test(name))) throw invalid(`cannot order by "${text}"`);
  return { name, ascending: match[2]?.toUpperCase() !== "DESC" };
}

/** The ORDER BY list: what is missing or NaN comes last; `fallback` breaks ties. */
export function orderSql(orders: readonly Order[], target: SearchTarget, fallback: string): Sql {
  const parts = orders.map(({ name, ascending }): Sql => {
    const dot = name.startsWith("`") ? -1 : name.indexOf(".");
    const key = name.slice(dot + 1).replace(/^[`"]|[`"]$/g, "");
    const kind = kindOf(dot < 0 ? undefined : name.slice(0, dot), target);
    const table = { metric: target.metricTable, param: target.paramTable, tag: target.tagTable }[kind];
    if (kind === "dataset") throw invalid("runs cannot be ordered by dataset");
    const direction = ascending ? "ASC" : "DESC";
    if (table === undefined) return { sql: `${attributeOf(key, target, true).sql} ${direction} NULLS LAST`, values: [] };
    const value = kind === "metric" ? "CASE WHEN k.is_nan THEN NULL ELSE k.value END" : "k.value";
    return { sql: `(SELECT ${value} FROM ${table} k WHERE ${target.join} AND k.key = ? LIMIT 1) ${direction} NULLS LAST`, values: [key] };
  });
  return { sql: [...parts.map((part) => part.sql), fallback].join(", "), values: parts.flatMap((part) => part.values) };
}
