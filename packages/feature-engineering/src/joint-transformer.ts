import type { Matrix } from "@mlops/core/estimator";
import type { GraphFlow } from "./graph-flow.ts";
import { FittedTransformer } from "./transformer.ts";
import { type ColumnInfo, doublesOf, type NamedValues, type Values } from "./values.ts";

/** How the columns of a step that reads all of its columns together are named. */
export interface JointOptions {
  /** What the names of the new columns begin with. */
  readonly prefix?: string | undefined;
  /** The columns that are read stay beside what is made of them; default false. */
  readonly keep?: boolean | undefined;
}

interface JointState<C extends string> {
  readonly inputs: readonly ColumnInfo<C>[];
  readonly prefix: string;
  readonly keep: boolean;
}

/** The numbers of the columns side by side, missing values NaN. @throws DataError `COLUMN_TYPE` for texts */
export function jointMatrix(columns: readonly NamedValues[]): Matrix {
  return {
    rows: columns[0]?.values.kind === "string" ? columns[0].values.codes.length : (columns[0]?.values.values.length ?? 0),
    names: columns.map(({ name }) => name),
    columns: columns.map(({ name, values }) => doublesOf(values, name, "encode texts first")),
  };
}

/** What a transformer learned that makes new columns of all its columns together; they take the place of the first. */
export abstract class FittedJointTransformer<C extends string = string> extends FittedTransformer<C> {
  readonly prefix: string;
  readonly keep: boolean;

  constructor({ inputs, prefix, keep }: JointState<C>) {
    super(inputs);
    this.prefix = prefix;
    this.keep = keep;
  }

  /** The new columns. */
  abstract get outputNames(): readonly string[];

  /** The values of the new columns. */
  abstract compute(x: Matrix): Float64Array[];

  /** The new columns of a graph: a double tensor [N, outputs] of a double tensor [N, columns]. */
  abstract lowerTensor(flow: GraphFlow, input: string): string;

  override outputs(input: ColumnInfo<C>): readonly ColumnInfo[] {
    const kept = this.keep ? [{ name: input.name, kind: input.kind }] : [];
    if (input.name !== this.inputs[0]?.name) return kept;
    return [...kept, ...this.outputNames.map((name) => ({ name, kind: "numeric" as const }))];
  }

  override applyAll(inputs: readonly Values[]): Values[][] {
    const columns = this.inputs.map(({ name }, place) => ({ name, values: inputs[place] as Values }));
    const made = this.compute(jointMatrix(columns)).map((values): Values => ({ kind: "numeric", values, owned: true }));
    return columns.map(({ values }, place) => [...(this.keep ? [values] : []), ...(place === 0 ? made : [])]);
  }

  override lowerInto(flow: GraphFlow): void {
    flow.define(this.outputNames, this.lowerTensor(flow, flow.pack(this.columns)));
  }
}
