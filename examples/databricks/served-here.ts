import type { Bundle } from "@mlops/core/bundle";
import { makeTable } from "@mlops/core/table";

/** How the fake workspace answers an endpoint's requests: with the bundle itself, as MLflow's scoring server would. */
export function scoreBy(bundle: Bundle) {
  return ({ dataframe_split }: Record<string, unknown>): object[] => {
    const { columns, data } = dataframe_split as { columns: string[]; data: (number | string | null)[][] };
    const table = makeTable(Object.fromEntries(columns.map((name, k) => [name, data.map((row) => row[k] ?? null)])));
    return bundle.predict(table).objects();
  };
}
