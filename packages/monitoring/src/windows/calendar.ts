export type CalendarUnit = "hour" | "day" | "week" | "month" | "quarter" | "year";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 1970-01-01 was a Thursday: the Monday before is three days earlier. */
const MONDAY_SHIFT = 3 * DAY;

interface Calendar {
  /** The number of the span that holds an instant; spans that follow each other have numbers that do. */
  spanOf(milliseconds: number): number;
  /** The first instant of a span. */
  startOf(span: number): number;
}

/**
 * The spans that a calendar unit cuts time into, in UTC, each half-open [start, end); weeks begin on Monday.
 * There is no daylight saving time in UTC: a day always has 24 hours. Instants are milliseconds since 1970.
 * @example
 * const quarters = calendarOf("quarter");
 * new Date(quarters.startOf(quarters.spanOf(Date.UTC(2024, 1, 29)) + 1)).toISOString() // => "2024-04-01T00:00:00.000Z"
 */
export function calendarOf(unit: CalendarUnit): Calendar {
  switch (unit) {
    case "hour":
      return fixed(HOUR, 0);
    case "day":
      return fixed(DAY, 0);
    case "week":
      return fixed(7 * DAY, MONDAY_SHIFT);
    case "month":
      return months(1);
    case "quarter":
      return months(3);
    case "year":
      return months(12);
  }
}

function fixed(length: number, shift: number): Calendar {
  return {
    spanOf: (milliseconds) => Math.floor((milliseconds + shift) / length),
    startOf: (span) => span * length - shift,
  };
}

function months(count: number): Calendar {
  return {
    spanOf: (milliseconds) => {
      const date = new Date(milliseconds);
      return Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / count);
    },
    // not Date.UTC, which reads the years 0 to 99 as 1900 to 1999
    startOf: (span) => new Date(0).setUTCFullYear(Math.floor((span * count) / 12), (((span * count) % 12) + 12) % 12, 1),
  };
}

/** The greatest of day, hour, minute and second that all instants are whole multiples of; one millisecond where there is none. */
export function resolutionOf(instants: Iterable<number>): number {
  let step = DAY;
  for (const instant of instants) {
    while (step > 1 && instant % step !== 0) step = step === DAY ? HOUR : step === HOUR ? 60_000 : step === 60_000 ? 1000 : 1;
    if (step === 1) return 1;
  }
  return step;
}
