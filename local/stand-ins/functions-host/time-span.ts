/** Milliseconds of a .NET TimeSpan text, `[d.]hh:mm:ss[.fff]`; undefined for any other text. */
export function parseTimeSpan(text: string): number | undefined {
  const match = /^(?:(\d+)\.)?(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,7}))?$/.exec(text)
  if (match === null) return undefined
  const [days, hours, minutes, seconds] = match.slice(1, 5).map((part) => Number(part ?? 0))
  if (days === undefined || hours === undefined || minutes === undefined || seconds === undefined)
    return undefined
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  const fractionMs = Math.round(Number(`0.${match[5] ?? 0}`) * 1000)
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + fractionMs
}
