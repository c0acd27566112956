import type { Estimator } from "@mlops/core/estimator";
import {
  ElasticNet,
  ExtraTrees,
  GradientBoosting,
  Lasso,
  type LearnThreads,
  LinearRegression,
  LogisticRegression,
  PoissonRegression,
  RandomForest,
  Ridge,
} from "@mlops/core/learn";
import { type AlgorithmName, type AlgorithmParameters, algorithmParameters, ConfigError } from "@mlops/models";
import { KNearestNeighbours } from "../mljs/k-nearest-neighbours.ts";
import { MultinomialNaiveBayes } from "../mljs/multinomial-naive-bayes.ts";
import { MultivariateLinear } from "../mljs/multivariate-linear.ts";
import { PolynomialRegression } from "../mljs/polynomial-regression.ts";

/** What a fit may be made with, without effect on its result. */
export interface EstimatorTools {
  /** Threads that share the fits of boosted trees and forests, from `startLearnThreads` of `@mlops/core/learn-threads`. */
  readonly threads?: LearnThreads | undefined;
}

type Makers = { readonly [A in AlgorithmName]: (parameters: AlgorithmParameters<A>, tools: EstimatorTools) => Estimator };

const MAKERS: Makers = {
  gradient_boosting: (parameters, { threads }) => new GradientBoosting({ ...parameters, threads }),
  random_forest: (parameters, { threads }) => new RandomForest({ ...parameters, threads }),
  extra_trees: (parameters, { threads }) => new ExtraTrees({ ...parameters, threads }),
  linear_regression: (parameters) => new LinearRegression(parameters),
  ridge: (parameters) => new Ridge(parameters),
  lasso: (parameters) => new Lasso(parameters),
  elastic_net: (parameters) => new ElasticNet(parameters),
  poisson_regression: (parameters) => new PoissonRegression(parameters),
  logistic_regression: (parameters) => new LogisticRegression(parameters),
  multivariate_linear: () => new MultivariateLinear(),
  multinomial_naive_bayes: () => new MultinomialNaiveBayes(),
  polynomial_regression: (parameters) => new PolynomialRegression(parameters),
  k_nearest_neighbours: (parameters) => new KNearestNeighbours(parameters),
};

/** The estimator that a configuration names, with its parameters checked and defaults filled in. Throws `ConfigError` PARAMETER_INVALID. */
export function createEstimator<A extends AlgorithmName>(
  algorithm: A,
  parameters: Readonly<Record<string, unknown>>,
  tools: EstimatorTools = {},
): Estimator {
  const parsed = algorithmParameters(algorithm, parameters);
  if (!parsed.success) {
    const first = parsed.issues[0];
    throw new ConfigError({
      code: "PARAMETER_INVALID",
      parameter: `${algorithm}.${first?.path.join(".") ?? ""}`,
      detail: parsed.issues.map((issue) => issue.message).join("; "),
    });
  }
  return MAKERS[algorithm](parsed.parameters, tools);
}
