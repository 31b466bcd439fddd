// What the scripts that work in a browser share: a page that reaches no other host and logs no error, and what must hold.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const flags = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/**
 * A browser that may reach these addresses, of which the first is ours, and what was found. `refused` are the statuses
 * that are asked for on purpose: any other error in the console is a fault, but for what others' pages say.
 */
export async function start(addresses, refused = []) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
  const faults = [];
  let checks = 0;

  function hold(what, truth, detail = "") {
    checks += 1;
    if (!truth) faults.push(`${what}${detail ? `: ${detail}` : ""}`);
  }

  /** A page with cookies of its own. */
  async function open(options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.on("request", (request) => hold("no foreign host", addresses.some((base) => request.url().startsWith(`${base}/`)), request.url()));
    page.on("pageerror", (error) => hold("no script error", false, `${page.url()}: ${error}`));
    page.on("console", (message) => {
      const asked = refused.some((status) => message.text().includes(`status of ${status}`));
      const expected = asked || addresses.slice(1).some((other) => page.url().startsWith(`${other}/`));
      if (message.type() === "error" && !expected) hold("no error in the console", false, `${page.url()}: ${message.text()}`);
    });
    return page;
  }

  /** The page as it stands has no fault that axe-core finds. */
  async function accessible(page, what) {
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }));
    const words = found.violations.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].any[0]?.message ?? ""}`);
    hold(`axe: ${what}`, words.length === 0, words.join("\n    "));
  }

  /** It does not run off sideways. */
  async function narrow(page, what) {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    hold(`no sideways scrolling: ${what}`, over <= 0, `${over} px too wide`);
  }

  /** Both. */
  async function sound(page, what) {
    await accessible(page, what);
    await narrow(page, what);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${what.replace(/\W+/g, "-")}.png`, fullPage: true });
  }

  /** Runs the steps one after another, says which held, and ends with the count of faults. */
  async function end(steps) {
    for (const [what, step] of steps) {
      const [begun, before] = [Date.now(), faults.length];
      try {
        await step();
      } catch (error) {
        hold(what, false, error.stack);
      }
      console.log(`${faults.length === before ? "held  " : "FAILED"} ${what} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    }
    await browser.close();
    for (const fault of faults) console.error(`- ${fault}`);
    console.log(`${checks} checks, ${faults.length} faults`);
    process.exit(faults.length ? 1 : 0);
  }
  return { hold, open, accessible, narrow, sound, end };
}

/** The first account, with the code from the terminal. */
export async function firstAccount(page, base, code, name, password) {
  await page.goto(`${base}/welcome`);
  await page.fill("#code", code);
  await page.fill("#name", name);
  await page.fill("#password", password);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.waitForURL(/\/welcome$/);
}
