// Sends one message of every type with the library for Node, and ends when all are delivered.
const { Analytics } = require("@segment/analytics-node")

const [writeKey, host] = process.argv.slice(2)
const analytics = new Analytics({ writeKey, host, flushAt: 3 })
const userId = "node-7"
analytics.on("error", (problem) => {
  console.error(problem)
  process.exitCode = 1
})
analytics.identify({ userId, traits: { email: "nina@node.example", company: { name: "Node AG" } } })
analytics.track({ userId, event: "Brochure Downloaded", properties: { material: "brochure-2026" } })
analytics.page({ userId, name: "Products", properties: { path: "/products" } })
analytics.screen({ userId, name: "Start" })
analytics.group({ userId, groupId: "g1", traits: { name: "Node AG", industry: "machines" } })
analytics.alias({ userId, previousId: "node-before" })
analytics.closeAndFlush()
