export interface Ids {
  /** A new random GUID, lower case. */
  next(): string
  /** The same GUID for the same text, always. */
  derive(text: string): string
}
