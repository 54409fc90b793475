/** They came back without having signed in, or this browser keeps nothing: to try again at once would be for ever. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed'
}
