import { defineConfig } from 'vite'

/** Two pages: the portal, and where Entra sends the browser back to. Both are served under /app by the function app. */
// biome-ignore lint/style/noDefaultExport: Vite wants it so
export default defineConfig({
  base: '/app/',
  build: {
    target: 'es2023',
    // The function app's headers allow no inline script; a chunk that is asked for early needs none.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: ['index.html', 'signed-in.html'],
      output: {
        // What most pages need comes in one piece: a hundred small ones would each take their way, and pack worse.
        codeSplitting: { groups: [{ name: 'base', minShareCount: 12, test: isOfFirstPage }] },
      },
      onLog(level, log, handler) {
        // Packages mark what is for browsers; here everything is.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handler(level, log)
      },
    },
  },
})

/** Signing in is a piece of its own; what only opens when somebody asks for it is no first page's. */
function isOfFirstPage(id: string): boolean {
  return !/@azure[\\/]msal|react-(?:dialog|drawer|textarea)[\\/]/.test(id)
}
