import { TrackingError } from "@mlops/models/errors";

const FORBIDDEN = /[\\#?%\p{Cc}]/u;

/**
 * Checks a file's path below an artifact root: relative, "/" between parts, no `.` or `..`, none of `\ # ? %` or control characters.
 * Servers would take some of these for another path.
 * @throws TrackingError `TRACKING_INVALID`
 * @example checkArtifactPath("plots/roc.html") // => "plots/roc.html"
 */
export function checkArtifactPath(path: string): string {
  const parts = path.split("/");
  const broken = parts.some((part) => part === "" || part === "." || part === "..");
  if (broken || FORBIDDEN.test(path) || /^[a-z]:/i.test(path)) {
    const detail = `"${path}" is not an artifact path`;
    throw new TrackingError({ code: "TRACKING_INVALID", detail, path, hint: "use a relative path such as plots/roc.html" });
  }
  return path;
}

/** The path as it stands in a URL. */
export function encodeArtifactPath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
