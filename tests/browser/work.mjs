// Working in a real browser: node work.mjs http://127.0.0.1:PORT CODE
//
// On an empty store: the first account with the code from the terminal, the samples, intake of a text and of files, the
// queue by keys, a split and a note, each taken back; on a desktop and on a phone, in both themes. No error in the
// console, nothing fetched from elsewhere, no fault that axe-core finds on the pages passed.
import { start } from "./browser.mjs";

const [base, code] = [process.argv[2]?.replace(/\/$/, ""), process.argv[3]];
if (!base || !code) {
  console.error("usage: node work.mjs http://127.0.0.1:PORT CODE");
  process.exit(2);
}
const [name, password] = ["ines", "a long enough word"];
const { hold, open, sound, end } = await start([base]);

const victims = (page) => page.$$eval(".incidents h2 a", (all) => all.map((a) => a.textContent));

/** From an empty store to a record: the first account, then the samples. */
async function first() {
  const page = await open({ colorScheme: "light" });
  const begun = Date.now();
  await page.goto(`${base}/`);
  await page.locator(".notice a[href='/welcome']").click();
  await sound(page, "welcome, empty");
  await page.fill("#code", code.toLowerCase());
  await page.fill("#name", name);
  await page.fill("#password", password);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.waitForURL(/\/welcome$/);
  hold("log-in is on", (await page.innerText("main")).includes("whoever comes must log in"));
  await sound(page, "welcome, with an account");
  await page.getByRole("button", { name: "Read the samples in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/welcome"));
  while (new URL(page.url()).pathname.startsWith("/intake/") && (await page.innerText("h1")) !== "Read") await page.waitForTimeout(300);
  await page.goto(`${base}/`);
  await page.locator(".incidents h2 a").first().click();
  hold("a record within a minute", (await page.locator(".five").count()) === 1 && Date.now() - begun < 60_000, `${Date.now() - begun} ms`);
  await page.context().close();
  const stranger = await open({});
  await stranger.goto(`${base}/`);
  hold("a stranger is asked to log in", stranger.url().includes("/login"));
  await stranger.context().close();
}

