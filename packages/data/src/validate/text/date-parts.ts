import { daysInMonth } from "./calendar.ts";

/** Up to three numbers of a date in the order they were written, which of them is a month by name and which a year by its length. */
export class DateParts {
  private readonly values: number[] = [];
  private month = -1;
  private year = -1;

  get count(): number {
    return this.values.length;
  }

  /** @returns false where there are too many, or two months or years */
  add(value: number, digits: number): boolean {
    if (digits > 2 || value > 100) {
      if (this.year >= 0) return false;
      this.year = this.values.length;
    }
    return this.values.push(value) <= 3;
  }

  addMonth(value: number): boolean {
    if (this.month >= 0) return false;
    this.month = this.values.length;
    return this.values.push(value) <= 3;
  }

  couldBeDay(value: number): boolean {
    return Number.isInteger(value) && value >= 1 && value <= 31 && this.count < 3;
  }

  /** Whether the numbers are a date, month before day unless that cannot be. */
  isDate(): boolean {
    const { year, month, day } = this.resolve();
    if (month !== undefined && !(month >= 1 && month <= 12)) return false;
    if (year !== undefined && !(year >= 0 && year <= 9999 && (year > 0 || this.year < 0))) return false;
    return day === undefined || (day >= 1 && day <= (month === undefined ? 31 : daysInMonth(century(year ?? 2000), month)));
  }

  private resolve(): { year?: number | undefined; month?: number | undefined; day?: number | undefined } {
    const [a, b, c] = this.values as [number, number, number];
    const { month } = this;
    switch (this.count) {
      case 0:
        return {};
      case 1:
        return month === 0 ? { month: a } : a > 31 ? { year: a } : { day: a };
      case 2:
        if (month >= 0) {
          const other = month === 0 ? b : a;
          return { month: month === 0 ? a : b, ...(other > 31 ? { year: other } : { day: other }) };
        }
        if (a > 31) return { year: a, month: b };
        return b > 31 ? { month: a, year: b } : { month: a, day: b };
      default:
        if (month === 0) return b > 31 ? { month: a, year: b, day: c } : { month: a, day: b, year: c };
        if (month === 1) return a > 31 ? { year: a, month: b, day: c } : { day: a, month: b, year: c };
        if (month === 2) return b > 31 ? { day: a, year: b, month: c } : { year: a, day: b, month: c };
        if (a > 31 || this.year === 0) return { year: a, month: b, day: c };
        return a > 12 ? { day: a, month: b, year: c } : { month: a, day: b, year: c };
    }
  }
}

/** Two digits are a year of this or the last century; which of the two does not change the length of a month but in 2000. */
function century(year: number): number {
  return year < 100 ? 2000 + year : year;
}
