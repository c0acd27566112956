/** The sum with every rounding error added back (Knuth's two-sum): exact to the last bit or two whatever the magnitudes. */
export function sumOf(values: Float64Array): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const next = total + value;
    const part = next - total;
    lost += total - (next - part) + (value - part);
    total = next;
  }
  return Number.isNaN(lost) ? total : total + lost;
}

/** The sample standard deviation (n - 1), in two passes. */
export function deviationOf(values: Float64Array): number {
  const mean = sumOf(values) / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const apart = (values[i] as number) - mean;
    squares += apart * apart;
  }
  return Math.sqrt(squares / (values.length - 1));
}
