import { useEffect } from 'react'

const rememberedMax = 20

/**
 * What lay over the page and is taken away (a dialog, a pane, a menu) would leave the focus nowhere: it goes back to
 * where it was before, or to the heading where that is gone, too.
 */
export function useFocusBack(): void {
  useEffect(() => {
    const had: Element[] = []
    const remember = ({ target }: FocusEvent) => {
      // Fluent's place-holders for the focus, which only hand it on.
      if (!(target instanceof Element) || target.hasAttribute('data-tabster-dummy')) return
      had.push(target)
      if (had.length > rememberedMax) had.shift()
    }
    let timer: ReturnType<typeof setTimeout> | undefined
    const observer = new MutationObserver((changes) => {
      if (!changes.some(({ removedNodes }) => removedNodes.length > 0)) return
      clearTimeout(timer)
      // Whoever has taken it away may have said where the focus goes.
      timer = setTimeout(() => {
        if (document.activeElement !== document.body) return
        const last = had.findLast((element) => element.isConnected && element.checkVisibility())
        const heading = document.querySelector('main h1[tabindex]')
        if (last instanceof HTMLElement) last.focus({ preventScroll: true })
        else if (heading instanceof HTMLElement) heading.focus({ preventScroll: true })
      })
    })
    document.addEventListener('focusin', remember)
    // What lies over the page stands beside it.
    observer.observe(document.body, { childList: true })
    return () => {
      document.removeEventListener('focusin', remember)
      observer.disconnect()
      clearTimeout(timer)
    }
  }, [])
}
