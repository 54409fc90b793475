import { useEffect, useMemo } from 'react'

/**
 * Whoever closes what had opened over the page goes on where they were; where that is gone, such as the item of a menu,
 * at the heading of what is open.
 */
export function useReturnFocus(isOpen: boolean): void {
  // While it is drawn for the first time nothing of it has the focus yet.
  const opener = useMemo(() => (isOpen ? document.activeElement : null), [isOpen])
  useEffect(() => {
    if (!isOpen) return
    return () => void setTimeout(() => giveBack(opener))
  }, [isOpen, opener])
}

const askAgainMs = 50
const timesMax = 20

/** A dialog keeps the focus until it has faded out. Whatever else has taken it by then keeps it. */
function giveBack(opener: Element | null, times = 0): void {
  const { activeElement } = document
  const isNowhere = activeElement === null || activeElement === document.body
  if (isNowhere) {
    const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body
    const headings = document.querySelectorAll<HTMLElement>('main :is(h1, h2)[tabindex]')
    const target = isThere ? opener : [...headings].at(-1)
    target?.focus({ preventScroll: true })
  } else if (activeElement.closest(dialogs) && times < timesMax)
    setTimeout(() => giveBack(opener, times + 1), askAgainMs)
}

const dialogs = '[role="dialog"], [role="alertdialog"]'

/** A heading takes the focus when its page is new, but never from a dialog that has opened with it. */
export function takeFocus(heading: HTMLElement | null): void {
  if (!document.querySelector(dialogs)) heading?.focus({ preventScroll: true })
}
