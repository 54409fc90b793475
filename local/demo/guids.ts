/** A GUID that reads as what it is: a group, and a number in it. The same for the same two, always. */
export function guidOf(group: string, number: number): string {
  const [first, second] = [group.slice(0, 8).padEnd(8, '0'), group.slice(8, 12).padEnd(4, '0')]
  return `${first}-${second}-4000-8000-${number.toString(16).padStart(12, '0')}`
}
