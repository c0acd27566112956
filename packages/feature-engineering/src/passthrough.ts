import type { ColumnName, TableLike } from "@mlops/core/table";
import { State } from "./state.ts";
import { FittedColumnTransformer, type Transformer } from "./transformer.ts";
import { type ColumnInfo, type NamedValues, readTraining, type Values } from "./values.ts";

/** Leaves its columns as they are, after a check that they exist. */
export class Passthrough implements Transformer {
  readonly type = "passthrough";

  fit<T extends TableLike, const C extends ColumnName<T>>(table: T, columns: readonly C[]): FittedPassthrough<C> {
    return this.fitColumns(readTraining(table, columns));
  }

  fitColumns<C extends string>(columns: readonly NamedValues<C>[]): FittedPassthrough<C> {
    return new FittedPassthrough(columns.map(({ name, values }) => ({ name, kind: values.kind })));
  }
}

/** The fitted `Passthrough`. */
export class FittedPassthrough<C extends string = string> extends FittedColumnTransformer<C> {
  readonly type = "passthrough";

  constructor(inputs: readonly ColumnInfo<C>[]) {
    super(inputs);
    Object.freeze(this);
  }

  override outputs({ name, kind }: ColumnInfo<C>): readonly ColumnInfo[] {
    return [{ name, kind }];
  }

  override apply(_column: C, input: Values): Values[] {
    return [input];
  }

  override lowerInto(): void {}

  override toJSON(): Record<string, unknown> {
    const { type, inputs } = this;
    return { type, inputs };
  }

  /** @throws DataError `FILE_MALFORMED` */
  static fromJSON(json: unknown): FittedPassthrough {
    return new FittedPassthrough(new State(json, "passthrough").inputs());
  }
}
