/** A small search by cross-validation. */
export const searchingConfig = {
  parameters: { iterations: 5, learningRate: 0.3 },
  crossValidation: { folds: 3 },
  evaluation: { permutationRepeats: 0, partialDependence: 0 },
  search: {
    trials: 5,
    space: {
      num_leaves: { range: [2, 12], int: true },
      learningRate: { range: [0.01, 0.5], log: true },
      min_samples_leaf: { values: [5, 20] },
    },
  },
} as const;
