/** What a detector says of the value it was given last. */
export interface Signal {
  /** A change may be under way. */
  readonly warning: boolean;
  /** A change is found: the detector starts anew with the next value. */
  readonly drift: boolean;
}

const QUIET: Signal = Object.freeze({ warning: false, drift: false });
const WARNING: Signal = Object.freeze({ warning: true, drift: false });
const DRIFT: Signal = Object.freeze({ warning: false, drift: true });
const BOTH: Signal = Object.freeze({ warning: true, drift: true });

/** One of four shared objects, so that a stream allocates nothing per value. */
export function signalOf(warning: boolean, drift: boolean): Signal {
  if (drift) return warning ? BOTH : DRIFT;
  return warning ? WARNING : QUIET;
}
