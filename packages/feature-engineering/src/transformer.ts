import type { Graph } from "@mlops/core/onnx";
import { type Column, type ColumnTable, columnOf, makeTable, type TableLike } from "@mlops/core/table";
import type { TransformerType } from "@mlops/models";
import { MLOpsError } from "@mlops/models/errors";
import { checkDistinct } from "./distinct.ts";
import { GraphFlow, type GraphInput } from "./graph-flow.ts";
import { type ColumnInfo, type NamedValues, readValues, toColumn, type Values } from "./values.ts";

/** Options in, fitted object out. */
export interface Transformer {
  readonly type: TransformerType;
  /** Fits on columns that are read already, as the steps of a `FeatureTransformer` are. */
  fitColumns(columns: readonly NamedValues[]): FittedTransformer;
}

/**
 * What a transformer learned: frozen, without training data, and the same in three forms (a table, a graph, JSON).
 * What it makes of a column takes that column's place.
 */
export abstract class FittedTransformer<C extends string = string> {
  abstract readonly type: TransformerType;
  /** The columns it was fitted on, with their kinds. */
  readonly inputs: readonly ColumnInfo<C>[];

  constructor(inputs: readonly ColumnInfo<C>[]) {
    this.inputs = Object.freeze(inputs.map(({ name, kind }) => Object.freeze({ name, kind })));
  }

  get columns(): readonly C[] {
    return this.inputs.map(({ name }) => name);
  }

  /** What takes the place of one column. */
  abstract outputs(input: ColumnInfo<C>): readonly ColumnInfo[];

  /** Transforms its columns, in the order of `inputs`: what takes the place of each. `compact` allows bytes where the values are 0 and 1. */
  abstract applyAll(inputs: readonly Values[], compact: boolean): Values[][];

  /** Transforms its columns in a graph under construction. */
  abstract lowerInto(flow: GraphFlow): void;

  /** Plain JSON that `fromJSON` of the same class reads back. */
  abstract toJSON(): Record<string, unknown>;

  /**
   * The table with this transformer's columns replaced by what it makes of them; all other columns stay.
   * @throws DataError `COLUMN_MISSING`, `COLUMN_TYPE`, `COLUMN_DUPLICATE` where an output has the name of another column
   */
  transform(table: TableLike): ColumnTable {
    const made = this.applyAll(
      this.inputs.map(({ name, kind }) => readValues(table, name, kind)),
      true,
    );
    const places = new Map<string, number>(this.inputs.map(({ name }, place) => [name, place]));
    const entries = table.columnNames().flatMap((name): [string, Column][] => {
      const place = places.get(name);
      if (place === undefined) return [[name, columnOf(table, name)]];
      const values = made[place] as Values[];
      return this.outputs(this.inputs[place] as ColumnInfo<C>).map((output, index) => [output.name, toColumn(values[index] as Values)]);
    });
    checkDistinct(entries.map(([name]) => name));
    return makeTable(Object.fromEntries(entries));
  }

  /**
   * Adds the transformation to `graph`; `inputs` names a tensor [N, 1] per column.
   * @returns a double tensor [N, outputs], the columns' outputs side by side
   * @throws MLOpsError `NOT_SUPPORTED` where an output is a text: only numbers leave a graph
   */
  lower(graph: Graph, inputs: Readonly<Record<string, GraphInput>>): string {
    const outputs = this.inputs.flatMap((input) => this.outputs(input));
    const text = outputs.find(({ kind }) => kind === "string");
    if (text !== undefined)
      throw new MLOpsError({ code: "NOT_SUPPORTED", feature: `a text output ("${text.name}") of a graph`, hint: "encode it" });
    const flow = new GraphFlow(graph, this.inputs, inputs);
    this.lowerInto(flow);
    return flow.pack(outputs.map(({ name }) => name));
  }
}

/** What a transformer learned that works column by column. */
export abstract class FittedColumnTransformer<C extends string = string> extends FittedTransformer<C> {
  /** Transforms one column. `compact` allows bytes where the values are 0 and 1. */
  abstract apply(column: C, input: Values, compact: boolean): Values[];

  override applyAll(inputs: readonly Values[], compact: boolean): Values[][] {
    return this.inputs.map(({ name }, place) => this.apply(name, inputs[place] as Values, compact));
  }
}
