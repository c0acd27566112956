// Packages of ml.js that come without types: what is used of them.

declare module "ml-naivebayes" {
  interface NumberMatrix {
    get(row: number, column: number): number;
  }
  export class MultinomialNB {
    train(rows: number[][], labels: number[]): void;
    toJSON(): { priorProbability: NumberMatrix; conditionalProbability: NumberMatrix };
  }
}

declare module "ml-knn" {
  /** Distances to the nearest points, each followed by its label. */
  interface Tree {
    nearest(point: number[], count: number): [number[], number][];
  }
  export default class KNN {
    readonly kdTree: Tree;
    constructor(rows: number[][], labels: number[], options: { k: number });
  }
}
