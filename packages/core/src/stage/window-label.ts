/**
 * The first instant of a window of the calendar as people read it; of weeks its Monday.
 * @param start - ISO-8601 in UTC
 * @example windowLabel("2024-04-01T00:00:00.000Z", "quarter") // => "2024-Q2"
 */
export function windowLabel(start: string, unit: "hour" | "day" | "week" | "month" | "quarter" | "year"): string {
  const [day = "", time = ""] = start.split("T");
  const month = day.slice(0, day.lastIndexOf("-"));
  const year = month.slice(0, month.lastIndexOf("-"));
  switch (unit) {
    case "year":
      return year;
    case "quarter":
      return `${year}-Q${Math.ceil(Number(month.slice(-2)) / 3)}`;
    case "month":
      return month;
    case "hour":
      return `${day} ${time.slice(0, 5)}`;
    default:
      return day;
  }
}
