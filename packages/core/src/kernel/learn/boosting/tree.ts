import type { Workspace } from "./workspace.ts";

/** One tree over bins. The children of node i are `left[i]` and `left[i] + 1`; a leaf has feature -1. */
export interface Tree {
  readonly feature: number[];
  readonly bin: number[];
  readonly missingLeft: boolean[];
  /** Levels that go left at a categorical split, ascending; null at every other node. */
  readonly levels: (readonly number[] | null)[];
  readonly left: number[];
  /** Leaf values; 0 at inner nodes. */
  readonly value: number[];
  readonly gain: number[];
  /** Training rows of each node. */
  readonly rows: number[];
}

/** Adds the tree's value to `scores` for rows that did not grow it. */
export function addTree(tree: Tree, workspace: Workspace, rows: Int32Array, scores: Float64Array): void {
  if (rows.length === 0) return;
  const { places, info, stride } = workspace.placement;
  const { bins } = workspace;
  const tests = tree.feature.map((f, node) => {
    if (f < 0) return null;
    const own = places[f] as readonly number[];
    const missing = (info[4 * (own[0] as number) + 1] as number) - 1;
    return { places: own, tables: own.map((_, part) => goesLeft(tree, node, part, missing)) };
  });
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    let node = 0;
    for (let test = tests[0]; test; test = tests[node]) {
      let left = 0;
      for (let part = 0; part < test.places.length; part++)
        left |= (test.tables[part] as Uint8Array)[bins[row * stride + (test.places[part] as number)] as number] as number;
      node = (tree.left[node] as number) + 1 - left;
    }
    scores[row] = (scores[row] as number) + (tree.value[node] as number);
  }
}

/** For each bin of one place, 1 where its rows go left at the node. */
export function goesLeft(tree: Pick<Tree, "bin" | "missingLeft" | "levels">, node: number, part: number, missing: number): Uint8Array {
  const table = new Uint8Array(256);
  const levels = tree.levels[node];
  if (levels) {
    for (const level of levels) if (Math.floor(level / 255) === part) table[level % 255] = 1;
    return table;
  }
  table.fill(1, 0, (tree.bin[node] as number) + 1);
  table[missing] = tree.missingLeft[node] ? 1 : 0;
  return table;
}
