const dialogs = '[role="dialog"], [role="alertdialog"]'

/** A heading takes the focus when its page is new, but never from a dialog that has opened with it. */
export function takeFocus(heading: HTMLElement | null): void {
  if (!document.querySelector(dialogs)) heading?.focus({ preventScroll: true })
}
