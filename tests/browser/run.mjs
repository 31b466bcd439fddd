// The pages in a real browser: node run.mjs http://127.0.0.1:PORT
//
// Walks the pages that the list of incidents leads to and holds them to what a reader needs: no fault that axe-core
// finds, in both themes; nothing fetched from elsewhere; no sideways scrolling on a phone or at 200 %; everything
// there without script; a way by keyboard from the list to the words in a document.
import { start } from "./browser.mjs";

const base = process.argv[2]?.replace(/\/$/, "");
if (!base) {
  console.error("usage: node run.mjs http://127.0.0.1:PORT");
  process.exit(2);
}
/** The linkage board of the first incidents of the list. */
let board = "";
const shared = await start([base], [400, 404]);
const { hold, open, end } = shared;

/** Addresses of each kind of page, found by following links from the list. */
async function places() {
  const page = await open();
  const links = (pattern) => page.$$eval("a[href]", (all) => all.map((a) => a.getAttribute("href")))
    .then((all) => [...new Set(all.map((h) => h.split("#")[0]))].filter((h) => pattern.test(h)));
  await page.goto(`${base}/`);
  const incidents = await links(/^\/incidents\/[0-9a-f-]{36}$/);
  hold("the list has incidents", incidents.length > 0);
  const documents = [];
  const organisations = [];
  for (const incident of incidents.slice(0, 4)) {
    await page.goto(base + incident);
    organisations.push(...await links(/^\/organisations\/[^?]+$/));
    documents.push(...(await links(/^\/documents\/[0-9a-f-]{36}$/)).slice(0, 2));
  }
  const days = await page.$$eval(".days nav a[href^='?']", (all) => all.map((a) => a.getAttribute("href")));
  const asOf = days.length ? [incidents.at(0) + days[0].split("#")[0]] : [];
  await page.goto(`${base}/actors`);
  const actors = (await links(/^\/actors\/[^?]+$/)).slice(0, 2);
  const work = ["/welcome", "/intake", "/work", `${incidents[0]}/hand`, `${incidents[0]}/compare?from=2025-09-30`];
  // One advisory is drafted, proposed and published by its forms.
  await page.goto(`${base}/advisories?incident=${incidents[0].split("/").pop()}`);
  await page.click("text=Draft an advisory");
  const advisory = new URL(page.url()).pathname;
  for (const step of ["Propose for approval", "Publish now"]) await page.click(`text=${step}`);
  hold("an advisory is published by its forms", (await page.locator("h1 .kind").innerText()) === "published", page.url());
  await page.goto(`${base}/watches?kind=incident&name=${incidents[0].split("/").pop()}`);
  await page.click("main button");
  const sent = ["/advisories", advisory, "/outbox", "/watches", "/account", "/users", "/teams", "/audit", "/audit?about=nothing-has-this"];
  const ids = incidents.slice(0, 3).map((path) => path.split("/").pop());
  board = `/assess?incidents=${ids.join(",")}`;
  await page.context().close();
  return [
    "/actors", "/actors?q=nobody", ...actors, "/calibration", "/assess", `/assess?incidents=${ids[0]}`, board,
    `${board}&prior=0.25&drop=claims:actor`, `${board}&prior=1`,
    "/", "/?q=nothing-holds-this", "/search?q=the", "/search?q=", "/search?q=stance:denies%20is:claim", "/search?q=colour:blue", "/indicators",
    "/brief", "/brief?since=2025-01-01&day=2026-12-31", "/brief?day=never", ...incidents.slice(0, 2).flatMap((i) => [`${i}/story`, `${i}/graph`, `${i}/graph?open=organisation`]),
    ...organisations.slice(0, 2), "/sources", "/about", "/api", "/nowhere", "/?as_of=never",
    ...work, ...sent, ...incidents.slice(0, 4), ...asOf, ...[...new Set(documents)].slice(0, 6),
  ];
}

/** axe-core finds nothing, in either theme, nor on a phone. */
async function accessible(paths) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of colorScheme === "light" ? [1280, 390] : [1280]) {
      const page = await open({ colorScheme, viewport: { width, height: 900 } });
      for (const path of paths) {
        await page.goto(base + path);
        await shared.accessible(page, `${colorScheme} ${width} ${path}`);
      }
      await page.context().close();
    }
  }
}

/** Nothing runs off sideways: on a small phone, and on a desktop at 200 % (which halves the width in CSS pixels). */
async function narrow(paths) {
  for (const [what, width, factor] of [["360 px", 360, 1], ["320 px", 320, 1], ["200 %", 640, 2]]) {
    const page = await open({ viewport: { width, height: 640 }, deviceScaleFactor: factor });
    for (const path of paths) {
      await page.goto(base + path);
      await shared.narrow(page, `${what}, ${path}`);
    }
    await page.context().close();
  }
}

/** Without script: the same text, links that lead to their targets, a filter that filters. */
async function scriptless(paths) {
  const plain = await open({ javaScriptEnabled: false });
  const scripted = await open();
  // The queue tells of its keys only where there are any.
  for (const path of paths.filter((each) => each !== "/work")) {
    await plain.goto(base + path);
    await scripted.goto(base + path);
    hold(`the same words without script, ${path}`, (await plain.innerText("main")) === (await scripted.innerText("main")));
  }
  hold("no theme button without script", (await plain.locator("button.theme:visible").count()) === 0);
  hold("a theme button with script", (await scripted.locator("button.theme:visible").count()) === 1);
  await plain.goto(`${base}/`);
  const name = (await plain.locator(".incidents h2 a").first().innerText()).trim();
  await plain.fill("#q", name);
  await plain.locator(".filter button").click();
  hold("the filter works without script", (await plain.locator(".incidents h2 a").first().innerText()).trim() === name);
  await plain.context().close();
  await scripted.context().close();
}

