import { DataError } from "@mlops/models/errors";
import type { ColumnInfo, Kind } from "./values.ts";

const KINDS: readonly unknown[] = ["numeric", "boolean", "string"] satisfies Kind[];

interface Primitives {
  number: number;
  string: string;
  boolean: boolean;
}

/** Reads the JSON of a fitted transformer field by field; whatever is not as written is `DataError` `FILE_MALFORMED`. */
export class State {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #type: string;

  constructor(json: unknown, type: string) {
    this.#type = type;
    if (!isRecord(json)) throw this.#malformed("it is no object");
    if (json["type"] !== type) throw this.#malformed(`its type is ${JSON.stringify(json["type"])}`);
    this.#fields = json;
  }

  inputs(field = "inputs"): ColumnInfo[] {
    return this.list(field).map((entry) => {
      if (!isRecord(entry) || typeof entry["name"] !== "string" || !KINDS.includes(entry["kind"]))
        throw this.#malformed(`${field} holds no column`);
      return { name: entry["name"], kind: entry["kind"] as Kind };
    });
  }

  boolean(field: string): boolean {
    return this.#primitive(this.#fields[field], field, "boolean");
  }

  number(field: string): number {
    return this.#primitive(this.#fields[field], field, "number");
  }

  string(field: string): string {
    return this.#primitive(this.#fields[field], field, "string");
  }

  oneOf<const V extends string>(field: string, values: readonly V[]): V {
    const value = values.find((candidate) => candidate === this.#fields[field]);
    if (value === undefined) throw this.#malformed(`${field} is none of ${values.join(", ")}`);
    return value;
  }

  list(field: string): readonly unknown[] {
    const value = this.#fields[field];
    if (!Array.isArray(value)) throw this.#malformed(`${field} is no list`);
    return value;
  }

  strings(field: string): string[] {
    return this.list(field).map((entry) => this.#primitive(entry, field, "string"));
  }

  record(field: string): Readonly<Record<string, unknown>> {
    const value = this.#fields[field];
    if (!isRecord(value)) throw this.#malformed(`${field} is no object`);
    return value;
  }

  /** One value per input column. */
  perColumn<T extends keyof Primitives>(
    field: string,
    inputs: readonly ColumnInfo[],
    ...types: readonly T[]
  ): Record<string, Primitives[T]> {
    return this.mapColumns(field, inputs, (value) => this.#primitive(value, field, ...types));
  }

  mapColumns<V>(field: string, inputs: readonly ColumnInfo[], read: (value: unknown, column: ColumnInfo) => V): Record<string, V> {
    const values = this.record(field);
    return Object.fromEntries(
      inputs.map((column) => {
        if (!Object.hasOwn(values, column.name)) throw this.#malformed(`${field} lacks column "${column.name}"`);
        return [column.name, read(values[column.name], column)];
      }),
    );
  }

  /** A list of categories: texts for a text column, else numbers. */
  categories(value: unknown, field: string, kind: Kind): (string | number)[] {
    if (!Array.isArray(value)) throw this.#malformed(`${field} holds no list`);
    return value.map((entry) => this.#primitive(entry, field, kind === "string" ? "string" : "number"));
  }

  /** A model of core, by its own restorer. */
  model<M>(field: string, restore: (json: Record<string, unknown>) => M): M {
    try {
      return restore(this.record(field));
    } catch (error) {
      throw DataError.isInstance(error) ? this.#malformed(error.message) : error;
    }
  }

  #primitive<T extends keyof Primitives>(value: unknown, field: string, ...types: readonly T[]): Primitives[T] {
    if (!types.includes(typeof value as T)) throw this.#malformed(`${field} holds no ${types.join(" or ")}`);
    return value as Primitives[T];
  }

  #malformed(detail: string): DataError {
    return new DataError({
      code: "FILE_MALFORMED",
      file: `the state of ${this.#type}`,
      detail,
      hint: "fit and save the transformer again",
    });
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
