// What the scripts that work in a browser share: a page that reaches no other host and logs no error, and what must hold.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"];

/** A browser that may reach these addresses, of which the first is ours, and what was found. */
export async function start(...addresses) {
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
      // What is refused on purpose is no error, and what others' pages say is theirs.
      const expected = /status of 40[013]/.test(message.text()) || !page.url().startsWith(`${addresses[0]}/`);
      if (message.type() === "error" && !expected) hold("no error in the console", false, `${page.url()}: ${message.text()}`);
    });
    return page;
  }

  /** The page as it stands has no fault that axe-core finds, and does not run off sideways. */
  async function sound(page, what) {
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }));
    hold(`axe: ${what}`, found.violations.length === 0, found.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)}`).join("\n    "));
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    hold(`no sideways scrolling: ${what}`, over <= 0, `${over} px`);
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
  return { hold, open, sound, end };
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
