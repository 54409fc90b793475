import { type KeyboardEvent, useState } from 'react'

/**
 * One row of a grid is in the order of the Tab key; arrows, Home, End and the page keys choose which. A row that is not
 * in the page yet is scrolled to first.
 */
export function useGridKeys(
  count: number,
  options: { readonly scrollTo: (index: number) => void; readonly pageRows: number },
) {
  const [wanted, setCurrent] = useState(0)
  const current = Math.min(wanted, Math.max(count - 1, 0))
  const targetOf = (key: string): number | undefined => {
    switch (key) {
      case 'ArrowDown':
        return current + 1
      case 'ArrowUp':
        return current - 1
      case 'PageDown':
        return current + options.pageRows
      case 'PageUp':
        return current - options.pageRows
      case 'Home':
        return 0
      case 'End':
        return count - 1
      default:
        return undefined
    }
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = (event.target as HTMLElement).closest('[data-row]')
    // Keys of a field or menu within a row are its own.
    if (!row || event.target !== row) return
    const target = targetOf(event.key)
    if (target === undefined) return
    event.preventDefault()
    const index = Math.max(0, Math.min(count - 1, target))
    const grid = event.currentTarget
    setCurrent(index)
    options.scrollTo(index)
    focusWhenThere(grid, index)
  }
  return { current, setCurrent, onKeyDown }
}

function focusWhenThere(grid: HTMLElement, index: number, triesLeft = 10): void {
  requestAnimationFrame(() => {
    const row = grid.querySelector<HTMLElement>(`[data-row="${index}"]`)
    if (row) row.focus()
    else if (triesLeft > 0) focusWhenThere(grid, index, triesLeft - 1)
  })
}
