/** Rows that are looked at together: the centred values of many columns fit into the processor's cache. */
const BLOCK = 1024;

/** Of two columns, over the rows in which both have a finite value: how many there are, their means and Σ of the products of what is apart from them. */
export interface PairMoments {
  n: number;
  meanX: number;
  meanY: number;
  xx: number;
  yy: number;
  xy: number;
}

const none = (): PairMoments => ({ n: 0, meanX: 0, meanY: 0, xx: 0, yy: 0, xy: 0 });

/** Both samples together (Chan, Golub & LeVeque 1979). */
function addMoments(to: PairMoments, n: number, meanX: number, meanY: number, xx: number, yy: number, xy: number): void {
  if (n === 0) return;
  const all = to.n + n;
  const [dx, dy] = [meanX - to.meanX, meanY - to.meanY];
  const shared = (to.n * n) / all;
  to.xx += xx + dx * dx * shared;
  to.yy += yy + dy * dy * shared;
  to.xy += xy + dx * dy * shared;
  to.meanX += (dx * n) / all;
  to.meanY += (dy * n) / all;
  to.n = all;
}

interface Block {
  /** Values less their mean; NaN where there is no finite one. */
  readonly centred: Float64Array;
  n: number;
  mean: number;
  m2: number;
}

/** About the first value at first, so that values that do not vary have a spread of 0 exactly. */
function centre(block: Block, values: Float64Array): void {
  let first = Number.NaN;
  let [n, sum] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value - value !== 0) continue; // NaN or infinite
    if (n++ === 0) first = value;
    sum += value - first;
  }
  const mean = first + sum / n;
  let [m2, rest] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const apart = (values[i] as number) - mean;
    block.centred[i] = apart - apart === 0 ? apart : Number.NaN;
    if (apart - apart !== 0) continue;
    m2 += apart * apart;
    rest += apart;
  }
  block.n = n;
  block.mean = mean;
  block.m2 = Math.max(0, m2 - (rest * rest) / n);
}

/** The co-moments of every pair of columns; two of them, of the same columns, merge to that of all rows. */
export class CoMoments {
  readonly names: readonly string[];
  /** Of the pairs (0, 1), (0, 2), …, (1, 2), … */
  readonly pairs: readonly PairMoments[];

  constructor(names: readonly string[], pairs?: readonly PairMoments[]) {
    this.names = names;
    this.pairs = pairs ?? Array.from({ length: (names.length * (names.length - 1)) / 2 }, none);
  }

  /** Values of each column row by row; what is missing is NaN. */
  add(columns: readonly Float64Array[]): void {
    const blocks = columns.map((): Block => ({ centred: new Float64Array(BLOCK), n: 0, mean: 0, m2: 0 }));
    const rows = columns[0]?.length ?? 0;
    for (let start = 0; start < rows; start += BLOCK) {
      const size = Math.min(BLOCK, rows - start);
      for (const [i, block] of blocks.entries()) centre(block, (columns[i] as Float64Array).subarray(start, start + size));
      let pair = 0;
      for (let i = 0; i < blocks.length; i++)
        for (let j = i + 1; j < blocks.length; j++)
          addBlocks(this.pairs[pair++] as PairMoments, blocks[i] as Block, blocks[j] as Block, size);
    }
  }

  merge({ pairs }: CoMoments): void {
    for (const [i, { n, meanX, meanY, xx, yy, xy }] of pairs.entries())
      addMoments(this.pairs[i] as PairMoments, n, meanX, meanY, xx, yy, xy);
  }
}

function addBlocks(pair: PairMoments, x: Block, y: Block, size: number): void {
  const [a, b] = [x.centred, y.centred];
  if (x.n === size && y.n === size) {
    let xy = 0;
    for (let i = 0; i < size; i++) xy += (a[i] as number) * (b[i] as number);
    addMoments(pair, size, x.mean, y.mean, x.m2, y.m2, xy);
    return;
  }
  let [n, sx, sy, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  let [firstX, firstY] = [0, 0];
  for (let i = 0; i < size; i++) {
    const [u, v] = [a[i] as number, b[i] as number];
    if (Number.isNaN(u) || Number.isNaN(v)) continue;
    if (n++ === 0) [firstX, firstY] = [u, v];
    const [dx, dy] = [u - firstX, v - firstY];
    sx += dx;
    sy += dy;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  if (n === 0) return;
  const [mx, my] = [sx / n, sy / n];
  const [meanX, meanY] = [x.mean + firstX + mx, y.mean + firstY + my];
  addMoments(pair, n, meanX, meanY, Math.max(0, xx - n * mx * mx), Math.max(0, yy - n * my * my), xy - n * mx * my);
}