/** The theme that was chosen stays chosen. */
async function theme() {
  const page = await open({ colorScheme: "light" });
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.goto(`${base}/`);
  const before = await paper();
  await page.locator("button.theme").click();
  const after = await paper();
  await page.goto(`${base}/about`);
  hold("the theme changes", before !== after);
  hold("the theme stays", (await paper()) === after);
  await page.context().close();
}

/** Presses Tab until the element in focus fits; false when it never does. */
async function tabTo(page, selector, limit = 400) {
  for (let n = 0; n < limit; n += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return true;
  }
  return false;
}

/** By keyboard alone: skip link, incident, a voice beside a field, its claim, the words in the document, back. */
async function keyboard() {
  const page = await open();
  await page.goto(`${base}/`);
  await page.keyboard.press("Tab");
  hold("the first stop is the skip link", await page.evaluate(() => document.activeElement.matches("a.skip")));
  await page.keyboard.press("Enter");
  hold("the skip link leads to the content", await page.evaluate(() => location.hash === "#main"));
  hold("an incident can be reached", await tabTo(page, ".incidents h2 a"));
  const outlined = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");
  hold("focus can be seen", outlined);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/incidents\//);
  hold("a voice beside a field can be reached", await tabTo(page, ".who a"));
  await page.keyboard.press("Enter");
  hold("it leads to its claim", await page.evaluate(() => document.querySelector(":target")?.matches(".claims li, .anchor")));
  hold("the claim's words can be reached", await tabTo(page, ".claims li:target .quote a", 40));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/documents\//);
  const shown = await page.evaluate(() => {
    const target = document.querySelector(":target");
    const words = target?.nextElementSibling?.closest("a.said") ?? document.querySelector(".said.lit");
    const box = (words ?? target)?.getBoundingClientRect();
    return Boolean(box) && box.top >= 0 && box.top < innerHeight && document.querySelectorAll(".said.lit").length > 0;
  });
  hold("the words are marked and in view", shown);
  hold("marked words can be reached", await tabTo(page, "a.said", 60));
  const who = await page.evaluate(() => getComputedStyle(document.activeElement, "::after").content);
  hold("marked words say whose they are", who !== "none" && who.length > 2, who);
  await page.keyboard.press("Enter");
  hold("they lead to their claim", await page.evaluate(() => document.querySelector(":target")?.matches(".claims li")));
  await page.context().close();
}

/** The linkage board: a switch answers in place and keeps the focus, without script it is a link; the slider moves. */
async function switches() {
  const figures = (page) => page.locator("#board .figure").first().innerText();
  const page = await open();
  await page.goto(base + board);
  const usual = await figures(page);
  await page.evaluate(() => { window.stayed = true; });
  const link = page.locator("a[id^='p-']").last();
  const href = await link.getAttribute("href");
  await link.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((before) => document.querySelector("#board .figure").innerText !== before, usual);
  const swept = await figures(page);
  hold("a switch answers without leaving the page", await page.evaluate(() => window.stayed === true));
  hold("the address says what is shown", page.url().endsWith(href), page.url());
  hold("focus stays on the board", await page.evaluate(() => document.activeElement.closest("#board") !== null));
  const back = page.locator("#back");
  await back.click();
  await page.waitForFunction((before) => document.querySelector("#board .figure").innerText === before, usual);
  if ((await page.locator("#slider").count()) > 0) {
    await page.locator("#slider").focus();
    await page.keyboard.press("Home");
    await page.waitForURL(/as_of=/);
    hold("the slider keeps the focus", await page.evaluate(() => document.activeElement.id === "slider"));
  }
  await page.context().close();
  const plain = await open({ javaScriptEnabled: false });
  await plain.goto(base + board);
  await plain.locator("a[id^='p-']").last().click();
  hold("without script a switch is a link to the same answer", (await figures(plain)) === swept);
  await plain.locator("details.behind summary").first().click();
  hold("the table behind a drawing opens", await plain.locator("details.behind table").first().isVisible());
  await plain.context().close();
}

/** Every link within the site leads to a page that is there, every anchor to an element. */
async function links(paths) {
  const page = await open();
  const seen = new Map();
  const ids = async (path) => {
    if (!seen.has(path)) {
      const response = await page.goto(base + path);
      const download = response === null || !response.headers()["content-type"]?.includes("html");
      seen.set(path, download ? null : { status: response.status(), ids: new Set(await page.$$eval("[id]", (all) => all.map((e) => e.id))) });
    }
    return seen.get(path);
  };
  for (const path of paths.filter((p) => /^\/(incidents|documents|actors|assess\?)/.test(p)).slice(0, 9)) {
    await page.goto(base + path);
    const all = await page.$$eval("main a[href]", (a) => a.map((e) => e.getAttribute("href")));
    const targets = [...new Set(all)].filter((h) => /^(\/documents\/|\/actors\/|#)/.test(h) && !h.includes(".json")).slice(0, 120);
    for (const target of targets) {
      const [where, anchor] = (target.startsWith("#") ? path + target : target).split("#");
      const there = await ids(where);
      hold(`${target} on ${path} leads somewhere`, there?.status === 200 && (!anchor || there.ids.has(anchor)));
    }
  }
  await page.context().close();
}

const paths = await places();
console.log(`${paths.length} pages`);
await end([accessible, narrow, scriptless, theme, keyboard, switches, links].map((step) => [step.name, () => step(paths)]));
