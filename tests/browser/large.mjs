// An incident with thousands of things in a real browser: node large.mjs http://127.0.0.1:PORT INCIDENT
//
// Prints, as JSON, the milliseconds from asking until a page is drawn and answers a click: the incident's own page, its
// graph, and each step by which the graph is opened (a sort, its next page, a thing). The slowest of three.
import { chromium } from "playwright-core";

const [base, incident] = process.argv.slice(2);
if (!incident) {
  console.error("usage: node large.mjs http://127.0.0.1:PORT INCIDENT");
  process.exit(2);
}
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
const times = {};

/** Does something, and waits until what it leads to is there and drawn. */
async function timed(what, act, there) {
  const start = performance.now();
  await act();
  await page.waitForSelector(there);
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  times[what] = Math.max(times[what] ?? 0, performance.now() - start);
}

const at = `${base.replace(/\/$/, "")}/incidents/${incident}`;
await page.goto(`${base}/about`).catch(() => {});
for (let round = 0; round < 3; round += 1) {
  await timed("incident", () => page.goto(at), "footer, main h1");
  await timed("graph", () => page.goto(`${at}/graph`), "svg.ties #n-indicator");
  times.things = Number((await page.textContent("main p.quiet")).replace(/^\D*([\d,]+).*$/s, "$1").replace(/,/g, ""));
  await timed("sort", () => page.click("#n-indicator"), "#n-indicator-0");
  await timed("page", () => page.click("#after"), "#before");
  await timed("thing", () => page.click("#n-indicator-3"), "#n-indicator-3[aria-current]");
}
await browser.close();
console.log(JSON.stringify(times));
