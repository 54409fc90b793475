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
      onLog(level, log, handler) {
        // Packages mark what is for browsers; here everything is.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handler(level, log)
      },
    },
  },
})
