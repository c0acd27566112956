import { parseInstant, toSql } from "@mlops/core/expression";
import type { SqlDialect } from "@mlops/core/sql";
import { type ColumnKind, columnMissing } from "@mlops/core/table";
import { ConfigError, DataError } from "@mlops/models";

/** A table of the engine: what follows FROM, and the kinds of its columns. */
export interface SqlTable {
  readonly from: string;
  readonly kinds: Readonly<Record<string, ColumnKind>>;
}

type Value = string | number | boolean | null;

/** What the SQL text of one rule is written with. */
export class SqlScope {
  readonly dialect: SqlDialect;
  readonly table: SqlTable;
  /** The rule's `when` as SQL, undefined where it looks at all rows. */
  readonly when: string | undefined;
  private readonly others: Readonly<Record<string, SqlTable>>;

  constructor(dialect: SqlDialect, table: SqlTable, others: Readonly<Record<string, SqlTable>>, when: string | undefined) {
    this.dialect = dialect;
    this.table = table;
    this.others = others;
    this.when = when === undefined ? undefined : toSql(when, dialect, table.kinds);
  }

  kind(column: string): ColumnKind {
    const kind = Object.hasOwn(this.table.kinds, column) ? this.table.kinds[column] : undefined;
    if (kind === undefined) throw columnMissing(column, Object.keys(this.table.kinds));
    return kind;
  }

  /** The column's name as SQL. @throws DataError `COLUMN_MISSING`, `COLUMN_TYPE` where it is of none of the kinds */
  column(name: string, ...kinds: ColumnKind[]): string {
    const kind = this.kind(name);
    if (kinds.length > 0 && !kinds.includes(kind))
      throw new DataError({ code: "COLUMN_TYPE", column: name, actual: kind, expected: kinds[0] as string });
    return this.dialect.identifier(name);
  }

  other(name: string): SqlTable {
    const other = Object.hasOwn(this.others, name) ? this.others[name] : undefined;
    if (other === undefined) throw otherMissing(name, Object.keys(this.others));
    return other;
  }

  expression(text: string): string {
    return toSql(text, this.dialect, this.table.kinds);
  }

  /** A value as a literal of a column's kind, undefined where it is of another: 1 is not "1". */
  literal(value: Value, kind: ColumnKind): string | undefined {
    if (value === null) return "NULL";
    switch (kind) {
      case "string":
        return typeof value === "string" ? this.dialect.text(value) : undefined;
      case "boolean":
        return typeof value === "boolean" ? String(value).toUpperCase() : undefined;
      case "timestamp": {
        const instant = parseInstant(String(value));
        return Number.isNaN(instant) ? undefined : this.dialect.instant(new Date(instant).toISOString());
      }
      default:
        return typeof value === "number" ? this.number(value) : undefined;
    }
  }

  number(value: number): string {
    if (Number.isSafeInteger(value)) return Object.is(value, -0) ? "0" : `${value}`;
    return Number.isFinite(value) ? value.toExponential() : this.dialect.double(this.dialect.text(value > 0 ? "Infinity" : "-Infinity"));
  }

  /** True where a column's value is one of a list; never unknown for a value that is there. */
  among(column: string, values: readonly Value[]): string {
    const kind = this.kind(column);
    const list = [...new Set(values.map((value) => this.literal(value, kind)))].filter((one) => one !== undefined);
    return list.length === 0 ? "FALSE" : `${this.dialect.identifier(column)} IN (${list.join(", ")})`;
  }

  /** An aggregate over the rows that `when` selects, and of them those that meet a condition. */
  over(aggregate: string, condition?: string): string {
    const wheres = [this.when, condition].filter((one) => one !== undefined).map((one) => `(${one})`);
    return wheres.length === 0 ? aggregate : `${aggregate} FILTER (WHERE ${wheres.join(" AND ")})`;
  }

  /** `WHERE` of the rows that `when` selects and that meet a condition. */
  where(condition: string): string {
    return `WHERE ${this.when === undefined ? "" : `(${this.when}) AND `}(${condition})`;
  }
}

/** The error for a table that the validator was not given. */
export function otherMissing(name: string, known: readonly string[]): ConfigError {
  return new ConfigError({
    code: "CONFIG_INVALID",
    detail: `there is no table "${name}" to compare with`,
    hint:
      known.length === 0 ? "give it to the validator in tables, or in references of the data configuration" : `tables: ${known.join(", ")}`,
  });
}
