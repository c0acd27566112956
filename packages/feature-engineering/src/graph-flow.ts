import type { Graph } from "@mlops/core/onnx";
import { DataError } from "@mlops/models/errors";
import type { ColumnInfo } from "./values.ts";

/** Where a raw column enters a graph: a tensor [N, 1]. */
export interface GraphInput {
  readonly value: string;
  readonly type: "double" | "string";
}

/** A text column in a graph: its tensor [N, 1], and the text that stands for a missing one (null where missing stays missing). */
export interface StringRef {
  readonly tensor: string;
  readonly imputed: string | null;
}

interface NumericRef {
  readonly tensor: string;
  readonly width: number;
  readonly offset: number;
}

/**
 * The columns of a feature plan while it becomes a graph. Numeric columns live side by side in wide tensors, so that a step over many columns is
 * a handful of nodes. ONNX has no way to replace one text and keep the others, so an imputed text is remembered and resolved by the encoder.
 */
export class GraphFlow {
  readonly graph: Graph;
  readonly #numeric = new Map<string, NumericRef>();
  readonly #strings = new Map<string, StringRef>();

  constructor(graph: Graph, columns: readonly ColumnInfo[], inputs: Readonly<Record<string, GraphInput>>) {
    this.graph = graph;
    for (const { name, kind } of columns) {
      const input = inputs[name];
      if (input === undefined) throw invalid(`the raw column "${name}" has no input`);
      const type = kind === "string" ? "string" : "double";
      if (input.type !== type) throw invalid(`the input of column "${name}" is ${input.type}, not ${type}`);
      if (type === "string") this.#strings.set(name, { tensor: input.value, imputed: null });
      else this.#numeric.set(name, { tensor: input.value, width: 1, offset: 0 });
    }
  }

  /** The numeric columns side by side, a double tensor [N, columns]. */
  pack(columns: readonly string[]): string {
    const bases = new Map<string, number>();
    const places: number[] = [];
    let width = 0;
    for (const column of columns) {
      const ref = this.#numeric.get(column);
      if (ref === undefined) throw invalid(`column "${column}" is not numeric`);
      let base = bases.get(ref.tensor);
      if (base === undefined) {
        base = width;
        bases.set(ref.tensor, base);
        width += ref.width;
      }
      places.push(base + ref.offset);
    }
    const joined = this.concat([...bases.keys()]);
    if (places.length === width && places.every((place, index) => place === index)) return joined;
    const indices = this.graph.constant({ type: "int64", shape: [places.length], data: places });
    return this.graph.node("Gather", [joined, indices], { axis: { int: 1 } });
  }

  /** Tensors [N, k] side by side. */
  concat(tensors: readonly string[]): string {
    if (tensors.length === 0) throw invalid("there is no column to join");
    return tensors.length === 1 ? (tensors[0] as string) : this.graph.node("Concat", tensors, { axis: { int: 1 } });
  }

  /** Names the columns of a double tensor [N, columns]. */
  define(columns: readonly string[], tensor: string): void {
    columns.forEach((column, offset) => {
      this.#strings.delete(column);
      this.#numeric.set(column, { tensor, width: columns.length, offset });
    });
  }

  text(column: string): StringRef {
    const ref = this.#strings.get(column);
    if (ref === undefined) throw invalid(`column "${column}" is not a text`);
    return ref;
  }

  impute(column: string, text: string): void {
    const ref = this.text(column);
    this.#strings.set(column, { tensor: ref.tensor, imputed: ref.imputed ?? text });
  }

  /** A row vector [1, n] of doubles. */
  row(values: readonly number[]): string {
    return this.graph.constant({ type: "double", shape: [1, values.length], data: values });
  }

  toDouble(tensor: string): string {
    return this.graph.node("Cast", [tensor], { to: { int: 11 } });
  }
}

function invalid(detail: string): DataError {
  return new DataError({ code: "GRAPH_INVALID", detail });
}
