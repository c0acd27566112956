import { Random } from "@mlops/core/stats";
import { makeTable } from "@mlops/core/table";
import { ModelTrainer } from "@mlops/model-training";

/** Columns of every row that is asked for. */
export const COLUMNS: readonly string[] = Array.from({ length: 30 }, (_, k) => `f${k}`);

export interface Trained {
  /** Folder of the bundle. */
  readonly bundle: string;
  /** Rows to ask for: all different, because repeated rows flatter a walk through trees. */
  readonly rows: readonly (readonly number[])[];
}

/** Trains 100 trees of 31 leaves on 30 columns below `home`. */
export async function trainModel(home: string): Promise<Trained> {
  const random = new Random("serving");
  const rows = Array.from({ length: 5000 }, () => COLUMNS.map(() => Math.round(random.uniform() * 1e6) / 1e5));
  const label = ([a = 0, b = 0, c = 0]: readonly number[]) => (a * b + 3 * Math.sin(c) + 10 * random.uniform() > 28 ? "yes" : "no");
  const table = makeTable(Object.fromEntries(COLUMNS.map((name, k) => [name, rows.map((row) => row[k] as number)])));
  const trainer = new ModelTrainer({ target: "y", parameters: { iterations: 100, numLeaves: 31 }, registerModel: false });
  const { output } = await trainer.trainAndEvaluate(table, rows.map(label), { home, name: "trees" });
  if (output === undefined) throw new Error("the model was not trained");
  return { bundle: output.bundle, rows: rows.slice(0, 1000) };
}
