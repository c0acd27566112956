/** Parameters of boosting that one of its losses for numbers has. */
const OF_LOSS: Readonly<Record<string, string>> = { quantile: "quantile", huberDelta: "huber" };

/**
 * The parameters that concern a training, for people to read: without those of losses that it does not have, without the share that early stopping would set
 * aside, and without what is absent or empty.
 * @param watched - early stopping looks at validation rows
 * @example toldParameters({ objective: "squared", huberDelta: 1, iterations: 5, maxDepth: null, monotonic: {} }, "regression", false) // => { objective: "squared", iterations: 5 }
 */
export function toldParameters(
  params: Readonly<Record<string, unknown>>,
  task: "classification" | "regression",
  watched: boolean,
): Record<string, unknown> {
  const { objective, earlyStoppingRounds = null } = params;
  const concerns = (name: string): boolean => {
    if (name === "validationFraction") return earlyStoppingRounds !== null && !watched;
    if (objective === undefined) return true;
    if (name === "objective") return task === "regression";
    return !Object.hasOwn(OF_LOSS, name) || (task === "regression" && objective === OF_LOSS[name]);
  };
  return Object.fromEntries(Object.entries(params).filter(([name, value]) => !isEmpty(value) && concerns(name)));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