async function logIn(options) {
  const page = await open(options);
  await page.goto(`${base}/login`);
  await page.fill("#name", name);
  await page.fill("#password", password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL(`${base}/`);
  return page;
}

/** A text that was pasted appears with its words marked; files are told of one by one. */
async function intake(page, what, n) {
  await page.goto(`${base}/`);
  await page.getByRole("link", { name: "Read something in" }).click();
  const text = (victim) => `${victim} confirms data breach\n\n${victim} confirmed on Monday that names of ${800 + n} customers were stolen in a cyberattack. Payment card details were not taken, it said.\n`;
  await page.fill("#text", text(`Haldane Freight ${n}`));
  await page.fill("#source", "Harbour Wire");
  await page.fill("#published", "2025-06-02");
  await sound(page, `${what}: intake`);
  await page.getByRole("button", { name: "Read and keep" }).click();
  await page.waitForURL(/\/documents\//);
  hold(`${what}: the words are marked`, (await page.locator("a.said").count()) > 0);
  hold(`${what}: the source is kept`, (await page.innerText("main")).includes("Harbour Wire"));
  await page.goto(`${base}/intake`);
  await page.setInputFiles("#file", [
    { name: "good.txt", mimeType: "text/plain", buffer: Buffer.from(text(`Orrin Dairy ${n}`)) },
    { name: "broken.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 and no more") },
  ]);
  await page.getByRole("button", { name: "Read and keep" }).click();
  await page.waitForURL(/\/intake\//);
  await page.waitForFunction(() => document.querySelector("h1").textContent === "Read");
  await sound(page, `${what}: what was taken in`);
  const told = await page.innerText("main");
  hold(`${what}: each file is told of`, told.includes("broken.pdf") && (await page.locator(".hits a[href^='/documents/']").count()) === 1, told);
  await page.goto(`${base}/`);
  const list = await victims(page);
  hold(`${what}: new incidents are listed`, list.some((v) => v.includes("Haldane")) && list.some((v) => v.includes("Orrin")), list.join(", "));
}

/** The queue by keys, and back. */
async function queue(page, what) {
  const keys = () => page.$$eval(".waiting input[name=key]", (all) => all.map((each) => each.value));
  await page.goto(`${base}/work`);
  await sound(page, `${what}: queue`);
  const before = await keys();
  hold(`${what}: something waits`, before.length > 1);
  await page.keyboard.press("j");
  const second = await page.locator(".waiting > li.on input[name=key]").inputValue();
  hold(`${what}: j moves on`, second === before[1]);
  for (const key of ["r", "a"]) {
    const asked = await page.locator(".waiting > li.on input[name=key]").inputValue();
    await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
    hold(`${what}: ${key} answers it`, !(await keys()).includes(asked));
    await sound(page, `${what}: after ${key}`);
    await page.locator(".done button").first().click();
    await page.waitForURL(/#done$/);
    // A reading that was rejected comes back by a person's hand, and is not asked about again.
    const back = asked.startsWith("reading/") && key === "r" ? (await page.locator(".done .gone").count()) > 0 : (await keys()).includes(asked);
    hold(`${what}: undo takes back ${key}`, back, asked);
    await page.goto(`${base}/work`);
  }
  await Promise.all([page.waitForNavigation(), page.keyboard.press("c")]);
  hold(`${what}: c leads to the form`, /\/(claims|incidents)\//.test(page.url()), page.url());
  await sound(page, `${what}: the form`);
}

/** A split is taken back, a note is kept and removed, and what was seen is no longer new. */
async function split(page, what) {
  await page.goto(`${base}/`);
  const count = (await victims(page)).length;
  const lines = await page.$$eval(".incidents > li", (all) => all.map((li) => [li.querySelector("h2 a").getAttribute("href"), li.innerText]));
  const many = lines.find(([, text]) => /Documents\s*[2-9]/.test(text))?.[0];
  hold(`${what}: an incident of several documents`, Boolean(many));
  await page.goto(base + many + "/hand");
  await sound(page, `${what}: by hand`);
  await page.locator("input[name=documents]").first().check();
  await page.fill("#why-split", "another event");
  await page.getByRole("button", { name: "Split them off" }).click();
  await page.waitForURL(/\/incidents\/[0-9a-f-]{36}$/);
  await page.goto(`${base}/`);
  hold(`${what}: one more after the split`, (await victims(page)).length === count + 1);
  await page.goto(`${base}/work`);
  await page.locator(".done button").first().click();
  await page.waitForURL(/#done$/);
  await page.goto(`${base}/`);
  hold(`${what}: as before after undo`, (await victims(page)).length === count);
  await page.goto(base + many);
  await page.fill("#note", "Call their press office");
  await page.getByRole("button", { name: "Keep the note" }).click();
  await page.waitForURL(/#notes$/);
  hold(`${what}: the note is there`, (await page.innerText(".notes")).includes("Call their press office"));
  await page.getByRole("button", { name: "I have seen this" }).click();
  await page.waitForLoadState();
  hold(`${what}: what was seen is not new`, (await page.innerText(".five")).includes("Nothing has changed since you looked"));
  await sound(page, `${what}: incident with a note`);
  await page.locator(".notes button").first().click();
  await page.waitForURL(/#notes$/);
  hold(`${what}: the note is gone`, (await page.locator(".notes").count()) === 0);
}

const steps = [["first account and samples", first]];
for (const [n, [what, options]] of [["desktop", { colorScheme: "dark" }], ["phone", { colorScheme: "light", viewport: { width: 390, height: 844 } }]].entries()) {
  let page;
  steps.push([`${what}: log in`, async () => { page = await logIn(options); }]);
  steps.push([`${what}: intake`, () => intake(page, what, n)]);
  steps.push([`${what}: queue`, () => queue(page, what)]);
  steps.push([`${what}: split, note, seen`, () => split(page, what)]);
}
await end(steps);
