/** Householder reflections that leave an upper triangle in the first rows of `a`; `b` takes part. In place. */
export function triangularise(a: readonly Float64Array[], b: Float64Array): void {
  for (const [k, pivot] of a.entries()) {
    let norm = 0;
    for (let i = k; i < b.length; i++) norm += (pivot[i] as number) ** 2;
    norm = Math.sqrt(norm);
    if (norm === 0) continue;
    const alpha = (pivot[k] as number) > 0 ? -norm : norm;
    const reflector = pivot.slice(k);
    reflector[0] = (reflector[0] as number) - alpha;
    let squares = 0;
    for (let i = 0; i < reflector.length; i++) squares += (reflector[i] as number) ** 2;
    for (const column of [...a.slice(k), b]) {
      let product = 0;
      for (let i = 0; i < reflector.length; i++) product += (reflector[i] as number) * (column[k + i] as number);
      const factor = (2 * product) / squares;
      for (let i = 0; i < reflector.length; i++) column[k + i] = (column[k + i] as number) - factor * (reflector[i] as number);
    }
  }
}
