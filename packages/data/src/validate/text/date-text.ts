import { DateParts } from "./date-parts.ts";
import { dateTokens, isHalf, isJump, isWeekday, monthOf, unitOf } from "./date-tokens.ts";

/** Reads a text as python-dateutil's `parse` does, to tell whether there is a date or time in it and nothing else. */
class Reader {
  private readonly tokens: readonly string[];
  private readonly parts = new DateParts();
  private at = 0;
  private readonly time: (number | undefined)[] = [undefined, undefined, undefined];
  private found = false;
  private half = false;

  constructor(text: string) {
    this.tokens = dateTokens(text);
  }

  read(): boolean {
    while (this.at < this.tokens.length) if (!this.step()) return false;
    const [hour = 0, minute = 0, second = 0] = this.time;
    return (this.found || this.parts.count > 0) && hour < 24 && minute < 60 && second < 60 && this.parts.isDate();
  }

  private get next(): string | undefined {
    return this.tokens[this.at + 1];
  }

  private step(): boolean {
    const token = this.tokens[this.at] as string;
    if (/^\d/.test(token)) return this.number(token);
    if (isWeekday(token)) return this.take();
    if (monthOf(token) !== undefined) return this.month(token);
    if (isHalf(token)) {
      const hour = this.time[0];
      if (hour === undefined) return isJump(token) ? this.take(1, false) : false;
      if (this.half || hour > 12) return false;
      this.half = true;
      return this.take();
    }
    if (this.time[0] !== undefined && this.zone(token)) return true;
    return isJump(token) ? this.take(1, false) : false;
  }

  private take(count = 1, found = true): boolean {
    this.at += count;
    if (found) this.found = true;
    return true;
  }

  private month(token: string): boolean {
    if (!this.parts.addMonth(monthOf(token) as number)) return false;
    this.take();
    const separator = this.tokens[this.at];
    if (separator !== "-" && separator !== "/") return true;
    for (let part = 0; part < 2 && this.tokens[this.at] === separator; part++) {
      const value = this.tokens[this.at + 1];
      if (value === undefined || !/^\d+$/.test(value)) return part > 0;
      if (!this.parts.add(Number(value), value.length)) return false;
      this.at += 2;
    }
    return true;
  }

  /** A zone's name in capitals, or an offset; a name may be followed by an offset. */
  private zone(token: string): boolean {
    if (/^[A-Z]{1,5}$/.test(token) || token === "z") return this.take();
    if (token !== "+" && token !== "-") return false;
    const digits = this.next ?? "";
    if (!/^\d{1,2}$|^\d{4}$/.test(digits)) return false;
    this.take(2);
    if (digits.length <= 2 && this.tokens[this.at] === ":" && /^\d+$/.test(this.next ?? "")) this.take(2);
    if (this.tokens[this.at] === " " && this.tokens[this.at + 1] === "(" && this.tokens[this.at + 3] === ")") this.take(4);
    return true;
  }

  private number(token: string): boolean {
    const { parts, time } = this;
    const value = Number(token);
    const whole = token.indexOf(".") < 0 ? token.length : token.indexOf(".");
    const digits = token.length;
    if (parts.count === 3 && (digits === 2 || digits === 4) && time[0] === undefined && this.endsHere()) {
      time[0] = Number(token.slice(0, 2));
      if (digits === 4) time[1] = Number(token.slice(2));
      return this.take();
    }
    if (whole === 6) return this.six(token);
    if (digits === 8 || digits === 12 || digits === 14) {
      if (token.includes(".")) return false;
      for (const [from, to] of [
        [0, 4],
        [4, 6],
        [6, 8],
      ] as const)
        if (!parts.add(Number(token.slice(from, to)), to - from)) return false;
      if (digits > 8) [time[0], time[1]] = [Number(token.slice(8, 10)), Number(token.slice(10, 12))];
      if (digits > 12) time[2] = Number(token.slice(12));
      return this.take();
    }
    const unit = this.unit();
    if (unit !== undefined) {
      time[unit.place] = Math.floor(value);
      return this.take(unit.length);
    }
    if (this.next === ":") return this.clock(value);
    if (this.next === "-" || this.next === "/" || this.next === ".") return this.separated(value, digits);
    if (this.next === undefined || isJump(this.next)) {
      if (isHalf(this.tokens[this.at + 2]) && value < 24) {
        time[0] = Math.floor(value);
        return this.take(3);
      }
      return Number.isInteger(value) && parts.add(value, digits) && this.take();
    }
    if (isHalf(this.next) && value < 24) {
      time[0] = Math.floor(value);
      return this.take(2);
    }
    return parts.couldBeDay(value) && parts.add(value, digits) && this.take();
  }

  private endsHere(): boolean {
    return this.next !== ":" && unitOf(this.next) === undefined;
  }

  /** YYMMDD where there is no date yet, else hhmmss. */
  private six(token: string): boolean {
    const pairs = [token.slice(0, 2), token.slice(2, 4), token.slice(4)].map(Number) as [number, number, number];
    if (this.parts.count === 0 && !token.includes(".")) {
      for (const pair of pairs) if (!this.parts.add(pair, 2)) return false;
    } else for (const [i, pair] of pairs.entries()) this.time[i] = Math.floor(pair);
    return this.take();
  }

  private unit(): { place: number; length: number } | undefined {
    const direct = unitOf(this.next);
    if (direct !== undefined) return { place: direct, length: 2 };
    const spaced = this.next === " " ? unitOf(this.tokens[this.at + 2]) : undefined;
    return spaced === undefined ? undefined : { place: spaced, length: 3 };
  }

  private clock(hour: number): boolean {
    this.time[0] = hour;
    const minute = this.tokens[this.at + 2];
    if (minute === undefined || !/^\d/.test(minute)) return false;
    this.time[1] = Math.floor(Number(minute));
    if (this.tokens[this.at + 3] !== ":") return this.take(3);
    const second = this.tokens[this.at + 4];
    if (second === undefined || !/^\d/.test(second)) return false;
    this.time[2] = Math.floor(Number(second));
    return this.take(5);
  }

  /** 2003-09-25, 25/Sep/2003, 10.5. */
  private separated(value: number, digits: number): boolean {
    const separator = this.next;
    if (!Number.isInteger(value) || !this.parts.add(value, digits)) return false;
    const second = this.tokens[this.at + 2];
    if (second === undefined || isJump(second)) return this.take(2);
    if (!this.part(second)) return false;
    if (this.tokens[this.at + 3] !== separator) return this.take(3);
    const third = this.tokens[this.at + 4];
    return third !== undefined && this.part(third) && this.take(5);
  }

  private part(token: string): boolean {
    const month = monthOf(token);
    if (month !== undefined) return this.parts.addMonth(month);
    return /^\d+$/.test(token) && this.parts.add(Number(token), token.length);
  }
}

/**
 * Whether a text reads as a date or time: ISO-8601, numbers with - / or . between them, names of months, times with am, pm or a zone.
 * Words and numbers that are no part of one make it none. Digits are ASCII.
 * @see python-dateutil's parser, which this follows
 */
export function isDateText(text: string): boolean {
  return new Reader(text).read();
}
