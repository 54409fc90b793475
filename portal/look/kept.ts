/** What this browser keeps for one person: their language, theme and columns. It may keep nothing at all. */
export function keptText(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Whoever has no room for it chooses again the next time. */
export function keepText(key: string, text: string): void {
  try {
    localStorage.setItem(key, text)
  } catch {
    // It holds for this page.
  }
}
