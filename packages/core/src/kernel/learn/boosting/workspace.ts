import type { Matrix } from "../../estimator/matrix.ts";
import type { Machine } from "../wasm/kernels.ts";
import type { Crew } from "./crew.ts";
import type { FeatureBins } from "./feature-bins.ts";
import { CHUNK_ROWS, type Layout, RESULT } from "./layout.ts";
import { Performer, TASK, type Task } from "./perform.ts";
import { PART, type Placement } from "./placement.ts";
import { countBelow } from "./thresholds.ts";

/** What one training keeps: the features as bins, and the machine's memory that everything lies in. */
export class Workspace {
  readonly features: readonly FeatureBins[];
  readonly placement: Placement;
  readonly layout: Layout;
  readonly machine: Machine;
  readonly args: Float64Array;
  readonly results: Float64Array;
  readonly order: Int32Array;
  readonly #performer: Performer;
  readonly #crew: Crew | null;

  constructor(features: readonly FeatureBins[], placement: Placement, layout: Layout, machine: Machine, crew: Crew | null) {
    this.features = features;
    this.placement = placement;
    this.layout = layout;
    this.machine = machine;
    this.args = new Float64Array(machine.buffer, layout.args, 32);
    this.results = new Float64Array(machine.buffer, layout.results, RESULT * layout.shares);
    this.order = new Int32Array(machine.buffer, layout.order);
    this.#performer = new Performer(machine, layout, 0);
    this.#crew = crew;
  }

  /** Does a task, shared out where `shared` and there is a crew; returns how many shares did it. */
  run(task: Task, shared: boolean): number {
    if (shared && this.#crew !== null) {
      this.#crew.run(task);
      return this.layout.shares;
    }
    this.#performer.perform(task, 1);
    return 1;
  }

  doubles(address: number, length: number): Float64Array {
    return new Float64Array(this.machine.buffer, address, length);
  }

  /** The bins of all rows, `stride` bytes each. */
  get bins(): Uint8Array {
    return new Uint8Array(this.machine.buffer, this.layout.bins, this.layout.rows * this.layout.stride);
  }

  /** Raw scores of an output. */
  scores(output: number): Float64Array {
    return this.doubles(this.layout.scores + output * this.layout.scoreBytes, this.layout.rows);
  }

  /** Writes the bins of every row. */
  fill(x: Matrix, signal: AbortSignal | undefined): void {
    const { layout, placement, machine, features } = this;
    new Int32Array(machine.buffer, layout.info, placement.info.length).set(placement.info);
    const borders = this.doubles(layout.borders, 256 * layout.places);
    for (let place = 0; place < layout.places; place++) {
      const { categorical, edges } = features[placement.feature[place] as number] as FeatureBins;
      const table = borders.subarray(256 * place, 256 * (place + 1)).fill(Number.POSITIVE_INFINITY);
      if (!categorical) table.set(edges);
    }
    for (let begin = 0; begin < x.rows; begin += CHUNK_ROWS * layout.shares) {
      signal?.throwIfAborted();
      const end = Math.min(x.rows, begin + CHUNK_ROWS * layout.shares);
      for (let place = 0; place < layout.places; place++) {
        const bins = features[placement.feature[place] as number] as FeatureBins;
        const column = x.columns[bins.source] as Float64Array;
        if (bins.categorical) this.#fillLevels(column.subarray(begin, end), bins, place, begin);
        else this.#give(column, place, begin, end);
      }
      this.args.set([begin, end]);
      this.run(TASK.BIN, true);
    }
  }

  /** Puts the values of a chunk of each share where that share bins them. */
  #give(column: Float64Array, place: number, begin: number, end: number): void {
    const { layout } = this;
    for (let share = 0; share < layout.shares; share++) {
      const from = Math.min(end, begin + share * CHUNK_ROWS);
      const values = column.subarray(from, Math.min(end, from + CHUNK_ROWS));
      this.doubles(layout.chunk + 8 * CHUNK_ROWS * (share * layout.places + place), values.length).set(values);
    }
  }

  /** Codes of a categorical feature at one of its places: the last bin where the level belongs to another, was not seen, or is missing. */
  #fillLevels(values: Float64Array, { edges }: FeatureBins, place: number, begin: number): void {
    const { layout, placement } = this;
    const part = (placement.places[placement.feature[place] as number] as readonly number[]).indexOf(place);
    const elsewhere = (placement.info[4 * place + 1] as number) - 1;
    const { bins } = this;
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as number;
      const level = countBelow(edges, value);
      const bin = edges[level] === value ? level - part * PART : -1;
      bins[(begin + at) * layout.stride + place] = bin >= 0 && bin < elsewhere ? bin : elsewhere;
    }
  }
}
