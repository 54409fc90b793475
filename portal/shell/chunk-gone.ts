/** The file that this page would load next is gone, or out of reach. Browsers word it differently. */
export function isChunkGone(fault: unknown): boolean {
  return (
    fault instanceof TypeError &&
    /dynamically imported module|module script failed|Importing a module/i.test(fault.message)
  )
}
