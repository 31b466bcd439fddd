// How people log in, in a real browser: node accounts.mjs http://localhost:PORT CODE
//
// On an empty store, on a desktop and on a phone: an account and a team are made, an app with codes is added, a code and a recovery code log in once,
// sessions are ended one by one and all others at once, a token is made and revoked, and a passkey of Chromium's virtual
// authenticator is added, named, shown alone and as the second step, and removed.
import { createHmac } from "node:crypto";
import { firstAccount, start } from "./browser.mjs";

const [base, code] = [process.argv[2]?.replace(/\/$/, ""), process.argv[3]];
if (!base || !code) {
  console.error("usage: node accounts.mjs http://localhost:PORT CODE");
  process.exit(2);
}
const password = "a long enough word";
const { hold, open, sound, end } = await start([base], [400, 401, 403]);

/** The code that an app shows for a secret in base 32 (RFC 6238), some steps from now. */
function shown(secret, off) {
  const bits = [...secret.replace(/\s/g, "")].map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + off));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Gives name and password; what comes then is the caller's. */
async function begin(page, name) {
  await page.goto(`${base}/login`);
  await page.fill("#name", name);
  await page.fill("#password", password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
}

/** Presses a button that leads on, also to the same address. */
const press = (page, button) => Promise.all([page.waitForNavigation(), button.click()]);

const inside = async (page) => {
  await page.goto(`${base}/account`);
  return page.url() === `${base}/account`;
};

/** An administrator adds whoever the rest is about. */
async function add(options, what, name) {
  const page = await open(options);
  if (what === "desktop") await firstAccount(page, base, code, "ines", password);
  else await begin(page, "ines");
  await page.goto(`${base}/users`);
  await page.fill("#u-name", name);
  await page.selectOption("#u-role", "analyst");
  await page.fill("#u-password", password);
  await press(page, page.getByRole("button", { name: "Add the account" }));
  hold(`${what}: the account is listed`, (await page.innerText("main")).includes(name));
  await page.getByRole("link", { name: "Teams" }).click();
  await page.fill("#n-name", `desk-${what}`);
  await page.fill("#n-about", "Shops and their suppliers");
  await page.fill("#n-members", `ines ${name}`);
  await page.selectOption("#n-lead", name);
  await press(page, page.getByRole("button", { name: "Make the team" }));
  hold(`${what}: the team is listed with its lead`, (await page.locator(`#l-desk-${what}`).inputValue()) === name);
  await sound(page, `${what}: teams`);
  await page.context().close();
}

/** An app with codes; gives its secret and the recovery codes. */
async function addApp(page, what) {
  await page.goto(`${base}/account`);
  await page.fill("#p-sure", password);
  await page.getByRole("button", { name: "Add an app that shows codes" }).click();
  const secret = await page.locator("main p code").first().innerText();
  await sound(page, `${what}: an app`);
  await page.fill("#code", shown(secret, -1));
  await page.getByRole("button", { name: "Keep the app" }).click();
  const codes = await page.locator(".codes code").allInnerTexts();
  hold(`${what}: ten recovery codes`, codes.length === 10, codes.join(" "));
  await sound(page, `${what}: recovery codes`);
  await page.getByRole("link", { name: "I have written them down" }).click();
  return { secret, codes };
}

/** Logs in by password and code; `true` when that opens a session. */
async function byCode(page, name, given) {
  await begin(page, name);
  await page.fill("#code", given);
  await press(page, page.getByRole("button", { name: "Log in", exact: true }));
  return inside(page);
}

async function codes(options, what, name) {
  const first = await open(options);
  await begin(first, name);
  // Codes change twice a minute: what follows is done before they do.
  const gone = Date.now() % 30_000;
  if (gone > 18_000) await first.waitForTimeout(30_500 - gone);
  const { secret, codes: recovery } = await addApp(first, what);
  const [one, two] = [await open(options), await open(options)];
  await begin(one, name);
  hold(`${what}: half a log-in is none`, !(await inside(one)));
  await one.goto(`${base}/login/second`);
  await sound(one, `${what}: second step`);
  hold(`${what}: a code logs in`, await byCode(one, name, shown(secret, 0)));
  hold(`${what}: a recovery code logs in`, await byCode(two, name, recovery[0].toLowerCase()));
  const three = await open(options);
  hold(`${what}: once`, !(await byCode(three, name, recovery[0])));
  await three.context().close();
  // Sessions: one is ended, then all but this one.
  await first.goto(`${base}/account`);
  const ends = first.locator("form[action^='/account/sessions/'] button");
  hold(`${what}: two others, and all of them`, (await ends.count()) === 3, String(await ends.count()));
  await sound(first, `${what}: account`);
  await press(first, ends.first());
  const left = [await inside(one), await inside(two)].filter(Boolean).length;
  hold(`${what}: one session is ended`, left === 1, `${left} left`);
  await press(first, first.getByRole("button", { name: "End all but this one" }));
  hold(`${what}: so are all others`, !(await inside(one)) && !(await inside(two)));
  hold(`${what}: this one goes on`, await inside(first));
  await one.context().close();
  await two.context().close();
  return first;
}

async function token(page, what) {
  await page.goto(`${base}/account`);
  await page.selectOption("#t-scope", "read");
  await page.getByRole("button", { name: "Make a token", exact: true }).click();
  const word = await page.locator("main p code").first().innerText();
  await sound(page, `${what}: token`);
  const asked = async () => (await fetch(`${base}/api/v1/me`, { headers: { Authorization: `Bearer ${word}` } })).status;
  hold(`${what}: a token opens the API`, (await asked()) === 200);
  await page.goto(`${base}/account`);
  await press(page, page.locator("form[action^='/account/tokens/'] button").first());
  hold(`${what}: revoked, it opens nothing`, (await asked()) === 401);
}

async function passkey(page, what, name) {
  const device = await page.context().newCDPSession(page);
  await device.send("WebAuthn.enable");
  const { authenticatorId } = await device.send("WebAuthn.addVirtualAuthenticator", { options: {
    protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true,
  } });
  await page.goto(`${base}/account`);
  await page.fill("#p-sure", password);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.fill("#label", "Key on my desk");
  await sound(page, `${what}: a passkey`);
  await page.getByRole("button", { name: "Make the passkey" }).click();
  await page.waitForURL(/\/account$/);
  hold(`${what}: it is listed by its name`, (await page.innerText("main")).includes("Key on my desk"));
  const { credentials } = await device.send("WebAuthn.getCredentials", { authenticatorId });
  hold(`${what}: the device keeps it for this server`, credentials.length === 1 && credentials[0].rpId === "localhost" && credentials[0].isResidentCredential);
  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL(/\/login/);
  await sound(page, `${what}: log-in with passkeys`);
  await page.getByRole("button", { name: "Log in with a passkey" }).click();
  await page.waitForURL(`${base}/`);
  hold(`${what}: a passkey logs in alone`, (await inside(page)) && (await page.innerText("main")).includes(`You are ${name}`));
  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL(/\/login/);
  await begin(page, name);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL(`${base}/`);
  hold(`${what}: a passkey is the second step`, await inside(page));
  // A device that does not know its owner's finger is told so, and nobody is let in.
  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL(/\/login/);
  await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.getByRole("button", { name: "Log in with a passkey" }).click();
  await page.locator("form[data-passkey] .told", { hasText: "Try again" }).waitFor();
  hold(`${what}: without its owner it opens nothing`, !(await inside(page)));
  await device.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await page.goto(`${base}/login`);
  await page.getByRole("button", { name: "Log in with a passkey" }).click();
  await page.waitForURL(`${base}/`);
  await page.goto(`${base}/account`);
  const row = page.locator("li", { hasText: "Key on my desk" });
  await row.locator("input[name=password]").fill(password);
  await press(page, row.getByRole("button"));
  hold(`${what}: it is removed`, !(await page.innerText("main")).includes("Key on my desk"));
  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL(/\/login/);
  await page.getByRole("button", { name: "Log in with a passkey" }).click();
  await page.locator("[role=alert]", { hasText: "opens no account" }).waitFor();
  hold(`${what}: removed, it opens nothing`, !(await inside(page)));
  await page.context().close();
}

const steps = [];
for (const [what, options] of [["desktop", { colorScheme: "dark" }], ["phone", { colorScheme: "light", viewport: { width: 360, height: 800 } }]]) {
  const name = `mara-${what}`;
  let page;
  steps.push([`${what}: an account is added`, () => add(options, what, name)]);
  steps.push([`${what}: codes and sessions`, async () => { page = await codes(options, what, name); }]);
  steps.push([`${what}: token`, () => token(page, what)]);
  steps.push([`${what}: passkey`, () => passkey(page, what, name)]);
}
await end(steps);
