/** An endpoint that takes the tests in as guests. What is printed of it has no key in it. */
export interface Host {
  readonly what: 'documents' | 'messages' | 'files'
  /** Where, and as whose guest. */
  readonly where: string
  /** What earlier runs left there, each by the name of its run. */
  leftBehind(): Promise<readonly string[]>
  /** Why a run cannot be a guest there, such as what is there that no run has made; undefined where it can. Touches nothing. */
  whyNot(run: string): Promise<string | undefined>
  /** Makes what the run needs. */
  make(run: string): Promise<void>
  /** Takes away whatever that run made; nothing, where there is nothing. */
  remove(run: string): Promise<void>
  /** The command that does it by hand. */
  removeByHand(run: string): string
}
