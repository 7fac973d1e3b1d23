/**
 * Writes points in time for people, in UTC and saying so; what is none stays as it is.
 * @param language BCP 47 tag
 * @returns takes RFC 3339
 */
export function timeIn(language: string): (iso: string) => string {
  const clock = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  return (iso) => (Number.isNaN(Date.parse(iso)) ? iso : `${clock.format(Date.parse(iso))} UTC`);
}
