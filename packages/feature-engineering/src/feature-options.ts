import type { AnySchema, Columns } from "@mlops/core/table";
import type { ColumnSelector, FeatureOptions } from "@mlops/models";

/** What a step may read: raw columns, and those that a step before it made of them. */
type Readable<N extends string> = N | `${N}=${string}` | `${N}_missing` | `pca_${number}` | "k_means" | `k_means_${number}`;

/** A step whose columns are named. */
type StepOn<Step, N extends string> = Step extends { readonly columns?: unknown }
  ? Omit<Step, "columns"> & { columns?: Exclude<ColumnSelector, readonly unknown[]> | Readable<N>[] | undefined }
  : Step;

interface OptionsOn<N extends string> extends Omit<FeatureOptions, "features" | "exclude" | "target" | "transformers"> {
  features?: N[] | undefined;
  exclude?: N[] | undefined;
  target?: N | undefined;
  transformers?: StepOn<NonNullable<FeatureOptions["transformers"]>[number], N>[] | undefined;
}

/** The options of a `FeatureTransformer` over tables of schema `S`: a column that is not there or is misspelt does not compile. */
export type FeatureOptionsOf<S extends AnySchema> = string extends keyof Columns<S> ? FeatureOptions : OptionsOn<keyof Columns<S> & string>;
