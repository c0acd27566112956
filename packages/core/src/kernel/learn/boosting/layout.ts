import type { Placement } from "./placement.ts";

/** Byte addresses of everything a training keeps in its machine, and what each share of the work must know; plain numbers, so that threads can be sent it. */
export interface Layout {
  readonly rows: number;
  readonly places: number;
  readonly wide: number;
  readonly narrow: number;
  readonly stride: number;
  /** Bits of the sum of hessians in a histogram cell. */
  readonly bits: number;
  readonly shares: number;
  readonly control: number;
  readonly args: number;
  /** RESULT doubles for each share. */
  readonly results: number;
  readonly info: number;
  readonly list: number;
  readonly goes: number;
  /** Begin, end and value of each leaf of a tree. */
  readonly leaves: number;
  readonly borders: number;
  readonly chunk: number;
  readonly cells: number;
  readonly bins: number;
  /** Places whose bins can lie side by side too, and where they do. */
  readonly hot: number;
  readonly columns: number;
  readonly columnBytes: number;
  readonly gradients: number;
  readonly codes: number;
  readonly weights: number;
  readonly scores: number;
  readonly scoreBytes: number;
  /** Room for two doubles a row, for objectives that are computed here; 0 where none is needed. */
  readonly work: number;
  readonly order: number;
  readonly left: number;
  readonly right: number;
  readonly histograms: number;
  readonly histogramBytes: number;
  readonly slots: number;
  readonly bytes: number;
}

/** Doubles that a share answers with: two splits. */
export const RESULT = 16;
/** Rows that a share bins at once: their values and bins stay in the second-level cache. */
export const CHUNK_ROWS = 1024;
/** Bins of so many bytes are near enough: copies of columns are worth it beyond. */
const CACHE_BYTES = 2 ** 21;
/** Histograms of one training take at most so many bytes, but three. */
const HISTOGRAM_BYTES = 2 ** 28;

export interface LayoutNeeds {
  readonly rows: number;
  readonly trained: number;
  readonly placement: Placement;
  readonly cellBytes: number;
  readonly numLeaves: number;
  readonly outputs: number;
  readonly weighted: boolean;
  /** True for the objective whose gradients a kernel computes. */
  readonly inKernel: boolean;
  readonly shares: number;
}

export function layoutOf(needs: LayoutNeeds): Layout {
  const { rows, placement, shares } = needs;
  const places = placement.feature.length;
  let end = 0;
  const take = (bytes: number): number => {
    const at = end;
    end = Math.ceil((end + bytes) / 64) * 64;
    return at;
  };
  const columnBytes = Math.ceil(rows / 64) * 64;
  const hot = rows * placement.stride > CACHE_BYTES ? Math.min(places, Math.max(4, Math.ceil(places / 4))) : 0;
  const doubles = 8 * (rows + 2);
  const histogramBytes = placement.cells * needs.cellBytes;
  const most = Math.max(3, Math.floor(HISTOGRAM_BYTES / Math.max(1, histogramBytes)));
  const slots = Math.min(needs.numLeaves + 1, most);
  const layout = {
    rows,
    places,
    wide: placement.wide,
    narrow: placement.narrow,
    stride: placement.stride,
    bits: Math.min(52, 63 - (32 - Math.clz32(needs.trained))),
    shares,
    control: take(64),
    args: take(8 * 32),
    results: take(8 * RESULT * shares),
    info: take(16 * places),
    list: take(4 * places),
    goes: take(256),
    leaves: take(24 * needs.numLeaves),
    borders: take(2048 * places),
    chunk: take(8 * CHUNK_ROWS * places * shares),
    cells: take(3 * 8 * 256),
    bins: take(rows * placement.stride + 8),
    hot,
    columns: take(columnBytes * hot),
    columnBytes,
    gradients: take(doubles),
    codes: needs.inKernel ? take(rows + 2) : 0,
    weights: needs.inKernel && needs.weighted ? take(doubles) : 0,
    scores: take(doubles * needs.outputs),
    scoreBytes: doubles,
    work: needs.inKernel ? 0 : take(2 * doubles),
    order: take(4 * needs.trained + 8),
    left: shares > 1 ? take(4 * needs.trained + 8) : 0,
    right: take(4 * needs.trained + 8),
    histograms: take(histogramBytes * (slots + shares - 1)),
    histogramBytes,
    slots,
  };
  return { ...layout, bytes: end };
}
