const dialogs = '[role="dialog"], [role="alertdialog"]'

/** A heading takes the focus when its page is new, but never from a dialog that has opened with it. */
export function takeFocus(heading: HTMLElement | null): void {
  if (!document.querySelector(dialogs)) heading?.focus({ preventScroll: true })
}

/**
 * What takes the place of the button that was pressed takes its focus, as its `ref`. Left alone, the focus would go back
 * to what has opened the dialog; the dialog would then be hidden from screen readers, while everybody else sees it.
 */
export function takeOverFocus(button: HTMLElement | null): void {
  button?.focus()
}
