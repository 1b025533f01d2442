// Days as YYYY-MM-DD, in Japan.

/** Today in Japan. */
export function japanToday() {
  return new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)
}

/** So many days before. */
export function before(day, n) {
  const d = new Date(`${day}T00:00:00Z`)
  d.setUTCDate(d.getUTCDate() - n)
  return d.toISOString().slice(0, 10)
}

/** The first of the month. */
export const month = (day) => `${day.slice(0, 8)}01`
