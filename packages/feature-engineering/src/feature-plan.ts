import type { FeatureInput, Matrix } from "@mlops/core/estimator";
import type { Graph } from "@mlops/core/onnx";
import { type ColumnTable, makeTable, type TableLike } from "@mlops/core/table";
import type { FeatureConfig } from "@mlops/models";
import { checkDistinct } from "./distinct.ts";
import { GraphFlow, type GraphInput } from "./graph-flow.ts";
import { createTransformer, restoreTransformer } from "./kernels.ts";
import { OrdinalEncoder } from "./ordinal-encoder.ts";
import { featureColumns, selectColumns } from "./select-columns.ts";
import type { State } from "./state.ts";
import { FittedColumnTransformer, type FittedTransformer, type Transformer } from "./transformer.ts";
import { type ColumnInfo, checkTraining, hasMissing, readTraining, readValues, toColumn, type Values } from "./values.ts";

/** A column between the steps of a fit, computed when a later step or the result asks for it. */
interface PendingColumn extends ColumnInfo {
  read(): Values;
}

/** The fitted steps in order, with the raw columns they start from and the features they end in. */
export class FeaturePlan {
  readonly inputs: readonly FeatureInput[];
  readonly steps: readonly FittedTransformer[];
  readonly outputs: readonly ColumnInfo[];
  /** The raw column that each output is made of: steps work column by column. */
  readonly sources: readonly string[];

  private constructor(inputs: readonly FeatureInput[], steps: readonly FittedTransformer[]) {
    this.inputs = Object.freeze(inputs.map((input) => Object.freeze({ ...input })));
    this.steps = Object.freeze([...steps]);
    let columns: readonly ColumnInfo[] = inputs;
    let sources: readonly string[] = inputs.map(({ name }) => name);
    for (const step of steps) {
      sources = sourcesAfter(step, columns, sources);
      columns = columnsAfter(step, columns);
    }
    this.outputs = columns;
    this.sources = sources;
    Object.freeze(this);
  }

  /**
   * Fits the steps one after the other on the training rows. Columns that are still texts after the last step become ordinal codes.
   * @returns the plan, and the transformed training rows for whoever wants them
   */
  static fit(config: FeatureConfig, table: TableLike): { plan: FeaturePlan; transformed: () => Values[] } {
    checkTraining(table);
    const raw = readTraining(table, featureColumns(config, table.columnNames()));
    const inputs = raw.map(({ name, values }) => ({ name, kind: values.kind, nullable: hasMissing(values) }));
    const steps: FittedTransformer[] = [];
    let columns: PendingColumn[] = raw.map(({ name, values }) => ({ name, kind: values.kind, read: () => values }));
    const fitStep = (transformer: Transformer, selected: readonly string[]) => {
      if (selected.length === 0) return;
      const chosen = columns.filter(({ name }) => selected.includes(name));
      const fitted = transformer.fitColumns(chosen.map(({ name, read }) => ({ name, values: read() })));
      steps.push(fitted);
      columns = pendingAfter(fitted, columns);
    };
    for (const step of config.transformers) fitStep(createTransformer(step), selectColumns(step.columns, columns));
    fitStep(new OrdinalEncoder(), selectColumns("string", columns));
    return { plan: new FeaturePlan(inputs, steps), transformed: () => columns.map(({ read }) => read()) };
  }

  /** @throws DataError `COLUMN_MISSING` or `COLUMN_TYPE` where `table` lacks a raw column or has another type in its place */
  check(table: TableLike): void {
    for (const { name, kind } of this.inputs) readValues(table, name, kind);
  }

  transform(table: TableLike): ColumnTable {
    return this.toTable(this.run(table, true));
  }

  toTable(values: readonly Values[]): ColumnTable {
    return makeTable(Object.fromEntries(this.outputs.map(({ name }, index) => [name, toColumn(values[index] as Values)])));
  }

  toMatrix(table: TableLike): Matrix {
    const columns = this.run(table, false).map(({ values }) => (values instanceof Float64Array ? values : Float64Array.from(values)));
    return { rows: table.numRows(), names: this.outputs.map(({ name }) => name), columns };
  }

  private run(table: TableLike, compact: boolean) {
    let names: readonly ColumnInfo[] = this.inputs;
    let values = this.inputs.map(({ name, kind }) => readValues(table, name, kind));
    for (const step of this.steps) {
      const given = new Map(names.map(({ name }, index) => [name, values[index] as Values]));
      const made = step.applyAll(
        step.columns.map((name) => given.get(name) as Values),
        compact,
      );
      const places = new Map<string, number>(step.columns.map((name, place) => [name, place]));
      values = names.flatMap(({ name }) => {
        const place = places.get(name);
        return place === undefined ? [given.get(name) as Values] : (made[place] as Values[]);
      });
      names = columnsAfter(step, names);
    }
    return values as Exclude<Values, { kind: "string" }>[];
  }

  lower(graph: Graph, inputs: Readonly<Record<string, GraphInput>>): string {
    const flow = new GraphFlow(graph, this.inputs, inputs);
    for (const step of this.steps) step.lowerInto(flow);
    return flow.pack(this.outputs.map(({ name }) => name));
  }

  toJSON(): { inputs: readonly ColumnInfo[]; nullable: readonly string[]; steps: readonly Record<string, unknown>[] } {
    return {
      inputs: this.inputs.map(({ name, kind }) => ({ name, kind })),
      nullable: this.inputs.filter(({ nullable }) => nullable).map(({ name }) => name),
      steps: this.steps.map((step) => step.toJSON()),
    };
  }

  /** @throws DataError `FILE_MALFORMED` */
  static restore(state: State): FeaturePlan {
    const nullable = new Set(state.strings("nullable"));
    const inputs = state.inputs().map((input) => ({ ...input, nullable: nullable.has(input.name) }));
    return new FeaturePlan(inputs, state.list("steps").map(restoreTransformer));
  }
}

function columnsAfter(step: FittedTransformer, columns: readonly ColumnInfo[]): ColumnInfo[] {
  const own = new Set<string>(step.columns);
  const after = columns.flatMap((column) => (own.has(column.name) ? step.outputs(column) : [column]));
  checkDistinct(after.map(({ name }) => name));
  return after;
}

function sourcesAfter(step: FittedTransformer, columns: readonly ColumnInfo[], sources: readonly string[]): string[] {
  const own = new Set<string>(step.columns);
  return columns.flatMap((column, at) =>
    new Array<string>(own.has(column.name) ? step.outputs(column).length : 1).fill(sources[at] as string),
  );
}

function pendingAfter(step: FittedTransformer, columns: readonly PendingColumn[]): PendingColumn[] {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const own = step.columns.map((name) => byName.get(name) as PendingColumn);
  const makers = makersOf(step, own);
  const after = columns.flatMap((column) => {
    const place = own.indexOf(column);
    if (place < 0) return [column];
    const make = makers[place] as () => Values[];
    return step.outputs(column).map((output, index) => ({ ...output, read: () => make()[index] as Values }));
  });
  checkDistinct(after.map(({ name }) => name));
  return after;
}

/** What makes the outputs of each column of a step, once: a column alone where the step can, else all together. */
function makersOf(step: FittedTransformer, own: readonly PendingColumn[]): (() => Values[])[] {
  if (step instanceof FittedColumnTransformer) return own.map((column) => once(() => step.apply(column.name, column.read(), true)));
  const all = once(() =>
    step.applyAll(
      own.map(({ read }) => read()),
      true,
    ),
  );
  return own.map((_, place) => () => all()[place] as Values[]);
}

function once<V>(make: () => V): () => V {
  let made: V | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
