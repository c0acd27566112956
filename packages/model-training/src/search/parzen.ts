import type { Random } from "@mlops/core/stats";

/** One hyperparameter as the estimator sees it: a share of the way along its range, or one of `choices` values by number. */
export type Axis = { readonly kind: "range" } | { readonly kind: "choice"; readonly choices: number };

/** A trial's place: per axis a share from 0 to 1, or the number of a choice. */
export type Place = readonly number[];

/** Width of a kernel for one observation; more observations make it narrower. */
const WIDTH = 0.2;

/** The kernel that stands for not knowing anything: its normal is as wide as the range, and it weighs as much as one observation. */
const ANYWHERE = { centre: 0.5, width: 1 };

/**
 * A density over places: a product of kernels around each place that was observed, and one that is nearly even. Normals cut off at the ends of the range; a choice has
 * what one observation more of each choice would give it.
 * @see Bergstra et al. 2011, and the multivariate form of Watanabe 2023
 */
export class ParzenEstimator {
  private readonly axes: readonly Axis[];
  private readonly centres: readonly (Place | null)[];
  private readonly width: number;

  constructor(axes: readonly Axis[], observed: readonly Place[]) {
    this.axes = axes;
    this.centres = [...observed, null];
    const narrowest = 1 / Math.min(100, observed.length + 1);
    this.width = Math.max(narrowest, WIDTH * Math.max(1, observed.length) ** (-1 / (axes.length + 4)));
  }

  draw(random: Random): Place {
    const centre = this.centres[random.int(this.centres.length)] as Place | null;
    return this.axes.map((axis, at) => {
      const own = centre?.[at];
      if (axis.kind === "choice") return own !== undefined && random.uniform() < this.stay() ? own : random.int(axis.choices);
      const { centre: middle, width } = own === undefined ? ANYWHERE : { centre: own, width: this.width };
      for (let attempt = 0; attempt < 100; attempt++) {
        const share = middle + width * random.normal();
        if (share >= 0 && share <= 1) return share;
      }
      return random.uniform();
    });
  }

  /** The logarithm of the density, up to what all places have in common. */
  logDensity(place: Place): number {
    const each = this.centres.map((centre) =>
      this.axes.reduce((sum, axis, at) => sum + Math.log(this.kernel(axis, centre?.[at], place[at] as number)), 0),
    );
    const most = Math.max(...each);
    return most + Math.log(each.reduce((sum, one) => sum + Math.exp(one - most), 0) / each.length);
  }

  /** The share of a choice's kernel that stays with the choice that was observed. */
  private stay(): number {
    return this.centres.length / (this.centres.length + 1);
  }

  private kernel(axis: Axis, own: number | undefined, value: number): number {
    if (axis.kind === "choice") {
      const other = 1 / axis.choices;
      return own === undefined ? other : this.stay() * (own === value ? 1 : 0) + (1 - this.stay()) * other;
    }
    const { centre, width } = own === undefined ? ANYWHERE : { centre: own, width: this.width };
    const z = (value - centre) / width;
    return Math.exp((-z * z) / 2) / width / (normalShare((1 - centre) / width) - normalShare(-centre / width));
  }
}

/** The share of a normal distribution below z, to 1e-7 (Abramowitz and Stegun 26.2.17). */
function normalShare(z: number): number {
  if (z < 0) return 1 - normalShare(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - Math.exp((-z * z) / 2) * 0.3989422804014327 * tail;
}
