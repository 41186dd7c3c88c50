// How times, days and sizes are written. Pure: the present moment is always handed in.

const LOCALE = "en-GB";
const clock = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" });
const dayAndMonth = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "long" });
const dayMonthYear = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "long", year: "numeric" });
const shortDay = new Intl.DateTimeFormat(LOCALE, { day: "2-digit", month: "2-digit", year: "2-digit" });
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: "short" });
const full = new Intl.DateTimeFormat(LOCALE, { dateStyle: "full", timeStyle: "medium" });

/** @param {number} seconds Unix time, as the Bot API gives it */
export const dateOf = (seconds) => new Date(seconds * 1000);
export const timeText = (date) => clock.format(date);
export const fullText = (date) => full.format(date);

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
/** Whole calendar days between two moments, in the reader's own time zone. */
const daysBetween = (earlier, later) => Math.round((midnight(later) - midnight(earlier)) / 86_400_000);

export const dayKey = (date) => `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;

export function dayText(date, now) {
  const days = daysBetween(date, now);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return date.getFullYear() === now.getFullYear() ? dayAndMonth.format(date) : dayMonthYear.format(date);
}

/** The short form of a list: a time today, a weekday this week, else a date. */
export function briefText(date, now) {
  const days = daysBetween(date, now);
  if (days === 0) return clock.format(date);
  return days > 0 && days < 7 ? weekday.format(date) : shortDay.format(date);
}

export function sizeText(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["KB", "MB", "GB"];
  let size = bytes;
  let unit = -1;
  do {
    size /= 1024;
    unit += 1;
  } while (size >= 1024 && unit < units.length - 1);
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** "in 12 s", "in 5 min", "at 08:00", "tomorrow at 08:00": how long until a moment to come. */
export function untilText(date, now) {
  const seconds = Math.round((date - now) / 1000);
  if (seconds <= 0) return "any moment now";
  if (seconds < 60) return `in ${seconds} s`;
  if (seconds < 3600) return `in ${Math.round(seconds / 60)} min`;
  const days = daysBetween(now, date);
  if (days === 0) return `at ${clock.format(date)}`;
  if (days === 1) return `tomorrow at ${clock.format(date)}`;
  return `on ${dayAndMonth.format(date)} at ${clock.format(date)}`;
}
