/** Where on earth, in degrees: north and east are positive. */
export type Place = { readonly latitude: number; readonly longitude: number }

const dayMs = 86_400_000
const radians = (degrees: number): number => (degrees * Math.PI) / 180
const degrees = (angle: number): number => (angle * 180) / Math.PI
/** The sun's upper edge, through the air: that far below the horizon stands its middle. */
const horizon = radians(-0.833)
const j2000Ms = Date.UTC(2000, 0, 1, 12)

/**
 * When the sun rises and sets on the day of `dateMs` (UTC), to about two minutes; undefined where it
 * does not, in a polar summer or winter. By the sunrise equation.
 */
export function sunTimes(
  dateMs: number,
  { latitude, longitude }: Place,
): { readonly riseMs: number; readonly setMs: number } | undefined {
  // The noon nearest to the middle of the day at that place.
  const noonMs = Math.floor(dateMs / dayMs) * dayMs + dayMs / 2 - (longitude / 360) * dayMs
  const day = (noonMs - j2000Ms) / dayMs
  const anomaly = radians((357.5291 + 0.98560028 * day) % 360)
  const centre =
    1.9148 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly) + 0.0003 * Math.sin(3 * anomaly)
  const ecliptic = radians((degrees(anomaly) + centre + 180 + 102.9372) % 360)
  const equationMs = (0.0053 * Math.sin(anomaly) - 0.0069 * Math.sin(2 * ecliptic)) * dayMs
  const declination = Math.asin(Math.sin(ecliptic) * Math.sin(radians(23.4397)))
  const lat = radians(latitude)
  const cosine =
    (Math.sin(horizon) - Math.sin(lat) * Math.sin(declination)) /
    (Math.cos(lat) * Math.cos(declination))
  if (Math.abs(cosine) > 1) return undefined
  const halfMs = (degrees(Math.acos(cosine)) / 360) * dayMs
  const transitMs = noonMs + equationMs
  return { riseMs: transitMs - halfMs, setMs: transitMs + halfMs }
}
