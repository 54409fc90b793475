/**
 * Loaded before every script (`node --import`), and JavaScript because an older Node cannot even open the TypeScript
 * that it is to be kept from. npm puts the Node of node_modules first on the PATH, so an older one here means that it
 * was not installed, or that the script was started without npm.
 */
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `This needs Node 24; it runs on ${process.versions.node}. Run "npm ci" (it installs Node 24 beside the other packages) and start it through npm, as in "npm start".`,
  )
  process.exit(1)
}
