import * as z from "zod";
import { ExtraTreesParameters, RandomForestParameters } from "./forests.ts";
import { GradientBoostingParameters } from "./gradient-boosting.ts";
import {
  ElasticNetParameters,
  LassoParameters,
  LinearRegressionParameters,
  LogisticRegressionParameters,
  MultivariateLinearParameters,
  PoissonRegressionParameters,
  RidgeParameters,
} from "./linear.ts";
import { KNearestNeighboursParameters, MultinomialNaiveBayesParameters, PolynomialRegressionParameters } from "./ml-js.ts";

/** Parameters of each algorithm, by its name in configuration. */
export const ALGORITHM_PARAMETERS = {
  gradient_boosting: GradientBoostingParameters,
  random_forest: RandomForestParameters,
  extra_trees: ExtraTreesParameters,
  linear_regression: LinearRegressionParameters,
  ridge: RidgeParameters,
  lasso: LassoParameters,
  elastic_net: ElasticNetParameters,
  poisson_regression: PoissonRegressionParameters,
  logistic_regression: LogisticRegressionParameters,
  multivariate_linear: MultivariateLinearParameters,
  multinomial_naive_bayes: MultinomialNaiveBayesParameters,
  polynomial_regression: PolynomialRegressionParameters,
  k_nearest_neighbours: KNearestNeighboursParameters,
} as const;

export type AlgorithmName = keyof typeof ALGORITHM_PARAMETERS;
export const AlgorithmName = z.enum(Object.keys(ALGORITHM_PARAMETERS) as [AlgorithmName, ...AlgorithmName[]]);
export type AlgorithmParameters<A extends AlgorithmName> = z.output<(typeof ALGORITHM_PARAMETERS)[A]>;

export interface ParameterIssue {
  readonly path: PropertyKey[];
  readonly message: string;
}

/** The parameters of `algorithm`, defaults filled in; snake_case keys are taken like camelCase ones. */
export function algorithmParameters<A extends AlgorithmName>(
  algorithm: A,
  parameters: Readonly<Record<string, unknown>>,
): { success: true; parameters: AlgorithmParameters<A> } | { success: false; issues: ParameterIssue[] } {
  const camel: Record<string, unknown> = {};
  const written: Record<string, string> = {};
  for (const [key, value] of Object.entries(parameters)) {
    const name = key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    if (name in camel) return { success: false, issues: [{ path: [key], message: `"${key}" is given twice, in two spellings` }] };
    camel[name] = value;
    written[name] = key;
  }
  const parsed = ALGORITHM_PARAMETERS[algorithm].safeParse(camel);
  if (parsed.success) return { success: true, parameters: parsed.data as AlgorithmParameters<A> };
  const issues = parsed.error.issues.flatMap(({ path, message, ...issue }): ParameterIssue[] => {
    const spelled = path.map((part, depth) => (depth === 0 ? (written[String(part)] ?? part) : part));
    if (issue.code !== "unrecognized_keys") return [{ path: spelled, message }];
    const known = Object.keys(ALGORITHM_PARAMETERS[algorithm].shape);
    return issue.keys.map((key) => ({
      path: [written[key] ?? key],
      message: `unknown parameter; ${algorithm} has ${known.join(", ") || "none"}`,
    }));
  });
  return { success: false, issues };
}
